"""Whatever has the focus looks as if it had: the eye finds where keys go, in every pane and at every size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.strip import Strip
from textual.widget import Widget

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, press, settle
from tui.app import PortfolioApp

STATES: dict[str, tuple[str, ...]] = {
    "home": (),
    "services": ("2",),
    "topology": ("3",),
    "a box": ("3", "down"),
    "pipeline": ("4",),
    "an answer": ("7", *"why", "enter"),
    "the pipeline of an answer": ("7", *"why", "enter", "ctrl+x"),
    "contact": ("8", "escape"),
    "the form": ("8",),
}


def picture(app: PortfolioApp, widget: Widget) -> list[Any]:
    """What stands where a widget is, with its looks; a legend and a divider belong to it."""
    frames = {"diagram": "#picture", "preview": "#beside"}
    region = app.screen.query_one(frames[widget.id]).region if widget.id in frames else widget.region
    strips = app.screen._compositor.render_strips()
    return [
        [(segment.text, segment.style) for segment in Strip.join([strip]).crop(region.x, region.right)]
        for strip in strips[region.y : region.bottom]
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("keys", STATES.values(), ids=STATES)
async def test_what_has_the_focus_looks_so(
    portfolio: Portfolio, tmp_path: Path, keys: tuple[str, ...], size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant())
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys)
        await app.workers.wait_for_complete()
        await settle(pilot)
        panes = app.screen.focus_chain
        assert panes
        for pane in panes if len(panes) > 1 else ():
            pane.focus(scroll_visible=True)
            await settle(pilot)
            lit = picture(app, pane)
            next(other for other in panes if other is not pane).focus(scroll_visible=False)
            await settle(pilot)
            assert picture(app, pane) != lit, f"nothing shows that {pane} has the focus"
