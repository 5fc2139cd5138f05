"""Our two themes: text that can be read on every ground, and colours that say the same with sixteen of them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from content.loader import Portfolio
from tests.fakes.app import app_of, settle
from tui.drawing.diagram.painting import Tone
from tui.themes import THEMES
from tui.widgets.diagram import DiagramView

READABLE = 4.5
"""Contrast of text by WCAG 2.2, level AA."""
DIMMED = 3.0
"""Contrast of what stands back for a moment, and of the lines that boxes are drawn with (WCAG 2.2, 1.4.11)."""
BLACK, RED, GREEN, YELLOW, BLUE, WHITE, BRIGHT = 0, 1, 2, 3, 4, 7, 8
"""Numbers of the terminal's own colours; the bright ones are `BRIGHT` more."""


def colours(theme: Theme) -> dict[str, str]:
    named = {
        name: getattr(theme, name) for name in ("foreground", "accent", "secondary", "warning", "error", "success")
    }
    return named | {
        name: theme.variables[name] for name in ("strong", "faint", "figure", "degraded", "failed", "event")
    }


def luminance(colour: str) -> float:
    parts = (part / 255 for part in Color.parse(colour).rgb)
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def of_sixteen(colour: str) -> int:
    number = RichColor.parse(colour).downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return number


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_every_text_colour_can_be_read_on_every_ground(theme: Theme, ground: str) -> None:
    low = {name: contrast(colour, getattr(theme, ground)) for name, colour in colours(theme).items()}
    assert {name: round(value, 2) for name, value in low.items() if value < READABLE} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_with_sixteen_colours_they_say_the_same(theme: Theme) -> None:
    said = {name: of_sixteen(colour) % BRIGHT for name, colour in colours(theme).items()}
    assert said["accent"] == GREEN
    assert said["error"] == said["failed"] == RED
    assert said["warning"] == said["degraded"] == YELLOW
    ground, text = of_sixteen(theme.background or ""), of_sixteen(theme.foreground or "")
    assert (ground % BRIGHT, text % BRIGHT) == ((BLACK, WHITE) if theme.dark else (WHITE, BLACK))
    assert of_sixteen(theme.variables["faint"]) not in (ground, text), "what stands back is seen, and stands back"
    assert of_sixteen(theme.variables["quiet"]) != ground, "borders are seen"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_what_a_diagram_dims_can_still_be_read(portfolio: Portfolio, tmp_path: Path, theme: Theme) -> None:
    app = app_of(portfolio, tmp_path)
    app.theme = theme.name
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        diagram = app.room.query_one(DiagramView)
        roles = [f"{part}-{tone}" for part in ("title", "label", "text") for tone in get_args(Tone)]
        roles += ["name-dim", "border-plain", "border-degraded", "border-failed", "broken", "still"]
        drawn = {role: diagram._style(role).color for role in roles}
        ratios = {role: contrast(colour.name, theme.background or "") for role, colour in drawn.items() if colour}
        assert len(ratios) == len(roles)
        assert {role: round(ratio, 2) for role, ratio in ratios.items() if ratio < DIMMED} == {}
