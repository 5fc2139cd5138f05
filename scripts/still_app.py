"""The screens for a page or a picture, the same on every run: no motion, no settings of this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.app import PortfolioApp


@contextmanager
def still_app(start: str | None = None) -> Iterator[PortfolioApp]:
    """Give an app of the built-in portfolio, which opens at `start`, for `run_test`."""
    from content.loader import load_portfolio
    from engine.settings import Settings
    from tui.app import PortfolioApp

    with tempfile.TemporaryDirectory() as folder:
        app = PortfolioApp(load_portfolio(), Settings(data_dir=Path(folder)), start=start, local=False)
        app.animation_level = "none"
        yield app


async def settle(pilot: Any) -> None:
    """Wait until the room is there and nothing is under way."""
    while not (pilot.app.room.is_ready and pilot.app.typed.is_settled):
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
