"""Pasting into fields of one line: line breaks are joined, and what does not fit is cut (Textual 8.2.8 drops both)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle

SIZE = (100, 30)


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("\nWhy did it fail?", "Why did it fail?"),
        ("\r\n\r\n  Why did\r\nit fail?\r", "Why did it fail?"),
        ("Why\rdid\nit fail?", "Why did it fail?"),
        ("\n\n", ""),
        ("", ""),
        ("x" * 29_999, "x" * 29_999),
    ],
)
@pytest.mark.parametrize("copied", [False, True])
async def test_a_paste_on_home_is_a_question(
    tiny_portfolio: Portfolio, tmp_path: Path, pasted: str, value: str, copied: bool
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        if copied:
            app.copy_to_clipboard(pasted)
            await press(pilot, "ctrl+v")
        else:
            app.post_message(events.Paste(pasted))
            await settle(pilot)
        field = app.screen.query_one(Input)
        assert field.value == value[: app.settings.question_limit]


async def test_a_paste_replaces_what_is_selected(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "w", "h", "y", "shift+home")
        app.post_message(events.Paste("\nhow"))
        await settle(pilot)
        assert app.screen.query_one(Input).value == "how"


@pytest.mark.parametrize("way", [("slash",), ("8",)])
async def test_every_field_of_one_line_takes_such_a_paste(
    tiny_portfolio: Portfolio, tmp_path: Path, way: tuple[str, ...]
) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *way)
        app.post_message(events.Paste("\nAda\nLovelace"))
        await settle(pilot)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "Ada Lovelace"


async def test_alt_and_enter_breaks_the_line_of_a_question(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", *"why", "alt+enter", *"now")
        assert app.screen.query_one("AskBox").text == "why\nnow"
