"""Sixteen colours at the visitor's own terminal: chosen as at the doors, so that all is seen on a light ground."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from content.loader import Portfolio
from tests.fakes.app import app_of
from tui.app import PortfolioApp


@pytest.mark.parametrize(("term", "shown"), [("xterm", "\x1b[90;107m"), ("xterm-256color", "\x1b[38;5;")])
async def test_what_stands_back_on_a_light_ground_is_seen_with_sixteen_colours(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, term: str, shown: str
) -> None:
    for name in ("COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", term)
    assert _sent(app_of(tiny_portfolio, tmp_path)).startswith(shown)


async def test_sixteen_colours_are_none_with_no_color(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLORTERM", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert _sent(app_of(tiny_portfolio, tmp_path)) == "\x1b[39;49mreads\x1b[0m"


def _sent(app: PortfolioApp) -> str:
    """Return what the terminal is sent for words that stand back on paper."""
    segments = [Segment("reads", Style(color="#868b82", bgcolor="#faf9f4"))]
    for each in app.get_line_filters():
        segments = each.apply(segments, app.background_colors[1])
    (segment,) = segments
    style = segment.style or Style()
    return style.render(segment.text, color_system=app.console._color_system)
