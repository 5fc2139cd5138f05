"""The marked document beside a list: from 140 columns, once the mark rests, until `|` closes it for the visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio
from tests.fakes.app import app_of, here, press, reader
from tui.app import PortfolioApp
from tui.widgets.key_bar import shown_bindings
from tui.widgets.preview import Preview
from tui.widgets.shelf import Shelf

WIDE, NARROW = (140, 36), (139, 36)
LISTS = pytest.mark.parametrize("key", ["2", "5", "6"], ids=["services", "work", "essays"])


def preview(app: PortfolioApp) -> Preview:
    return app.room.query_one(Preview)


def title_of_marked(app: PortfolioApp) -> str:
    entry = app.room.query_one(Shelf).entry
    assert entry is not None
    return app.portfolio.by_path[entry.path].title


async def rested(pilot: Pilot[Any], app: PortfolioApp) -> str:
    """The title of the preview, once what it waits for is shown."""
    await pilot.pause()
    preview(app).catch_up()
    await pilot.pause()
    return preview(app).lines[0].text.strip()


def keys(app: PortfolioApp) -> list[str]:
    return [item.binding.key for item in shown_bindings(app.screen)]


def notices(app: PortfolioApp) -> list[str]:
    return [notice.message for notice in app._notifications]


@LISTS
async def test_it_is_there_with_the_room_and_follows_the_mark(portfolio: Portfolio, tmp_path: Path, key: str) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, key)
        assert preview(app).display
        assert preview(app).lines[0].text.strip() == title_of_marked(app)
        before = title_of_marked(app)
        await press(pilot, "down")
        assert await rested(pilot, app) == title_of_marked(app) != before


async def test_a_mark_that_moves_on_sets_no_page(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Preview, "REST", 3600.0)
    shown: list[str] = []
    show = Preview.show_page
    monkeypatch.setattr(
        Preview, "show_page", lambda self, *given, **named: shown.append("") or show(self, *given, **named)
    )
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "6")
        first = title_of_marked(app)
        shown.clear()
        await press(pilot, "down", "down", "down")
        assert not shown
        assert preview(app).lines[0].text.strip() == first
        assert await rested(pilot, app) == title_of_marked(app)
        assert len(shown) == 1, "of all that was passed, only what the mark rests on"


async def test_it_comes_by_itself_once_the_mark_rests(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Preview, "REST", 0.001)
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "6", "down")
        for _ in range(500):
            if preview(app).lines[0].text.strip() == title_of_marked(app):
                break
            await pilot.pause()
        assert preview(app).lines[0].text.strip() == title_of_marked(app)


async def test_its_key_closes_it_for_the_visit_and_opens_it_again(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "6")
        assert "vertical_line" in keys(app)
        await press(pilot, "vertical_line", "down")
        assert not preview(app).display
        await press(pilot, "5")
        assert not preview(app).display, "in every room"
        await press(pilot, "vertical_line", "6")
        assert preview(app).display
        assert preview(app).lines[0].text.strip() == title_of_marked(app)


async def test_it_needs_columns_and_comes_with_them(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "5", "down")
        assert not preview(app).display
        assert "vertical_line" not in keys(app)
        await press(pilot, "vertical_line")
        assert notices(app) == ["Two halves take 140 columns; this window has 139."]
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        assert preview(app).display
        assert preview(app).lines[0].text.strip() == title_of_marked(app)
        await pilot.resize_terminal(*NARROW)
        await pilot.pause()
        assert not preview(app).display


@LISTS
async def test_in_a_very_wide_window_the_shelf_stays_beside_what_is_read(
    portfolio: Portfolio, tmp_path: Path, key: str
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(160, 50)) as pilot:
        await press(pilot, key, "down", "enter")
        marked = title_of_marked(app)
        assert app.portfolio.by_path[here(app)].title == marked
        assert marked in reader(app).text
        shelf = app.room.query_one(Shelf)
        assert (shelf.display, preview(app).display) == (True, False)
        assert shelf.region.right <= reader(app).region.x
        await press(pilot, "vertical_line")
        assert not shelf.display
        await press(pilot, "vertical_line", "escape")
        assert (shelf.display, preview(app).display) == (True, True)
        assert title_of_marked(app) == marked


async def test_the_comparison_takes_all_the_room(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(200, 50)) as pilot:
        await press(pilot, "5", "c")
        assert not app.room.query_one(Shelf).display
        assert not preview(app).display
        assert "vertical_line" not in keys(app)
        await press(pilot, "vertical_line")
        assert notices(app) == ["The comparison takes the whole window."]


async def test_in_a_document_and_in_ask_the_key_says_why_nothing_is_split(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await press(pilot, "6", "enter", "vertical_line")
        assert notices(app) == ["Two halves take 160 columns; this window has 140."]
        await pilot.resize_terminal(*NARROW)
        await press(pilot, "7", "shift+tab")
        assert "vertical_line" not in keys(app)
        await press(pilot, "vertical_line")
        assert notices(app)[1:] == ["Two halves take 140 columns; this window has 139."]


async def test_beside_the_form_the_marked_answer_stands_in_a_very_wide_window(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(200, 50)) as pilot:
        await press(pilot, "8", "escape")
        assert preview(app).lines[0].text.strip() == title_of_marked(app)
        form, shelf = app.room.query_one("#form"), app.room.query_one(Shelf)
        assert shelf.region.right <= preview(app).region.x < preview(app).region.right <= form.region.x
        await press(pilot, "enter")
        assert (shelf.display, form.region.width, preview(app).display) == (True, 0, False)
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert not shelf.region.width
        await press(pilot, "escape")
        assert form.region.width
        assert not preview(app).display
