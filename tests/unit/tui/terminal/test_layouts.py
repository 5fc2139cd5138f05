"""One-letter keys on another keyboard layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from content.loader import Portfolio
from tests.fakes.app import app_of, here, press, settle
from tui.overlays.jump import JumpOverlay
from tui.terminal.input_parser import InputParser
from tui.terminal.layouts import by_place


@pytest.mark.parametrize(
    ("typed", "key"),
    [("с", "c"), ("ц", "w"), ("Т", "N"), ("х", "left_square_bracket"), ("Ъ", "right_curly_bracket"), ("Ж", "colon"),
     ("Ю", "greater_than_sign"), ("і", "s"), ("ς", "w"), ("λ", "l"), ("Γ", "G"), ("c", "c"), ("é", "é"), ("7", "7")],
)  # fmt: skip
def test_a_letter_is_the_key_that_lies_there(typed: str, key: str) -> None:
    [event] = InputParser().feed(typed)
    assert isinstance(event, events.Key)
    assert by_place(event).key == key


async def test_the_keys_of_a_room_work(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "tab", "5")
        for letter in "о\r":  # j on a Russian keyboard
            for message in InputParser().feed(letter):
                app.post_message(message)
            await settle(pilot)
        assert here(app) == [entry.path for entry in app.room.query_one("#shelf").entries][1]  # type: ignore[attr-defined]
        for message in InputParser().feed("д"):
            app.post_message(message)
        await settle(pilot)
        assert isinstance(app.screen, JumpOverlay)


async def test_what_a_field_takes_is_typed_as_it_is(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for message in InputParser().feed("сколько"):
            app.post_message(message)
        await settle(pilot)
        assert app.room.query_one(Input).value == "сколько"
