"""A drawing as a grid of glyphs, each knowing what it belongs to, so that a painter can style and animate it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len

from content.schema import Kind
from tui.drawing.diagram.geometry import Cell, Rect, direction
from tui.drawing.diagram.layout import Layout
from tui.drawing.diagram.strokes import (
    ARROWS,
    DASHED,
    HEAVY,
    LIGHT,
    NONE,
    Arms,
    heavy,
    joined_strokes,
    junction,
    rounded,
    with_arm,
)

_Part = Literal["border", "title", "label", "text", "space", "line", "arrow", "name"]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A cell's character, and what it is a part of. A wide character leaves an empty one to its right.

    `other` is the character in the other state: of a line between two dashes, of a border in focus. `flows` are
    (edge, cells from its source), the flow on top first.
    """

    char: str
    part: _Part
    box: str = ""
    other: str = ""
    flows: tuple[tuple[int, int], ...] = ()


Glyphs = Mapping[Cell, Glyph]


@lru_cache(maxsize=64)
def draw(layout: Layout, kinds: frozenset[Kind] = frozenset(("request", "event"))) -> Glyphs:
    """Return the glyph of every cell that is not blank, with the flows of these kinds."""
    arms: dict[Cell, Arms] = defaultdict(lambda: (NONE, NONE, NONE, NONE))
    flows: dict[Cell, list[tuple[int, int]]] = defaultdict(list)
    glyphs: dict[Cell, Glyph] = {}
    shown = {index: path for index, path in enumerate(layout.paths) if path and layout.graph.edges[index].kind in kinds}
    for index, path in shown.items():
        weight = LIGHT if layout.graph.edges[index].kind == "request" else HEAVY
        for distance, (cell, after) in enumerate(itertools.pairwise(path)):
            arms[cell] = with_arm(arms[cell], direction(cell, after), weight)
            if distance:
                arms[cell] = with_arm(arms[cell], direction(cell, path[distance - 1]), weight)
                flows[cell].insert(0, (index, distance))
    for cell, owners in flows.items():
        char = junction(arms[cell])
        glyphs[cell] = Glyph(char, "line", other=DASHED.get(char, char), flows=tuple(owners))
    for path in shown.values():
        arrow = ARROWS[direction(path[-2], path[-1])]
        glyphs[path[-2]] = Glyph(arrow, "arrow", other=arrow, flows=tuple(flows[path[-2]]))
    for slug, rect in layout.boxes.items():
        glyphs.update(_box(slug, rect, layout.lines[slug], arms))
    for label in (label for label in layout.labels if label.edge in shown):
        for row, line in enumerate(label.lines):
            glyphs.update(_written(label.x, label.y + row, line, "name", flows=((label.edge, 0),)))
    return glyphs


def _box(slug: str, rect: Rect, lines: tuple[str, ...], arms: Mapping[Cell, Arms]) -> Iterator[tuple[Cell, Glyph]]:
    """Yield the cells of a box: its border with a junction where a flow leaves, and its lines."""
    for cell, sides in _border(rect):
        out = arms.get(cell, (NONE, NONE, NONE, NONE))
        focused = junction(joined_strokes(heavy(sides), out))
        yield cell, Glyph(rounded(junction(joined_strokes(sides, out))), "border", slug, focused)
    inner = rect.width - 2
    for row in range(rect.height - 2):
        y = rect.y + 1 + row
        yield from (((x, y), Glyph(" ", "space", slug)) for x in range(rect.x + 1, rect.right - 1))
        if row < len(lines):
            text = lines[row]
            is_text = "" in lines[:row]
            part: _Part = "title" if row == 0 else "text" if is_text else "label"
            indent = 1 if is_text else (inner - cell_len(text)) // 2
            yield from _written(rect.x + 1 + indent, y, text, part, slug)


def _border(rect: Rect) -> Iterator[tuple[Cell, Arms]]:
    """Yield the cells of a border, each with the arms that it has as a part of it."""
    left, right, top, bottom = rect.x, rect.right - 1, rect.y, rect.bottom - 1
    for x in range(left, right + 1):
        for y in (top, bottom):
            yield (
                (x, y),
                (
                    int(y == bottom and x in (left, right)),
                    int(x < right),
                    int(y == top and x in (left, right)),
                    int(x > left),
                ),
            )
    for y in range(top + 1, bottom):
        for x in (left, right):
            yield (x, y), (LIGHT, NONE, LIGHT, NONE)


def _written(
    x: int, y: int, text: str, part: _Part, box: str = "", flows: tuple[tuple[int, int], ...] = ()
) -> Iterator[tuple[Cell, Glyph]]:
    """Yield the cells of a text that starts at (x, y)."""
    for char in text:
        width = cell_len(char)
        if width == 0:
            continue  # a combining mark alone would shift the grid
        yield (x, y), Glyph(char, part, box, flows=flows)
        if width == 2:
            yield (x + 1, y), Glyph("", part, box, flows=flows)
        x += width
