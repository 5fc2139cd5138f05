"""From a graph and a size to rectangles, paths and labels: everything that a drawing needs, in cells.

The grid of `placement` gets one width for all boxes and one height, as large as the room allows: titles alone, with
their labels below, or with the beginning of their text. What the flows need between the boxes is found once, on the
smallest drawing; more room only widens it. A drawing may turn out larger than the room: the widget then scrolls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from rich.cells import cell_len

from tui.drawing.diagram.geometry import Cell, Rect, cells_between
from tui.drawing.diagram.graph import Graph, Node
from tui.drawing.diagram.labels import EdgeLabel, put_labels
from tui.drawing.diagram.lanes import gap_lanes, lanes_between
from tui.drawing.diagram.placement import NodePlace, place_nodes
from tui.drawing.diagram.routing import Route, route_all
from tui.drawing.diagram.words import balanced, first_lines, wrap_words

LEAST_WIDTH = 11
"""Width of a box with three ports on its upper and three on its lower side."""
LEAST_GAP, LEAST_GAP_ROWS = 5, 2
"""Cells between two boxes of a row and of a column, at least: a junction, a line and an arrow head."""
MOST_GAP_ROWS = 5
GROWTH = ((0, 9), (2, 9), (6, 10), (14, 14))
"""By how much boxes widen, and the gap, step by step: first the gaps, so that names of flows fit into them."""
WIDEST_BOX = 29
LEAST_TEXT_WIDTH = 21
"""Width of a box from which its text is worth showing."""
_LEAST_AROUND_TEXT = 4
"""Rows of a box that hold no text, at least: its borders, its title and a blank."""
TRIES = 10
"""How often the gaps grow until every flow has lanes of its own."""


Paths = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class GroupFrame:
    """The measures of a drawing: box size, gaps between boxes, and margins around all of them, in cells."""

    box_width: int
    box_height: int
    gap: int = LEAST_GAP
    gap_rows: int = LEAST_GAP_ROWS
    margin: int = 0
    margin_rows: int = 0

    def size(self, rows: int, columns: int) -> tuple[int, int]:
        """Return the width and the height of a drawing of that many rows and columns."""
        width = columns * self.box_width + (columns - 1) * self.gap + 2 * self.margin
        return width, rows * self.box_height + (rows - 1) * self.gap_rows + 2 * self.margin_rows

    def rect(self, spot: NodePlace) -> Rect:
        """Return the rectangle of the box at that row and column."""
        row, column = spot
        x = self.margin + column * (self.box_width + self.gap)
        y = self.margin_rows + row * (self.box_height + self.gap_rows)
        return Rect(x, y, self.box_width, self.box_height)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A drawing's geometry. `paths` has the cells of each edge, from the source's border to the target's."""

    graph: Graph
    width: int
    height: int
    places: dict[str, NodePlace]
    boxes: dict[str, Rect]
    lines: dict[str, tuple[str, ...]]
    """What each box shows inside its border, a line each: the title first."""
    paths: Paths
    labels: tuple[EdgeLabel, ...]

    def box_at(self, cell: Cell) -> str | None:
        """Return the box that covers `cell`, or None."""
        return next((slug for slug, rect in self.boxes.items() if rect.contains(cell)), None)


@lru_cache(maxsize=64)
def lay_out(graph: Graph, width: int, height: int | None = None) -> Layout:
    """Return the best drawing of `graph` for a room of that size; without a height, boxes show title and label."""
    places = place_nodes(graph)
    rows, columns = _grid(places)
    needed = _needed(graph)
    frame, lines = _fit(graph, needed, rows, columns, width, height)
    routes = _routes(graph, places, frame)
    while any(route is None for route in routes) and frame.gap < needed.gap + 40:
        frame = _roomier(frame)
        routes = _routes(graph, places, frame)
    boxes = {slug: frame.rect(spot) for slug, spot in places.items()}
    paths = tuple(cells_between(route.corners) if route is not None else () for route in routes)
    boxes, paths, size = _trimmed(boxes, paths)
    labels = put_labels(tuple(edge.label for edge in graph.edges), paths, tuple(boxes.values()), size)
    return Layout(graph, *size, places, boxes, lines, paths, labels)


def _trimmed(boxes: dict[str, Rect], paths: Paths) -> tuple[dict[str, Rect], Paths, tuple[int, int]]:
    """Return the drawing moved to the origin, without the margins that no flow took, and its size."""
    corners = [corner for rect in boxes.values() for corner in ((rect.x, rect.y), (rect.right - 1, rect.bottom - 1))]
    cells = [*corners, *(cell for path in paths for cell in path)]
    if not cells:
        return boxes, paths, (0, 0)
    left, top = min(x for x, _ in cells), min(y for _, y in cells)
    moved = {slug: replace(rect, x=rect.x - left, y=rect.y - top) for slug, rect in boxes.items()}
    size = max(x for x, _ in cells) - left + 1, max(y for _, y in cells) - top + 1
    return moved, tuple(tuple((x - left, y - top) for x, y in path) for path in paths), size


