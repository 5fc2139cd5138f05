"""Scan codes: what is drawn is the code's own squares, and it is drawn only where it fits."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from tui.drawing.prose.page import Rows
from tui.drawing.scan_code import scan_code

ADDRESS = "https://calendar.example/somebody/half-an-hour"
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def squares(code: Rows) -> list[list[int]]:
    """Read what was drawn back into squares, as a camera would."""
    rows = []
    for row in code.rows:
        text = "".join(run.text for run in row)
        rows += [[HALVES[cell][0] for cell in text], [HALVES[cell][1] for cell in text]]
    return rows


def bare(rows: list[list[int]], margin: int, size: int) -> list[list[int]]:
    """Leave the margin away, which has to be light."""
    inside = [row[margin : margin + size] for row in rows[margin : margin + size]]
    assert sum(map(sum, rows)) == sum(map(sum, inside))
    return inside


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_the_squares_are_those_of_the_code(text: str) -> None:
    code = scan_code(text, 200, 100)
    assert code is not None
    wanted = [list(row) for row in segno.make_qr(text, error="l").matrix]
    assert bare(squares(code), 4, len(wanted)) == wanted


@pytest.mark.parametrize(("width", "height", "margin"), [(37, 19, 4), (36, 19, 2), (37, 18, 2), (33, 17, 2)])
def test_it_gives_up_margin_before_it_gives_up(width: int, height: int, margin: int) -> None:
    code = scan_code(ADDRESS, width, height)
    assert code is not None
    wanted = [list(row) for row in segno.make_qr(ADDRESS, error="l").matrix]
    assert len(wanted) == 29
    assert bare(squares(code), margin, 29) == wanted


@pytest.mark.parametrize(
    ("text", "width", "height"), [(ADDRESS, 32, 17), (ADDRESS, 33, 16), ("", 99, 99), ("x" * 301, 999, 999)]
)
def test_what_does_not_fit_is_not_drawn(text: str, width: int, height: int) -> None:
    assert scan_code(text, width, height) is None
