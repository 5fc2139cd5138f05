"""What a visitor's terminal is sent for a key that is typed into a field: the cells that change, and no others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, settings_in
from tests.fakes.cells import Cells
from tests.hosting.house import Visit, open_house
from tests.hosting.waiting import until
from tui.app import PortfolioApp
from tui.hosting.sink import Size
from tui.textual_internals import apps
from tui.widgets.ask_input import AskInput

SIZE = Size(100, 30)
MOST = 100
"""Bytes that a letter may cost; the field with its border is 970."""
LEFT, HOME, END, SELECT = "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[1;2D"


@asynccontextmanager
async def at_home(portfolio: Portfolio, folder: Path) -> AsyncIterator[tuple[Visit, Any, AskInput]]:
    def make(_: Any, start: str | None) -> PortfolioApp:
        return PortfolioApp(portfolio, settings_in(folder), ScriptedAssistant(), start=start, local=False)

    async with open_house(make_app=make, animated_sessions=0) as house:
        visit = await house.visit(size=SIZE, wait=False)
        await visit.shows("1 Home")
        app = visit.session._app
        assert app is not None
        await until(lambda: app.screen.query(AskInput), "the field")
        await until(lambda: app.screen.query_one(AskInput).region, "its place")
        yield visit, app, app.screen.query_one(AskInput)


def shown_by(visit: Visit, app: Any, field: AskInput, terminal: Cells) -> Callable[[], bool]:
    """Return whether the terminal shows the line of the field as the app has it."""
    y = field.content_region.y
    return lambda: terminal.read(bytes(visit.sink.data)).row(y) == apps.rows_shown(app)[y].text


def is_typed(field: AskInput, text: str) -> bool:
    return field.value == text


def is_longer(data: bytearray, than: int) -> bool:
    return len(data) > than


@pytest.mark.parametrize(
    "keys",
    [
        [*"why"],
        ["why", LEFT, LEFT, "x", "\x7f", "\x1b[3~", END, "\x7f"],
        ["why it holds", SELECT, SELECT, "s", SELECT, HOME, "o"],
        ["why it holds", *([SELECT] * 5), LEFT, "\x01", "\x0b"],
        ["Gerüst", LEFT, "e\N{COMBINING ACUTE ACCENT}", "\x7f", END, "日本", LEFT, "x", SELECT, "\x7f"],
        ["e", "\N{COMBINING ACUTE ACCENT}", "x", "\x7f"],
        ["y" * 90, "z" * 30, LEFT, HOME, "a", END, "\x7f", "\x15"],
    ],
)
async def test_the_line_on_the_terminal_is_the_one_that_was_typed(
    tiny_portfolio: Portfolio, tmp_path: Path, keys: list[str]
) -> None:
    terminal = Cells()
    async with at_home(tiny_portfolio, tmp_path) as (visit, app, field):
        for key in keys:
            before = field.value, field.selection
            visit.type(key)
            await until(lambda before=before: (field.value, field.selection) != before, f"{key!r}")
            await until(shown_by(visit, app, field, terminal), f"the line after {key!r}")
        y, sent = field.content_region.y, len(visit.sink.data)
        line = {at: cell for at, cell in terminal.cells.items() if at[0] == y}
        apps.repaint(app)
        await until(lambda: len(visit.sink.data) > sent, "the whole screen")
        assert line == {at: cell for at, cell in terminal.read(bytes(visit.sink.data)).cells.items() if at[0] == y}


async def test_a_letter_costs_few_bytes_and_no_layout(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    terminal, laid_out = Cells(), list[Any]()
    async with at_home(tiny_portfolio, tmp_path) as (visit, app, field):
        visit.type("w")  # the footer follows the first
        await until(lambda: field.value == "w", "a letter")
        await until(shown_by(visit, app, field, terminal), "it")
        await apps.idle()
        app.screen.screen_layout_refresh_signal.subscribe(app, laid_out.append)
        for letter in "hy ":
            sent, typed = len(visit.sink.data), field.value + letter
            visit.type(letter)
            await until(partial(is_typed, field, typed), "a letter")
            await until(partial(is_longer, visit.sink.data, sent), "a frame")
            assert len(visit.sink.data) - sent < MOST
        assert not laid_out
