"""An address as a code that a phone scans, in half-blocks: two rows of its squares in a line."""

from __future__ import annotations

from functools import cache

import segno

from tui.drawing.prose.page import Rows
from tui.drawing.prose.runs import Run

_MARGINS = (4, 2)
"""Light squares around a code: as many as the standard asks for, or as few as scanners still take."""
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
_MOST = 300
"""Characters from which a code has more squares than a terminal shows."""


def scan_code(text: str, width: int, height: int) -> Rows | None:
    """Return the code of a text within so many cells; None where it does not fit."""
    for margin in _MARGINS:
        rows = _squares(text, margin) if 0 < len(text) <= _MOST else ()
        if rows and len(rows[0]) <= width and (len(rows) + 1) // 2 <= height:
            below = (*rows[1:], (0,) * len(rows[0]))
            pairs = list(zip(rows, below, strict=True))[::2]
            return Rows(tuple((Run("".join(map(_half, *pair)), "scan"),) for pair in pairs))
    return None


@cache
def _squares(text: str, margin: int) -> tuple[tuple[int, ...], ...]:
    """Return the squares of a code, 1 where dark, with that margin of light ones."""
    code = segno.make_qr(text, error="l")
    return tuple(tuple(row) for row in code.matrix_iter(border=margin))


def _half(above: int, below: int) -> str:
    return _HALVES[above, below]
