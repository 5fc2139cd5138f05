"""A case study's own drawing, as a block for a reader."""

from __future__ import annotations

from content.schema import Diagram
from tui.diagram.graph import graph_of_diagram
from tui.diagram.layout import lay_out
from tui.diagram.rows import LEGEND, rows_of
from tui.prose.page import Rows
from tui.prose.runs import Run


def diagram_block(diagram: Diagram, width: int = 76) -> Rows:
    """Return the drawing of `diagram`, and below it what its lines mean, set for a page of `width` cells.

    Roles are those of the drawing: border, title, label, request, event and name.
    """
    rows = rows_of(lay_out(graph_of_diagram(diagram), width))
    return Rows(tuple(tuple(Run(text, role) for text, role in row) for row in (*rows, (), LEGEND)))
