"""The small pack behind a browser door on this machine, as tests in a real browser visit it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from content.loader import load_portfolio
from engine.settings import Settings
from tests.fakes.recordings import Playback
from tests.fakes.toy import Commands
from tests.hosting.house import settings
from tui.hosting.operations.log import make_log
from tui.hosting.portfolio_host import open_host
from tui.hosting.session import Session
from tui.hosting.web.door import WebDoor
from tui.hosting.web.pages import site_pages

LINK, SHOWN = "https://example.org/me", "example.org/me"
"""A link of the owner, and how the Contact room writes it."""


class Places(Commands):
    """Knows the rooms and documents of the small pack as places."""

    def place(self, line: str) -> str | None:
        return line if line.startswith(("essays/", "work/")) or line in ("topology", "contact") else None


class Engine(Playback):
    """An assistant that answers from recordings; it finds nothing by search."""

    def search(self, words: str, limit: int = 10) -> Sequence[Any]:
        return []


class Served:
    """A host with a browser door, which can go away and come back on its port."""

    def __init__(self, pack: Path) -> None:
        profile = pack / "profile.yaml"
        text = profile.read_text("utf-8").replace("  email: ", f"  website: {LINK}\n  email: ")
        profile.write_text(text, "utf-8")
        self.portfolio = load_portfolio(pack)
        self.engine = Engine("outbox")
        self.places: list[str] = []
        self.log = io.StringIO()
        self.port = 0
        self._pack = pack

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[WebDoor]:
        hosting = settings(web_port=self.port, starts_at_once=2, animated_sessions=0)
        engine_settings = Settings(content=self._pack, data_dir=self._pack.parent, cache_dir=self._pack.parent)
        log = make_log(self.log, json=True)
        host = open_host(
            self.portfolio, engine_settings, hosting, self.engine, log, lambda _: Places(), self.places.append
        )
        async with host.open(warm=False):
            door = WebDoor(host, site_pages(self.portfolio))
            self.port = await door.listen()
            try:
                yield door
            finally:
                await door.stop()
                await host.drain()
                await door.close()


def columns(door: WebDoor) -> int:
    """Return how wide the screens of the only visitor are."""
    (session,) = door.host.sessions
    assert isinstance(session, Session)
    app = session._app
    return app.size.width if app is not None else 0


def where(door: WebDoor) -> str:
    """Return the place of the only visitor."""
    (session,) = door.host.sessions
    assert isinstance(session, Session)
    app: Any = session._app
    return str(app.room.where.document) if app is not None else ""
