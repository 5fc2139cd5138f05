"""How rooms fill a window: most of a large one is used, and all begin at one left margin."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from content.loader import Portfolio
from engine.events import Candidate, Passage, Retrieved, Tokenized
from tests.fakes.app import answer, app_of, press, settle
from tests.fakes.ask_screen import QUESTION, Says
from tui.app import PortfolioApp
from tui.drawing.prose.page import MEASURE
from tui.widgets.diagram import DiagramView
from tui.widgets.key_bar import KeyBar
from tui.widgets.nav_bar import NavBar
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

LARGE = (200, 50)
USED = 0.7
_APART_COLUMNS, _APART_ROWS = 6, 3
"""Empty columns and lines between two things: a gap that sets them apart is in use."""
_OFTEN = 3
"""Rows in which a column has to hold something: one long line over an empty field fills no columns."""

FIELD = "▒"
FOCUSED = "▌"
"""What stands at the window's edge beside a pane in focus, outside of the margin."""
ROOMS = {
    "home": (), "services": ("2",), "service": ("2", "enter"), "topology": ("3",), "pipeline": ("4",), "work": ("5",),
    "case-study": ("5", "enter"), "full-texts": ("5", "c", "c"), "essays": ("6",), "essay": ("6", "enter"),
    "ask": ("7",), "answer": ("7", *"why", "enter"), "contact": ("8",),
}  # fmt: skip
"""The states in which rooms are read, and the keys that lead there."""


def says(portfolio: Portfolio) -> Says:
    """An answer from the longest essay, which cites one passage of it."""
    essay = max((each for each in portfolio.documents if each.kind == "essay"), key=lambda each: each.minutes)
    text = "\n\n".join(section.text for section in essay.sections[:5])
    passage = Passage(1, "essay", essay.path, essay.title, essay.title, text)
    found = Retrieved((Candidate(passage, 0.8, 9.0, 0.03, 0.7, kept=True),), True, 0.9, 0.5, "", 0.0)
    sentence = replace(answer(QUESTION).sentences[0], text=" ".join(text.split()[:60]))
    said = replace(answer(QUESTION), sentences=(sentence,))
    return Says(Tokenized(QUESTION, (), "scripted", 0.0), found, *said.sentences, said)


async def body_of(app: PortfolioApp, pilot: Any, keys: tuple[str, ...]) -> list[Strip]:
    """The rows between the head and the foot of the room that the keys lead to."""
    await pilot.pause()
    await press(pilot, *keys)
    await app.workers.wait_for_complete()
    await pilot.pause()
    top, bottom = app.screen.query_one(NavBar).region.bottom, app.screen.query_one(KeyBar).region.y
    return app.screen._compositor.render_strips()[top:bottom]


def marked(strips: list[Strip]) -> list[str]:
    """The text of rows, with a mark where something has a ground of its own, as a field to type in has."""
    grounds = Counter(segment.style.bgcolor for strip in strips for segment in strip if segment.style)
    ground = grounds.most_common(1)[0][0]
    return ["".join(_marked(segment, ground) for segment in strip).ljust(LARGE[0]) for strip in strips]


def _marked(segment: Segment, ground: Color | None) -> str:
    own = segment.style.bgcolor if segment.style else ground
    return segment.text if own == ground else segment.text.replace(" ", FIELD)


def share(lit: list[bool], apart: int) -> float:
    """The share of a line that is lit, gaps that only set two lit parts apart counted as lit."""
    used = [any(lit[max(0, at - apart) : at + 1]) and any(lit[at : at + apart + 1]) for at in range(len(lit))]
    return sum(used) / len(used)


def use_of(rows: list[str]) -> tuple[float, float]:
    """The shares of columns with something in them, and of rows with letters or figures: a border is no use of rows."""
    columns = zip(*rows, strict=True)
    lit = [sum(not each.isspace() for each in column) >= _OFTEN for column in columns]
    return share(lit, _APART_COLUMNS), share([any(map(str.isalnum, row)) for row in rows], _APART_ROWS)


