"""Cells and rectangles of the character grid: x grows to the right, y downward, both in cells."""

from __future__ import annotations

from dataclasses import dataclass

Cell = tuple[int, int]
"""A place on the grid, as (x, y)."""

UP, RIGHT, DOWN, LEFT = range(4)
GRID_STEPS: tuple[Cell, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""The step that each direction takes."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of cells; the last column is `right - 1` and the last row `bottom - 1`."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    @property
    def center(self) -> Cell:
        """Its middle cell."""
        return self.x + self.width // 2, self.y + self.height // 2

    def contains(self, cell: Cell) -> bool:
        """Say whether `cell` lies in it, borders included."""
        return self.x <= cell[0] < self.right and self.y <= cell[1] < self.bottom


def opposite(direction: int) -> int:
    """Return the direction back."""
    return (direction + 2) % 4


def direction(start: Cell, end: Cell) -> int:
    """Return the direction of a straight run from `start` to `end`, which share a row or a column."""
    if start[0] == end[0]:
        return DOWN if end[1] > start[1] else UP
    return RIGHT if end[0] > start[0] else LEFT


def cells_between(corners: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return every cell of the polyline through `corners`, both ends included, none twice in a row."""
    cells = [corners[0]]
    for end in corners[1:]:
        dx, dy = GRID_STEPS[direction(cells[-1], end)] if end != cells[-1] else (0, 0)
        while cells[-1] != end:
            x, y = cells[-1]
            cells.append((x + dx, y + dy))
    return tuple(cells)
