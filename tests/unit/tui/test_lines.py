"""A line that was typed beside the terminal, as on a phone, goes where it belongs."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import Paste
from textual.widgets import Input

from content.loader import Portfolio
from tests.fakes.app import app_of, settle
from tests.fakes.recordings import Playback

QUESTION = "What does the outbox pattern buy?"


async def shown(portfolio: Portfolio, tmp_path: Any, room: str, *lines: str) -> tuple[Any, list[str]]:
    """Open a room, type lines beside it, and return the app with the questions that were asked."""
    engine = Playback("outbox")
    app = app_of(portfolio, tmp_path, engine)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        app.open_link(room)
        await settle(pilot)
        for line in lines:
            app.post_message(Paste(line))
            await settle(pilot)
        field = app.focused.value if isinstance(app.focused, Input) else ""
        return (app.room.NAME, field), [question for question, _ in engine.asked]


@pytest.mark.parametrize("room", ["home", "topology", "essays", "ask", "work"])
async def test_a_line_is_asked_in_every_room(tiny_portfolio: Portfolio, tmp_path: Any, room: str) -> None:
    assert await shown(tiny_portfolio, tmp_path, room, f"{QUESTION}\n") == (("ask", ""), [QUESTION])


async def test_what_is_pasted_without_being_sent_is_not_asked(tiny_portfolio: Portfolio, tmp_path: Any) -> None:
    for text in (QUESTION, f"{QUESTION}\r", "", " \n"):
        assert await shown(tiny_portfolio, tmp_path, "topology", text) == (("topology", ""), [])
    assert await shown(tiny_portfolio, tmp_path, "home", QUESTION) == (("home", QUESTION), [])
