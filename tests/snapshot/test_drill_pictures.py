"""Pictures of the drill: before it begins, at work, and its card; in every size, in both themes, without colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import load_portfolio
from tests.fakes.app import app_of, settle
from tui.hosting.colour import FILTERS, truecolor_console
from tui.textual_internals.apps import set_colour

SIZES = [(60, 20), (80, 24), (120, 36), (200, 50)]
AHEAD, CARD = "topology?drill=17", "topology?drill=17-10shed-33mend-50scale"
WAIT = ("full_stop",)
AT_WORK = ("space", *WAIT * 7, "minus", "x", *WAIT)


async def played(pilot: Pilot[Any]) -> None:
    """Wait until what is played apart from the screen has been."""
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize(
    ("start", "keys"),
    [
        pytest.param(AHEAD, (), id="ahead"),
        pytest.param(AHEAD, AT_WORK, id="at-work"),
        pytest.param(CARD, (), id="card"),
    ],
)
def test_a_drill_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, size: tuple[int, int], start: str, keys: tuple[str, ...]
) -> None:
    app = app_of(load_portfolio(), tmp_path, start=start)
    assert snap_compare(app, terminal_size=size, press=keys, run_before=played)


@pytest.mark.parametrize("theme", ["ink", "paper"])
def test_both_themes_look_as_they_did(snap_compare: Any, tmp_path: Path, theme: str) -> None:
    app = app_of(load_portfolio(), tmp_path, start=AHEAD)
    app.theme = theme
    assert snap_compare(app, terminal_size=(120, 36), press=AT_WORK, run_before=played)


def test_it_looks_as_it_did_without_colour(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(load_portfolio(), tmp_path, start=AHEAD)
    assert snap_compare(app, terminal_size=(80, 24), press=AT_WORK, run_before=played)


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize(("start", "keys"), [(AHEAD, AT_WORK), (CARD, ())], ids=["at-work", "card"])
def test_in_sixteen_colours_it_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, theme: str, start: str, keys: tuple[str, ...]
) -> None:
    app = app_of(load_portfolio(), tmp_path, start=start)
    app.theme = theme
    set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=(80, 24), press=keys, run_before=played)
