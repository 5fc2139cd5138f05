"""Bars in boxes: how full a queue or how busy a box is, with a figure beside the bar."""

from __future__ import annotations

from collections.abc import Iterator

from tui.drawing.diagram.geometry import Cell
from tui.drawing.diagram.layout import Layout
from tui.simulation.load import Gauge
from tui.simulation.words import compact_figure

_FULL, _EMPTY = "█", "░"
_WIDEST = 16
"""Cells of the longest bar."""
_FIGURE = 5
"""Cells that are kept for the figure, so that the bar keeps its length while the figure changes."""
OF_CAPACITY, IN_QUEUE = "of capacity", "waiting"
"""What the two figures are, below the bar where a box has a line for it; a legend says so elsewhere."""


def gauge_cells(layout: Layout, slug: str, gauge: Gauge) -> Iterator[tuple[Cell, tuple[str, str]]]:
    """Yield the cells of a box's bar, as (character, role): in place of its label, or on its upper border."""
    if slug not in layout.boxes:
        return
    rect, lines = layout.boxes[slug], layout.lines[slug]
    inner = rect.width - 2
    free = lines.index("") + 1 if "" in lines else len(lines)  # with the empty line between the label and the text
    row = rect.y + 2 if rect.height > 3 else rect.y
    told = OF_CAPACITY if gauge.share is not None else IN_QUEUE
    for below in range(1, free - 1):
        words = told.center(inner) if below == 1 and len(told) <= inner else " " * inner
        yield from (((rect.x + 1 + x, row + below), (char, "text-plain")) for x, char in enumerate(words))
    figure = f"{gauge.share:.0%}" if gauge.share is not None else compact_figure(gauge.waiting)
    cells = max(1, min(_WIDEST, inner - _FIGURE - (row > rect.y)))
    full = min(cells, max(round(gauge.level * cells), 1 if gauge.level else 0))
    text = f"{_FULL * full}{_EMPTY * (cells - full)} {figure:<{_FIGURE - 1}}"
    for x, char in enumerate(text.center(inner) if row > rect.y else f"{text.rstrip()} "[:inner]):
        yield (rect.x + 1 + x, row), (char, f"gauge-{gauge.strain}")
