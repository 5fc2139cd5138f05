"""Finds a place for the label of each flow: beside its line, near no other, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from tui.drawing.diagram.geometry import Cell, Rect

TOUCHES, OFF_CENTER, BELOW, STACKED = 12, 1, 2, 5
"""Cost of a cell that touches another line, of a cell off the middle, of standing below or left, of a second line."""
APART = ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1))
"""Where the next label may not be: two that touch would read as one."""
TOUCHING, CROWDED, _ROUNDS = 10**6, 8, 2
WORST = 36
"""A label that would cost more is left out: the panel tells it."""


@dataclass(frozen=True, slots=True)
class EdgeLabel:
    """A label's lines, the first at (x, y), those below it in the rows that follow."""

    edge: int
    x: int
    y: int
    lines: tuple[str, ...]

    def cells(self) -> Iterator[Cell]:
        """Yield the cells that it covers, without the blanks before a centered line."""
        for row, line in enumerate(self.lines):
            for column in range(cell_len(line) - cell_len(line.lstrip()), cell_len(line)):
                yield self.x + column, self.y + row


def put_labels(
    texts: tuple[str, ...], paths: tuple[tuple[Cell, ...], ...], boxes: tuple[Rect, ...], size: tuple[int, int]
) -> tuple[EdgeLabel, ...]:
    """Return the labels that found a place; those with the fewest places choose first."""
    owner = {cell: index for index, path in enumerate(paths) for cell in path}
    taken = {cell for path in paths for cell in path}
    taken |= {(x, y) for rect in boxes for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}
    choices = {}
    for index, text in enumerate(texts):
        if text and paths[index]:
            found = [
                (cost, label)
                for cost, label in _candidates(index, text, paths[index])
                if all(0 <= x < size[0] and 0 <= y < size[1] and (x, y) not in taken for x, y in label.cells())
            ]
            priced = [(cost + _touching(label, owner, boxes), label) for cost, label in found]
            choices[index] = sorted((choice for choice in priced if choice[0] <= WORST), key=lambda choice: choice[0])
    placed: dict[int, EdgeLabel] = {}
    for index in [*sorted(choices, key=lambda index: len(choices[index]))] * _ROUNDS:
        placed.pop(index, None)
        near = [(set(label.cells()), _around(label)) for label in placed.values()]
        prices = [_crowded(cost, label, near) for cost, label in choices[index]]
        if (least := min(prices, default=TOUCHING)) < TOUCHING:
            placed[index] = choices[index][prices.index(least)][1]
    return tuple(placed[index] for index in sorted(placed))


def _around(label: EdgeLabel) -> set[Cell]:
    return {(x + dx, y + dy) for x, y in label.cells() for dx in range(-2, 3) for dy in (-1, 0, 1)}


def _crowded(cost: int, label: EdgeLabel, others: list[tuple[set[Cell], set[Cell]]]) -> int:
    """Return the cost of a label among those that have a place; `TOUCHING` where it would touch one."""
    cells = set(label.cells())
    beside = {(x + dx, y + dy) for x, y in cells for dx, dy in APART}
    if any(beside & taken for taken, _ in others):
        return TOUCHING
    return cost + CROWDED * sum(bool(cells & around) for _, around in others)


def _candidates(index: int, text: str, path: tuple[Cell, ...]) -> Iterator[tuple[int, EdgeLabel]]:
    """Yield (cost, label) for places along a path: above and below its rows, right and left of its columns."""
    forms = [(text,)] if " " not in text else [(text,), tuple(text.split())]
    for run in _runs(path):
        (x, y), (to_x, to_y) = min(run[0], run[-1]), max(run[0], run[-1])
        short = max(0, 6 - len(run)) * 2
        for lines in forms:
            width, tall, extra = max(map(cell_len, lines)), len(lines), short + STACKED * (len(lines) - 1)
            if y == to_y:
                middle = (x + to_x + 1 - width) // 2
                for start in range(x, max(x, to_x - width + 1) + 1):
                    cost = extra + OFF_CENTER * abs(start - middle)
                    yield cost, EdgeLabel(index, start, y - tall, _centered(lines, width))
                    yield cost + BELOW, EdgeLabel(index, start, y + 1, _centered(lines, width))
                if width > to_x - x:
                    yield extra + 8, EdgeLabel(index, middle, y - tall, _centered(lines, width))
            else:
                middle = (y + to_y + 1 - tall) // 2
                for start in range(y, to_y - tall + 2):
                    cost = extra + OFF_CENTER * 2 * abs(start - middle)
                    yield cost, EdgeLabel(index, x + 2, start, lines)
                    yield cost + BELOW, EdgeLabel(index, x - 1 - width, start, lines)


def _centered(lines: tuple[str, ...], width: int) -> tuple[str, ...]:
    return tuple(" " * ((width - cell_len(line)) // 2) + line for line in lines)


def _runs(path: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    """Yield the straight runs of a path without its two ends, which lie on the borders of boxes."""
    inner = path[1:-1]
    start = 0
    for index in range(1, len(inner) + 1):
        straight = index < len(inner) and (inner[index][0] == inner[start][0] or inner[index][1] == inner[start][1])
        if not straight:
            if index > start:
                yield inner[start:index]
            start = index - 1 if index < len(inner) and index - start > 1 else index


def _touching(label: EdgeLabel, owner: dict[Cell, int], boxes: tuple[Rect, ...]) -> int:
    """Return the cost of what the label stands next to: other flows' lines, and boxes left and right of it."""
    cost = 0
    for x, y in label.cells():
        for near in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1), (x - 2, y), (x + 2, y)):
            if owner.get(near, label.edge) != label.edge:
                cost += TOUCHES
        cost += sum(rect.contains((x - 1, y)) or rect.contains((x + 1, y)) for rect in boxes) * 2
    return cost
