"""A case study's own drawing, as a block for a reader."""

from __future__ import annotations

from content.schema import Diagram
from tui.drawing.diagram.graph import Graph, graph_of_diagram
from tui.drawing.diagram.layout import lay_out
from tui.drawing.diagram.rows import LEGEND, Row, rows_of
from tui.drawing.prose.page import Rows
from tui.drawing.prose.runs import Run, wrap


def diagram_block(diagram: Diagram, width: int = 76) -> Rows:
    """Return the drawing of `diagram`, and below it what its lines mean, set for a page of `width` cells.

    Where it is too wide its rows become columns; where that is too wide as well, every flow is a line of words.
    Roles are those of the drawing: border, title, label, request, event and name.
    """
    graph = graph_of_diagram(diagram)
    for drawn in (graph, graph.turned()):
        layout = lay_out(drawn, width)
        if layout.width <= width:
            return _block([*rows_of(layout), (), LEGEND])
    return Rows((*_words(graph, width), *_block([(), LEGEND]).rows))


def _block(rows: list[Row]) -> Rows:
    return Rows(tuple(tuple(Run(text, role) for text, role in row) for row in rows))


def _words(graph: Graph, width: int) -> list[tuple[Run, ...]]:
    rows: list[tuple[Run, ...]] = []
    for edge in graph.edges:
        arrow = Run(f" {LEGEND[0 if edge.kind == 'request' else 2][0]} ", edge.kind)
        ends = (Run(graph.node(slug).title, "title") for slug in (edge.source, edge.target))
        rows += wrap([next(ends), arrow, next(ends)], width)
    return rows
