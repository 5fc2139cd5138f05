"""Pictures of the Topology screen: the whole, focus, trace, failure, in both sizes, in both themes, without colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content.loader import load_portfolio
from tests.fakes.app import app_of, settle
from tui.hosting.colour import FILTERS, truecolor_console
from tui.textual_internals.apps import set_colour

SMALL, WIDE = (80, 24), (120, 36)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize(
    ("start", "keys"),
    [
        pytest.param("topology", (), id="whole"),
        pytest.param("topology/events", (), id="focus"),
        pytest.param("topology", ("t", "right", "right"), id="trace"),
        pytest.param("topology/data", ("x",), id="failure"),
    ],
)
def test_it_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, size: tuple[int, int], start: str, keys: tuple[str, ...]
) -> None:
    app = app_of(load_portfolio(), tmp_path, start=start)
    assert snap_compare(app, terminal_size=size, press=keys, run_before=settle)


SIZES = [(60, 20), SMALL, WIDE, (200, 50)]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize(
    ("start", "keys"),
    [
        pytest.param("topology", ("plus", "plus", "plus", "full_stop"), id="overload"),
        pytest.param("topology/workers", ("x", *["full_stop"] * 10), id="outage"),
        pytest.param("topology/workers", ("x", *["full_stop"] * 10, "x"), id="drain"),
        pytest.param("topology/data", ("x", "full_stop", "t", "right", "right"), id="stopped"),
        pytest.param("topology/relay", ("x", "full_stop", "t", *["right"] * 6), id="waits"),
    ],
)
def test_load_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, size: tuple[int, int], start: str, keys: tuple[str, ...]
) -> None:
    app = app_of(load_portfolio(), tmp_path, start=start)
    assert snap_compare(app, terminal_size=size, press=keys, run_before=settle)


@pytest.mark.parametrize("theme", ["ink", "paper"])
def test_both_themes_look_as_they_did(snap_compare: Any, tmp_path: Path, theme: str) -> None:
    app = app_of(load_portfolio(), tmp_path, start="topology/relay")
    app.theme = theme
    assert snap_compare(app, terminal_size=WIDE, press=("x",), run_before=settle)


def test_it_looks_as_it_did_without_colour(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(load_portfolio(), tmp_path, start="topology/data")
    assert snap_compare(app, terminal_size=SMALL, press=("x",), run_before=settle)


@pytest.mark.parametrize("theme", ["ink", "paper"])
@pytest.mark.parametrize("size", [(60, 20), SMALL], ids="{0[0]}x{0[1]}".format)
def test_load_in_sixteen_colours_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, theme: str, size: tuple[int, int]
) -> None:
    app = app_of(load_portfolio(), tmp_path, start="topology/data")
    app.theme = theme
    set_colour(app, truecolor_console(), FILTERS["16"], no_color=False)
    assert snap_compare(app, terminal_size=size, press=("plus", "plus", "x", "full_stop"), run_before=settle)