@lru_cache(maxsize=64)
def _needed(graph: Graph) -> GroupFrame:
    """Return the smallest frame in which every flow has its lanes, with margins only where they save crossings."""
    places = place_nodes(graph)
    width = max((cell_len(node.title) for node in graph.nodes), default=0) + 2
    frame = GroupFrame(max(width, LEAST_WIDTH), 3)
    for _ in range(TRIES):
        bare = _routes(graph, places, frame)
        wide = _roomier(frame, margins_only=True)
        around = _routes(graph, places, wide)
        if None not in bare and _cost(bare) <= _cost(around) + 20:
            return frame
        if None not in around:
            return wide
        frame = _roomier(frame)
    return frame


def _roomier(frame: GroupFrame, *, margins_only: bool = False) -> GroupFrame:
    wider = replace(frame, margin=frame.margin + 2, margin_rows=frame.margin_rows + 1)
    if margins_only:
        return wider
    return replace(wider, box_width=frame.box_width + 2, gap=frame.gap + 2, gap_rows=frame.gap_rows + 1)


def _cost(routes: list[Route | None]) -> int:
    return sum(route.cost for route in routes if route is not None)


def _routes(graph: Graph, places: dict[str, NodePlace], frame: GroupFrame) -> list[Route | None]:
    rows, columns = _grid(places)
    boxes = {slug: frame.rect(spot) for slug, spot in places.items()}
    width, height = frame.size(rows, columns)
    starts = [frame.margin + column * (frame.box_width + frame.gap) for column in range(columns)]
    lanes = [lane for start in starts[1:] for lane in gap_lanes(start - frame.gap, start)]
    lanes += range(frame.margin - 2, -1, -2)
    lanes += range(width - frame.margin + 1, width, 2)
    return route_all(lanes_between(boxes, lanes, height), graph.edges)


def _grid(places: dict[str, NodePlace]) -> tuple[int, int]:
    rows = max((row for row, _ in places.values()), default=-1) + 1
    return rows, max((column for _, column in places.values()), default=-1) + 1


def _fit(
    graph: Graph, needed: GroupFrame, rows: int, columns: int, width: int, height: int | None
) -> tuple[GroupFrame, dict[str, tuple[str, ...]]]:
    """Return the largest frame that fits the room, and the lines that its boxes show: as much text as has room."""
    frame = _widened(needed, columns, width - needed.size(rows, columns)[0])
    for text_lines in (*range(_most_text(graph, frame, rows, height), 1, -1), 0, -1):
        shown = _shown(graph, frame, text_lines)
        least = LEAST_GAP_ROWS + (text_lines >= 0) + (text_lines > 0)
        best = replace(
            frame, box_height=max(map(len, shown.values()), default=1) + 2, gap_rows=max(least, frame.gap_rows)
        )
        if height is None or best.size(rows, columns)[1] <= height:
            break
    if height is not None and rows > 1:
        spare = (height - best.size(rows, columns)[1]) // (rows - 1)
        best = replace(best, gap_rows=max(best.gap_rows, min(MOST_GAP_ROWS, best.gap_rows + spare)))
    return best, shown


def _most_text(graph: Graph, frame: GroupFrame, rows: int, height: int | None) -> int:
    """Return how many lines of text a box can have at most: of those that there are, as many as the rows allow."""
    if height is None or not rows or frame.box_width < LEAST_TEXT_WIDTH:
        return 0
    longest = max(len(wrap_words(node.text, _text_width(frame))) for node in graph.nodes)
    return min(longest, height // rows - _LEAST_AROUND_TEXT)


def _text_width(frame: GroupFrame) -> int:
    return frame.box_width - 4


def _widened(frame: GroupFrame, columns: int, spare: int) -> GroupFrame:
    """Return the frame with `spare` cells given to gaps and boxes, in turns."""
    width, gap, gaps = frame.box_width, frame.gap, columns - 1
    for wider, goal_gap in GROWTH:
        goal_width = min(frame.box_width + wider, WIDEST_BOX)
        if gaps and (grow := min(goal_gap - gap, spare // gaps)) > 0:
            gap, spare = gap + grow, spare - grow * gaps
        if columns and (grow := min(goal_width - width, spare // columns)) > 0:
            width, spare = width + grow, spare - grow * columns
    return replace(frame, box_width=width, gap=gap)


def _shown(graph: Graph, frame: GroupFrame, text_lines: int) -> dict[str, tuple[str, ...]]:
    return {node.slug: _box_lines(node, frame, text_lines) for node in graph.nodes}


def _box_lines(node: Node, frame: GroupFrame, text_lines: int) -> tuple[str, ...]:
    """Return what a box of a frame shows: the title, the label unless `text_lines` is -1, and so much text."""
    lines = [node.title]
    if text_lines >= 0 and node.label:
        lines += balanced(node.label, frame.box_width - 2)
    if text_lines > 0 and node.text:
        lines += ["", *first_lines(node.text, _text_width(frame), text_lines)]
    return tuple(lines)
