"""Figures as a band: the numbers in a row with what each counts below, or line by line where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.cells import cell_len

from content.schema import Figure
from tui.drawing.prose.page import Rows
from tui.drawing.prose.runs import Run, printable, width_of, wrap

_COLUMN = 22
"""Cells of a column of the band, at least."""
_GAP = 3

_Lines = list[tuple[Run, ...]]


def figure_band(figures: Sequence[Figure], width: int) -> Rows:
    """Return figures set in `width` cells."""
    column = (width - _GAP * (len(figures) - 1)) // max(1, len(figures))
    if column < _COLUMN:
        return Rows(tuple(_in_lines(figures, width)))
    cells = [_cell(figure, column) for figure in figures]
    rows = zip_longest(*cells, fillvalue=())
    return Rows(tuple(tuple(run for cell in row for run in _filled(cell, column + _GAP)) for row in rows))


def _cell(figure: Figure, width: int) -> _Lines:
    return [
        *wrap([Run(printable(figure.value), "figure")], width),
        *wrap([Run(printable(figure.words), "muted")], width),
    ]


def _filled(cell: tuple[Run, ...], width: int) -> tuple[Run, ...]:
    return (*cell, Run(" " * max(0, width - width_of(cell))))


def _in_lines(figures: Sequence[Figure], width: int) -> _Lines:
    wide = max(cell_len(printable(figure.value)) for figure in figures) + 2
    lines: _Lines = []
    for figure in figures:
        value = Run(printable(figure.value), "figure")
        for number, row in enumerate(wrap([Run(printable(figure.words), "muted")], width - wide)):
            lines.append((*_filled(() if number else (value,), wide), *row))
    return lines
