"""Colours as a visitor's terminal has them, where it has few."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from tui.hosting.colour import FILTERS


@pytest.mark.parametrize(
    ("quiet", "ground", "shown"), [("#868b82", "#faf9f4", 8), ("#5e655e", "#faf9f4", 8), ("#5e6863", "#0d1110", 8)]
)
def test_what_stands_back_is_seen_on_either_ground_with_sixteen_colours(quiet: str, ground: str, shown: int) -> None:
    drawn = Segment("reads", Style(color=quiet, bgcolor=ground))
    depth = FILTERS["16"]
    assert depth is not None
    (segment,) = depth.apply([drawn], Color.parse(ground))
    assert segment.style is not None
    assert segment.style.color is not None
    assert segment.style.color.number == shown


@pytest.mark.parametrize(("dimmed", "ground"), [("#3d423d", "#2f3432"), ("#a3a39d", "#9c9b97"), ("#181c1b", "#0d1110")])
def test_what_is_dimmed_is_not_gone_with_sixteen_colours(dimmed: str, ground: str) -> None:
    depth = FILTERS["16"]
    assert depth is not None
    drawn = [Segment("reads", Style(color=dimmed, bgcolor=ground)), Segment("▌", Style(color=ground, bgcolor=ground))]
    seen, hidden = (each.style for each in depth.apply(drawn, Color.parse(ground)))
    assert seen is not None
    assert seen.color != seen.bgcolor
    (below,) = BackgroundScreen.process_segments(depth.apply(drawn[:1], Color.parse(ground)), Color(9, 9, 9, 0.4))
    assert below.style is not None
    assert below.style.color != below.style.bgcolor, "nor below what lies over it"
    assert hidden is not None
    assert hidden.color == hidden.bgcolor, "what has the colour of its ground is not to be seen"
