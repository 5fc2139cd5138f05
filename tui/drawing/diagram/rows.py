"""A drawing as rows of text with roles: what stands still, for prints, pages and small diagrams."""

from __future__ import annotations

from itertools import groupby

from tui.drawing.diagram.canvas import Glyph, draw
from tui.drawing.diagram.graph import Graph
from tui.drawing.diagram.layout import Layout
from tui.drawing.diagram.strokes import to_ascii

Row = tuple[tuple[str, str], ...]
"""A line of the drawing, as (text, role): border, title, label, text, request, event or name."""

LEGEND: Row = (("╌╌►", "request"), (" request   ", "name"), ("╍╍►", "event"), (" event", "name"))


def rows_of(layout: Layout, *, ascii_only: bool = False) -> list[Row]:
    """Return the drawing row by row, without blanks at the ends of rows."""
    drawing = draw(layout)
    rows = []
    for y in range(layout.height):
        cells = [_cell(drawing.get((x, y)), layout.graph) for x in range(layout.width)]
        while cells and not cells[-1][0].strip():
            cells.pop()
        runs = groupby(cells, key=lambda cell: cell[1])
        row = tuple(("".join(char for char, _ in run), role) for role, run in runs)
        rows.append(ascii_row(row) if ascii_only else row)
    return rows


def ascii_row(row: Row) -> Row:
    """Return a row in plain ASCII."""
    return tuple((to_ascii(text), role) for text, role in row)


def text_of(row: Row) -> str:
    """Return a row without its roles."""
    return "".join(text for text, _ in row)


def _cell(glyph: Glyph | None, graph: Graph) -> tuple[str, str]:
    if glyph is None:
        return " ", ""
    if glyph.part in ("line", "arrow"):
        return glyph.other, graph.edges[glyph.flows[0][0]].kind
    return glyph.char, "" if glyph.part == "space" else glyph.part
