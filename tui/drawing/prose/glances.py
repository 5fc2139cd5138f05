"""Case studies at a glance: a table with a row for each side of them, or a list where columns would be too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.drawing.prose.page import Heading, Page
from tui.drawing.prose.runs import Line, Run, printable, width_of, wrap

_LABEL = 12
"""Cells of the column of labels, with what parts it from the next."""
_COLUMN, _MOST = 20, 58
"""Cells of a study's column, at least and at most."""
_GAP = 3
_HINT = "Tab goes from line to line, Enter opens the part that tells one in full."


@dataclass(frozen=True, slots=True)
class GlanceColumn:
    """A study: its title and link, and its lines as (text, link) by their labels."""

    title: str
    href: str
    lines: dict[str, tuple[str, str]]


def set_glances(studies: Sequence[GlanceColumn], labels: Sequence[str], title: str, anchor: str, width: int) -> Page:
    """Set studies in `width` cells; every line of a study leads to the part that tells it in full."""
    column = min(_MOST, (width - _LABEL) // max(1, len(studies)) - _GAP)
    rows = _table(studies, labels, column) if column >= _COLUMN else _lists(studies, labels, width)
    head = [(Run(title, "title"),), *wrap([Run(_HINT, "muted")], width), ()]
    lines = [Line(row) for row in (*head, *rows)]
    return Page(tuple(lines), (Heading(anchor, title, 2, 0),), {anchor: 0}, width)


def _table(studies: Sequence[GlanceColumn], labels: Sequence[str], column: int) -> list[tuple[Run, ...]]:
    heads = [wrap([Run(printable(study.title), "link", study.href)], column) for study in studies]
    rows = [*_row(Run(""), heads, column), (Run("─" * (_LABEL + (column + _GAP) * len(studies) - _GAP), "rule"),)]
    for label in labels:
        cells = [wrap([_told(study, label)], column) for study in studies]
        if any(cell[0] for cell in cells):
            rows += [*_row(Run(label, "strong"), cells, column), ()]
    return rows


def _row(label: Run, cells: Sequence[list[tuple[Run, ...]]], column: int) -> list[tuple[Run, ...]]:
    rows: list[tuple[Run, ...]] = []
    for number in range(max(map(len, cells))):
        runs = [_first(label, number)]
        for index, cell in enumerate(cells):
            row = cell[number] if number < len(cell) else ()
            gap = _GAP if index + 1 < len(cells) else 0
            runs += [*row, Run(" " * (column + gap - width_of(row)))]
        rows.append(tuple(runs))
    return rows


def _lists(studies: Sequence[GlanceColumn], labels: Sequence[str], width: int) -> list[tuple[Run, ...]]:
    rows: list[tuple[Run, ...]] = []
    for study in studies:
        rows += wrap([Run(printable(study.title), "link", study.href)], width)
        for label in labels:
            said = wrap([_told(study, label)], width - _LABEL)
            rows += [(_first(Run(label, "muted"), number), *row) for number, row in enumerate(said) if row]
        rows.append(())
    return rows


def _told(study: GlanceColumn, label: str) -> Run:
    text, href = study.lines.get(label, ("", ""))
    return Run(printable(text), "text", href)


def _first(label: Run, number: int) -> Run:
    return label._replace(text=("" if number else label.text).ljust(_LABEL))
