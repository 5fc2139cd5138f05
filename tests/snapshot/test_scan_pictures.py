"""Pictures of a scan code: dark squares on light ones in both themes, and without colour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from content.loader import load_portfolio
from tests.fakes.app import app_of, settle
from tui.app import PortfolioApp
from tui.hosting.colour import FILTERS, truecolor_console
from tui.textual_internals.apps import set_colour


def reachable(folder: Path) -> PortfolioApp:
    portfolio = load_portfolio()
    contact = replace(portfolio.profile.contact, calendar="https://calendar.example/somebody/half-an-hour")
    profile = replace(portfolio.profile, contact=contact)
    return app_of(replace(portfolio, profile=profile), folder, start="contact")


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)], ids="{0[0]}x{0[1]}".format)
def test_a_scan_code_looks_as_it_did(snap_compare: Any, tmp_path: Path, theme: str, size: tuple[int, int]) -> None:
    app = reachable(tmp_path)
    app.theme = theme
    leave_the_form = ("escape",) if size[0] > 60 else ()  # in a narrow window the answers come first
    assert snap_compare(app, terminal_size=size, press=(*leave_the_form, "Q"), run_before=settle)


def test_it_looks_as_it_did_without_colour(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(reachable(tmp_path), terminal_size=(80, 24), press=("escape", "Q"), run_before=settle)


@pytest.mark.parametrize("theme", ["ink", "paper"])
def test_in_sixteen_colours_it_looks_as_it_did(snap_compare: Any, tmp_path: Path, theme: str) -> None:
    app = reachable(tmp_path)
    app.theme = theme
    set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=(80, 24), press=("escape", "Q"), run_before=settle)
