"""Pictures of the command line, of the tour's caption, and of what a link sets, from 60x20 to 200x50."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import load_portfolio
from tests.fakes.app import app_of, press, settle

SIZES = [(60, 20), (80, 24), (120, 36), (200, 50)]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize(
    ("start", "keys"),
    [
        pytest.param("services", ("colon",), id="verbs"),
        pytest.param("topology?break=data&load=50k", ("colon", *"break "), id="boxes"),
        pytest.param("essays", ("colon", *"open order"), id="links"),
        pytest.param("topology", ("colon", *"load 5x", "enter"), id="wrong"),
        pytest.param("topology", ("greater_than_sign",), id="tour"),
        pytest.param("topology?break=data&trace=place-order&hop=3&load=50k&seconds=600", (), id="linked"),
    ],
)
def test_the_command_line_looks_as_it_did(
    snap_compare: Any, tmp_path: Path, size: tuple[int, int], start: str, keys: tuple[str, ...]
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *keys)

    app = app_of(load_portfolio(), tmp_path, start=start)
    assert snap_compare(app, terminal_size=size, run_before=before)
