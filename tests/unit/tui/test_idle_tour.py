"""The tour that begins by itself: on Home alone, once a visit, over nobody's words; and its key in an empty line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio, load_portfolio
from tests.fakes.app import app_of, press, settle
from tui.app import PortfolioApp
from tui.widgets.ask_input import AskInput

TOUR = """
steps:
  - caption: This is Home.
    wait: 30
"""
_HOUR = 3_600
"""Seconds of idleness that no test waits for: each looks by hand whether the tour begins."""


@pytest.fixture
def toured(tiny_pack: Path) -> Portfolio:
    (tiny_pack / "tour.yaml").write_text(TOUR, "utf-8")
    return load_portfolio(tiny_pack)


Visit = Callable[..., Any]


@pytest.fixture
def visit(toured: Portfolio, tmp_path: Path) -> Visit:
    @asynccontextmanager
    async def opened(after: float = _HOUR, **options: Any) -> AsyncIterator[tuple[PortfolioApp, Pilot[None]]]:
        app = app_of(toured, tmp_path, **options)
        app.tour_after, app.animation_level = after, "full"
        async with app.run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            yield app, pilot

    return opened


async def test_it_begins_on_home_once(visit: Visit) -> None:
    async with visit() as (app, pilot):
        app.idle.look()
        assert app.guide is not None
        await press(pilot, "escape")
        assert app.guide is None
        app.idle.look()
        assert app.guide is None


async def test_every_key_begins_the_count_anew(visit: Visit) -> None:
    async with visit() as (app, pilot):
        counted: list[str] = []
        app.idle._timer.reset = lambda: counted.append("anew")
        await press(pilot, "down", "up", "x")
        assert len(counted) == 3


@pytest.mark.parametrize("after", [0, 0.0])
async def test_a_setting_of_nothing_never_begins_it(visit: Visit, after: float) -> None:
    async with visit(after) as (app, _):
        app.idle.look()
        assert app.guide is None


async def test_it_waits_until_nothing_is_typed_anywhere(visit: Visit) -> None:
    async with visit() as (app, pilot):
        await press(pilot, *"why")
        app.idle.look()
        assert app.guide is None
        await press(pilot, "escape")
        app.drafts["ask.question"] = "kept from before"
        app.idle.look()
        assert app.guide is None
        app.drafts.clear()
        app.idle.look()
        assert app.guide is not None


async def test_it_waits_where_nothing_may_move_nobody_looks_or_something_else_is_open(visit: Visit) -> None:
    async with visit() as (app, pilot):
        app.animation_level = "none"
        app.idle.look()
        assert app.guide is None
        app.animation_level = "full"
        app.app_focus = False
        app.idle.look()
        assert app.guide is None
        app.app_focus = True
        await press(pilot, "question_mark")
        app.idle.look()
        assert app.guide is None
        await press(pilot, "escape", "2")
        app.idle.look()
        assert app.guide is None
        await press(pilot, "1")
        app.idle.look()
        assert app.guide is not None


async def test_a_pack_without_a_tour_has_none_to_begin(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    app.tour_after, app.animation_level = _HOUR, "full"
    async with app.run_test() as pilot:
        await settle(pilot)
        app.idle.look()
        assert app.guide is None


async def test_its_key_begins_it_from_an_empty_question_line_and_is_typed_in_another(visit: Visit) -> None:
    async with visit() as (app, pilot):
        field = app.room.query_one(AskInput)
        await press(pilot, *"is 3 ", "greater_than_sign")
        assert (field.value, app.guide) == ("is 3 >", None)
        await press(pilot, "escape", "greater_than_sign")
        assert field.value == ""
        assert app.guide is not None
