"""While the owner edits the content, answers follow: an assistant is given other content, and its model stays."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from content.loader import Portfolio, load_portfolio
from engine.assistant import Assistant
from engine.events import Answer
from engine.settings import load_settings
from tests.hosting.page_client import HELLO, Terminal
from tests.hosting.served import Served, serving
from tests.hosting.waiting import until
from tui.hosting.engine.process import follow_content
from tui.live import INTERVAL, PackWatch

QUESTION = "Which airship carries the backups?"
FACT = "The airship Albatross carries the backups over the sea every night."
ATTEMPTS = 30
"""Most questions in a row, while the index of the new content is built beside them."""
ESSAY = """---
title: Backups by Airship
summary: Why the backups travel by airship, and which airship carries them.
date: 2026-01-02
tags: [backups]
---

## Which airship carries the backups

{fact}
"""


def answer(assistant: Assistant) -> Answer:
    last = list(assistant.ask(QUESTION))[-1]
    assert isinstance(last, Answer)
    return last


async def test_answers_follow_the_content_while_it_is_watched(tiny_pack: Path) -> None:
    seen: list[Portfolio] = []

    class Noted(Assistant):
        def renew(self, portfolio: Portfolio) -> None:
            super().renew(portfolio)
            seen.append(portfolio)

    stop, pack = threading.Event(), PackWatch(tiny_pack)
    with closing(Noted.open(load_portfolio(tiny_pack), load_settings(model="none", content=tiny_pack))) as assistant:
        following = threading.Thread(target=follow_content, args=(assistant, pack, stop))
        following.start()
        try:
            assert "Albatross" not in answer(assistant).text
            (tiny_pack / "essays" / "broken.md").write_text("---\ntitle: [", "utf-8")
            assert not stop.wait(3 * INTERVAL)
            assert not seen, "a pack with faults changes nothing"
            (tiny_pack / "essays" / "broken.md").unlink()
            (tiny_pack / "essays" / "airship.md").write_text(ESSAY.format(fact=FACT), "utf-8")
            await until(lambda: any("essays/airship" in each.by_path for each in seen), "the new essay", 120)
            found = answer(assistant)
            assert "Albatross" in found.text
            assert "essays/airship" in {citation.link.partition("#")[0] for citation in found.citations}
        finally:
            stop.set()
            following.join()


async def test_answers_behind_the_browser_door_follow_the_content(tiny_pack: Path, tmp_path: Path) -> None:
    words = ("web", "--port", "0", "--watch", "--content", str(tiny_pack))
    async with serving(*words, folder=tmp_path, model="none", hosting_questions_per_minute=600) as served:
        assert "Albatross" not in await answer_in_browser(served)
        (tiny_pack / "essays" / "airship.md").write_text(ESSAY.format(fact=FACT), "utf-8")
        await until(lambda: served.lines("content reloaded"), "the new pages", 60)
        for _ in range(ATTEMPTS):
            text = await answer_in_browser(served)
            if "Albatross" in text:
                break
        assert "Albatross" in text


async def answer_in_browser(served: Served) -> str:
    """Ask on a new page, and return what the terminal has shown once the answer is there."""
    async with aiohttp.ClientSession() as page:
        socket = await page.ws_connect(f"{served.url}/terminal/socket", origin=served.url)
        await socket.send_str(json.dumps(HELLO))
        terminal = Terminal(socket)
        await until(lambda: "1 Home" in terminal.text, "the screens", 60)
        await terminal.type(f"\x1b[200~{QUESTION}\n\x1b[201~")
        await until(lambda: "tab sources" in terminal.text or "does not say" in terminal.text, "the answer", 60)
        return terminal.text


def test_an_index_that_cannot_be_built_leaves_the_content_as_it_was(
    tiny_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine import assistant as module
    from models.errors import ModelError

    before = load_portfolio(tiny_pack)
    with closing(Assistant.open(before, load_settings(model="none", content=tiny_pack))) as assistant:

        def fails(*_: object) -> None:
            raise ModelError("no room on the disk")

        monkeypatch.setattr(module, "open_library", fails)
        with pytest.raises(ModelError):
            assistant.renew(load_portfolio(tiny_pack))
        assert assistant.portfolio is before
