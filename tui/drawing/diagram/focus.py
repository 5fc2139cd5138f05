"""Where an arrow key leads: the nearest box in that direction, and the opposite key always leads back.

Each direction is a matching. Pairs of boxes are sorted by distance, those of one row or column first, and the nearest
pair that still has a free side on both ends becomes neighbors; so no box is the right neighbor of two, and the way
back is the way there.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.drawing.diagram.geometry import DOWN, LEFT, RIGHT, UP
from tui.drawing.diagram.placement import NodePlace

Neighbors = dict[int, dict[str, str]]
"""For each direction, the neighbor of each box that has one."""


def neighbors(places: Mapping[str, NodePlace]) -> Neighbors:
    """Return the neighbors of boxes that stand at those rows and columns."""
    found: Neighbors = {UP: {}, RIGHT: {}, DOWN: {}, LEFT: {}}
    pairs = []
    for slug, (row, column) in places.items():
        for other, (to_row, to_column) in places.items():
            down, right = to_row - row, to_column - column
            if right > 0 and abs(down) <= right:
                pairs.append((bool(down), right + abs(down), RIGHT, row, column, slug, other))
            if down > 0 and abs(right) <= down:
                pairs.append((bool(right), down + abs(right), DOWN, row, column, slug, other))
    for *_, way, _, _, slug, other in sorted(pairs):
        back = LEFT if way == RIGHT else UP
        if slug not in found[way] and other not in found[back]:
            found[way][slug] = other
            found[back][other] = slug
    return found


def reading_order(places: Mapping[str, NodePlace]) -> list[str]:
    """Return the boxes row by row, each row from left to right."""
    return sorted(places, key=lambda slug: places[slug])
