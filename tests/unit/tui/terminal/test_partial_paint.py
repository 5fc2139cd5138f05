"""Painting only what changed leaves the same screen as painting all of it."""

from __future__ import annotations

import inspect
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from content.loader import Portfolio
from tests.fakes.app import app_of, press
from tests.fakes.canvas import Canvas, cells
from tui.app import PortfolioApp
from tui.screens.base import RoomScreen
from tui.textual_internals.painting import BandCompositor, TightUpdate, bands, tight

WALKS = {
    "home": ("tab", "tab", "tab", "shift+tab", "a", "b", "backspace", "escape", "tab", "tab", "tab", "tab"),
    "essays": ("6", "down", "down", "enter", "down", "pagedown", "tab", "end", "up", "escape"),
    "topology": ("3", "down", "right", "enter", "tab", "escape"),
    "work": ("5", "down", "enter", "tab", "pagedown", "escape"),
    "overlays": ("slash", "k", "a", "escape", "question_mark", "escape", "l", "escape", "6", "1"),
}


@pytest.mark.parametrize("walk", WALKS)
async def test_after_every_key_the_screen_is_what_a_whole_paint_would_show(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, walk: str
) -> None:
    canvas = Canvas(100, 30)
    display = PortfolioApp._display

    def record(app: PortfolioApp, screen: Any, renderable: Any) -> None:
        display(app, screen, renderable)
        if screen is app.screen:
            canvas.paint(renderable)

    monkeypatch.setattr(PortfolioApp, "_display", record)
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        for key in WALKS[walk]:
            await press(pilot, key)
            if isinstance(app.screen, RoomScreen):
                assert canvas.cells == whole(app.screen), f"after {key}"
    assert canvas.parts > 2


def whole(screen: RoomScreen) -> list[Any]:
    """The cells of a screen as Textual renders them, every widget whole."""
    compositor = screen._compositor
    chops = Compositor._render_chops(compositor, compositor.size.region, lambda _: True)
    return [cells(Strip.join(chop.values())) for chop in chops]


async def test_what_lies_under_others_is_not_rendered(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "6", "enter")
        rendered: list[tuple[Widget, int]] = []
        render = Widget.render_lines

        def record(widget: Widget, crop: Region) -> list[Strip]:
            rendered.append((widget, crop.height))
            return render(widget, crop)

        monkeypatch.setattr(Widget, "render_lines", record)
        compositor = app.screen._compositor
        compositor.render_strips()
        ours = sum(lines for _, lines in rendered)
        rendered.clear()
        Compositor._render_chops(compositor, compositor.size.region, lambda _: True)
        assert ours < sum(lines for _, lines in rendered)


async def test_moving_the_focus_paints_few_lines(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "tab")
        painted: list[Any] = []
        app._display = lambda screen, renderable: painted.append(tight(renderable))  # type: ignore[method-assign]
        await press(pilot, "tab")
    assert painted
    assert all(isinstance(update, TightUpdate) for update in painted)
    assert sum(strip.cell_length for update in painted for _, _, strip in update.strips()) < 600


@given(st.sets(st.integers(0, 60)))
def test_bands_hold_every_line_once_and_never_touch(lines: set[int]) -> None:
    found = bands(lines)
    assert [y for band in found for y in band] == sorted(lines)
    assert all(before.stop < after.start for before, after in pairwise(found))


SENT = re.compile(r"\x1b\[([\d;]*)([Hm])|([^\x1b])")
LOOKS = (None, Style(color="red"), Style(color="red", bold=True), Style(color="#102030", bgcolor="blue"))


@given(st.lists(st.lists(st.sampled_from(LOOKS), min_size=1, max_size=2), min_size=1, max_size=6))
def test_a_style_that_is_said_once_holds_for_the_same_cells(rows: list[list[Style | None]]) -> None:
    chops = [{0: Strip([Segment("ab", look) for look in row])} for row in rows]
    spans = [(y, 0, 2 * len(row)) for y, row in enumerate(rows)]
    update = TightUpdate(ChopsUpdate(chops, spans, [[100]] * len(rows)))
    console = Console(color_system="truecolor", force_terminal=True)
    each = "".join(Control.move_to(x, y).segment.text + strip.render(console) for x, y, strip in update.strips())
    sent = update.render_segments(console)
    assert shown(sent) == shown(each)
    assert len(sent) <= len(each)


def shown(sent: str) -> list[tuple[str, str, str]]:
    """Return each cell as a terminal would show it: where its line begins, its style, its character."""
    found, place, look = [], "", ""
    for said, kind, char in SENT.findall(sent):
        match kind:
            case "H":
                place = said
            case "m":
                look = "" if said == "0" else said
            case _:
                found.append((place, look, char))
    assert not look, "nothing is left of it"
    return found


def test_textual_still_has_the_private_names_that_the_compositor_leans_on() -> None:
    assert list(inspect.signature(Compositor._render_chops).parameters) == ["self", "crop", "is_rendered_line"]
    assert isinstance(BandCompositor()._dirty_regions, set)
