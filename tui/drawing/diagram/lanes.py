"""The sparse grid that flows are routed on: the few columns and rows where a line may run, and who runs there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tui.drawing.diagram.geometry import DOWN, LEFT, RIGHT, UP, Cell, Rect

HORIZONTAL, VERTICAL, CLOSED = 1, 2, 4
"""What a crossing of lanes already holds: a line passing along its row, along its column, or an end or a corner."""

PORT_PITCH = 2
"""Cells between two ports on the upper or lower side of a box, so that neighboring lines stay apart."""
MOST_PORTS = 9
"""Ports on the upper or lower side of a box, at most; a wide box spreads them."""


@dataclass(frozen=True, slots=True)
class LanePort:
    """A cell of a box's border where a flow may leave or enter, the way out, and how far from the middle it is."""

    cell: Cell
    outward: int
    offset: int


@dataclass
class Lanes:
    """Columns `xs` and rows `ys` of the lanes, what blocks them, and what runs along them."""

    xs: tuple[int, ...]
    ys: tuple[int, ...]
    boxes: Mapping[str, Rect]
    hugging: frozenset[int]
    """Rows next to a border, where a line is legal and ugly."""
    edges: frozenset[int]
    """Columns that are the left or right border of boxes: lines end there and never run along them."""
    rims: frozenset[int]
    """Rows that are the upper or lower border of boxes."""
    inside: frozenset[Cell]
    """Crossings of lanes that lie in a box or on its border."""
    nodes: dict[Cell, int] = field(default_factory=dict)
    segments: set[tuple[Cell, Cell]] = field(default_factory=set)

    def ports(self, slug: str) -> Iterator[LanePort]:
        """Yield the ports of a box."""
        rect = self.boxes[slug]
        middle_x, middle_y = rect.center
        for x in port_columns(rect):
            yield LanePort((x, rect.y), UP, abs(x - middle_x))
            yield LanePort((x, rect.bottom - 1), DOWN, abs(x - middle_x))
        for y in range(rect.y + 1, rect.bottom - 1):
            yield LanePort((rect.x, y), LEFT, 2 * abs(y - middle_y))
            yield LanePort((rect.right - 1, y), RIGHT, 2 * abs(y - middle_y))

    def occupy(self, corners: tuple[Cell, ...]) -> None:
        """Take the lanes of a path; both of its ends and its corners are closed to every other flow."""
        for cell, use in self._uses(corners):
            self.nodes[cell] = self.nodes.get(cell, 0) | use
        self.segments.update(self._segments(corners))

    def release(self, corners: tuple[Cell, ...]) -> None:
        """Give back what `occupy` took."""
        for cell, use in self._uses(corners):
            self.nodes[cell] &= ~use
        self.segments.difference_update(self._segments(corners))

    def _uses(self, corners: tuple[Cell, ...]) -> Iterator[tuple[Cell, int]]:
        steps = list(self.walk(corners))
        closed = {*corners, *steps[-2:]}  # the head of the arrow belongs to its flow alone
        for index, cell in enumerate(steps):
            if cell in closed:
                yield cell, CLOSED
            else:
                yield cell, HORIZONTAL if steps[index - 1][1] == cell[1] else VERTICAL

    def _segments(self, corners: tuple[Cell, ...]) -> Iterator[tuple[Cell, Cell]]:
        steps = list(self.walk(corners))
        for pair in itertools.pairwise(steps):
            yield min(pair), max(pair)

    def walk(self, corners: tuple[Cell, ...]) -> Iterator[Cell]:
        """Yield every crossing of lanes along a path, its ends included."""
        yield corners[0]
        for (x, y), (to_x, to_y) in itertools.pairwise(corners):
            if y == to_y:
                between = [(lane, y) for lane in self.xs if min(x, to_x) < lane < max(x, to_x)]
                yield from between if x < to_x else reversed(between)
            else:
                between = [(x, lane) for lane in self.ys if min(y, to_y) < lane < max(y, to_y)]
                yield from between if y < to_y else reversed(between)
            yield to_x, to_y


def port_columns(rect: Rect) -> list[int]:
    """Return the columns of the ports on the upper and lower side of a box: the middle, and pairs around it."""
    middle, reach = rect.center[0], rect.width // 2 - 2
    pitch = max(PORT_PITCH, 2 * reach // (MOST_PORTS - 1))
    offsets = range(pitch, reach + 1, pitch)
    return sorted({middle, *(middle - d for d in offsets), *(middle + d for d in offsets)})


def gap_lanes(start: int, end: int) -> list[int]:
    """Return the columns of the lanes in the gap from `start` up to `end`: centered, apart, clear of the boxes."""
    room = end - start - 2
    count = (room + 1) // 2
    first = start + 1 + (room - (2 * count - 1)) // 2
    return [first + 2 * index for index in range(max(0, count))]


def lanes_between(boxes: Mapping[str, Rect], columns: Iterable[int], height: int) -> Lanes:
    """Lay the lanes of a drawing of that height; `columns` are the lanes in the gaps between the boxes."""
    rects = list(boxes.values())
    edges = {rect.x for rect in rects} | {rect.right - 1 for rect in rects}
    rims = {rect.y for rect in rects} | {rect.bottom - 1 for rect in rects}
    hugging = {rect.y - 1 for rect in rects} | {rect.bottom for rect in rects}
    xs = {*columns, *edges}.union(*(port_columns(rect) for rect in rects))
    inside = {(x, y) for rect in rects for x in xs for y in range(rect.y, rect.bottom) if rect.contains((x, y))}
    return Lanes(
        xs=tuple(sorted(xs)),
        ys=tuple(range(height)),
        boxes=boxes,
        hugging=frozenset(hugging),
        edges=frozenset(edges),
        rims=frozenset(rims),
        inside=frozenset(inside),
    )
