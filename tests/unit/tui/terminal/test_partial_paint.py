"""Painting only what changed leaves the same screen as painting all of it."""

from __future__ import annotations

import inspect
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._compositor import Compositor

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
                wanted = [cells(strip) for strip in app.screen._compositor.render_strips()]
                assert canvas.cells == wanted, f"after {key}"
    assert canvas.parts > 2


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


def test_textual_still_has_the_private_names_that_the_compositor_leans_on() -> None:
    assert list(inspect.signature(Compositor._get_renders).parameters) == ["self", "crop"]
    assert list(inspect.signature(Compositor._render_chops).parameters) == ["self", "crop", "is_rendered_line"]
    assert list(inspect.signature(Compositor._regions_to_spans).parameters) == ["regions"]
    assert isinstance(BandCompositor()._dirty_regions, set)
