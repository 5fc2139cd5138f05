"""The topology as text: the drawing, what its lines mean, and each box with its role."""

from __future__ import annotations

from collections.abc import Iterator

from content.headings import BOX_FIELDS
from content.safe_text import safe_text
from content.schema import Box, Topology
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.layout import lay_out
from tui.drawing.diagram.rows import LEGEND, Row, ascii_row, rows_of, text_of
from tui.drawing.diagram.words import wrap_words

WIDTH = 88
"""Cells that the drawing and its prose may take where nobody says otherwise."""


def write(topology: Topology) -> str:
    """Return the topology as plain text."""
    return "\n".join(text_of(row) for row in rows(topology))


def rows(topology: Topology, width: int = WIDTH, *, ascii_only: bool = False) -> Iterator[Row]:
    """Yield the lines of the text, with roles for whoever has colors."""
    prose = min(width, WIDTH)
    lines = [*_head(topology, prose), *rows_of(lay_out(graph_of_topology(topology), width)), (), LEGEND]
    for box in topology.boxes:
        label = f" ({safe_text(box.label)})" if box.label else ""
        lines += [(), ((safe_text(box.title), "title"), (label, "label"))]
        lines += [((f"  {line}", "text"),) for line in wrap_words(safe_text(box.role), prose - 2)]
    yield from map(ascii_row, lines) if ascii_only else lines


def _head(topology: Topology, width: int) -> Iterator[Row]:
    yield ((safe_text(topology.title), "title"),)
    yield from (((line, "text"),) for line in wrap_words(safe_text(topology.summary), width))
    yield ()


def details(box: Box, width: int = WIDTH, *, ascii_only: bool = False) -> Iterator[Row]:
    """Yield what else there is to say about one box: its trade-offs, and how it fails."""
    parts = {
        "chosen": box.chosen,
        "gave_up": box.gave_up,
        "otherwise": box.otherwise,
        "fails": f"{box.fails} {box.then}",
    }
    for field, prose in parts.items():
        lines: list[Row] = [(), ((BOX_FIELDS[field], "title"),)]
        lines += [((f"  {line}", "text"),) for line in wrap_words(safe_text(prose), min(width, WIDTH) - 2)]
        yield from map(ascii_row, lines) if ascii_only else lines