@pytest.mark.parametrize("keys", ROOMS.values(), ids=ROOMS)
async def test_a_large_window_is_used(portfolio: Portfolio, tmp_path: Path, keys: tuple[str, ...]) -> None:
    app = app_of(portfolio, tmp_path, says(portfolio))
    async with app.run_test(size=LARGE) as pilot:
        columns, rows = use_of(marked(await body_of(app, pilot, keys)))
        assert columns >= USED, f"{columns:.0%} of the columns"
        assert rows >= USED, f"{rows:.0%} of the rows"


def test_the_measure_sees_a_desert() -> None:
    assert use_of(["word".ljust(40)] * 10 + [" " * 40] * 30) == (0.1, 0.25)
    assert use_of(["word" * 10] + [" " * 40] * 9)[0] == 0, "one long line fills no columns"


@pytest.mark.parametrize(("size", "margin"), [((80, 24), 2), ((120, 36), 4), ((200, 50), 4)])
async def test_all_rooms_begin_at_one_left_margin(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int], margin: int
) -> None:
    app = app_of(portfolio, tmp_path, says(portfolio))
    found = {}
    async with app.run_test(size=size) as pilot:
        for name, keys in ROOMS.items():
            rows = await body_of(app, pilot, ("1", *keys))
            lines = [row.text.replace(FOCUSED, " ", 1) if row.text[0] == FOCUSED else row.text for row in rows]
            found[name] = min(size[0] - len(line.lstrip()) for line in lines if line.strip())
    assert found == dict.fromkeys(ROOMS, margin)


@pytest.mark.parametrize("key", ["5", "6"])
async def test_what_a_list_leaves_out_is_left_out_behind_a_word(portfolio: Portfolio, tmp_path: Path, key: str) -> None:
    said = {word for document in portfolio.documents for word in document.lead.split()}
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, key)
        last = [line.text.split()[-1] for line in app.room.query_one(Shelf).lines if line.text.strip()]
        cut = [word for word in last if word.endswith("…") and word != "…"]  # that alone stands for more tags
        assert cut
        assert [word for word in cut if not any(whole.rstrip(" ,.;:") == word[:-1] for whole in said)] == []


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_a_column_stays_free_between_prose_and_its_scrollbar(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=size) as pilot:
        for key in ("5", "6"):
            await press(pilot, key, "enter")
            page = app.room.query_one("#reader", Reader)
            assert page.show_vertical_scrollbar
            room = page.scrollable_content_region.width
            assert page.page.width == min(MEASURE, room - 1)
            assert max(len(line.text.rstrip()) for line in page.lines) < room


async def test_in_a_narrow_window_the_drawing_is_turned_rather_than_cut_off(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    async with app_of(portfolio, tmp_path, start="topology/workers").run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        picture = pilot.app.screen.query_one(DiagramView)
        assert picture.virtual_size.width <= picture.scrollable_content_region.width
        box = picture.picture.boxes["workers"]
        seen = Region(*picture.scroll_offset, *picture.scrollable_content_region.size)
        assert seen.contains_region(Region(box.x, box.y, box.width, box.height))
        await press(pilot, "down", "right", "down")
        assert picture.look.focus in {"events", "relay"}


async def test_in_a_small_window_every_box_is_reached_and_the_picture_follows(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, start="topology")
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        view, reached = app.room.query_one(DiagramView), set()
        assert view.max_scroll_y, "not all of it is in view"
        for key in (*["down"] * 4, "right", *["up"] * 4, "left", "down", "left", *["tab"] * 9):
            await press(pilot, key)
            reached.add(view.look.focus)
            rect = view.picture.boxes[view.look.focus]
            shown = Region(*view.scroll_offset, *view.scrollable_content_region.size)
            assert shown.contains_region(Region(rect.x, rect.y, rect.width, rect.height)), view.look.focus
        assert reached == {box.slug for box in portfolio.topology.boxes}
