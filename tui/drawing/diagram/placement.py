"""Rows and columns: those of the content, and places for the boxes that have none.

Boxes without a place are put into layers (Sugiyama's longest path from the sources), the layers become columns, and the
result is improved by exchanging places while that shortens the flows, which is cheap for the twenty boxes of a pack.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tui.drawing.diagram.graph import Edge, Graph

NodePlace = tuple[int, int]
"""Row and column."""

SMALL_COLUMNS = 4
"""Columns that fit side by side in a terminal of 80 cells."""
MANY_BOXES = 16
"""From more boxes than this, a fifth column."""


def place_nodes(graph: Graph) -> dict[str, NodePlace]:
    """Return a row and a column for every node, no two alike, without empty rows or columns."""
    fixed = {node.slug: (node.row, node.column) for node in graph.nodes if node.row is not None}
    known = {slug: (row, column) for slug, (row, column) in fixed.items() if row is not None and column is not None}
    free = [node.slug for node in graph.nodes if node.slug not in known]
    places = _improve(_initial(graph, known, free), free, graph.edges) if free else known
    return _compress({node.slug: places[node.slug] for node in graph.nodes})


def _initial(graph: Graph, known: Mapping[str, NodePlace], free: list[str]) -> dict[str, NodePlace]:
    """Put each free node into the free place nearest to the column of its layer."""
    rows, columns = _size(len(graph.nodes), known)
    layers = _layers(graph)
    deepest = max(layers.values(), default=0)
    open_places = [(r, c) for r in range(rows) for c in range(columns) if (r, c) not in known.values()]
    places = dict(known)
    for slug in sorted(free, key=lambda slug: layers[slug]):
        column = layers[slug] * (columns - 1) / deepest if deepest else 0.0
        parents = [places[edge.source] for edge in graph.edges if edge.target == slug and edge.source in places]
        row = sum(parent[0] for parent in parents) / len(parents) if parents else 0.0
        best = min(open_places, key=lambda spot: (abs(spot[1] - column) * 2 + abs(spot[0] - row), spot[1], spot[0]))
        open_places.remove(best)
        places[slug] = best
    return places


def _size(count: int, known: Mapping[str, NodePlace]) -> tuple[int, int]:
    """Return rows and columns of a grid that holds `count` boxes and every known place."""
    limit = SMALL_COLUMNS if count <= MANY_BOXES else SMALL_COLUMNS + 1
    columns = min(limit, math.ceil(math.sqrt(count * 1.4)))
    columns = max([columns, *(column + 1 for _, column in known.values())])
    rows = max([math.ceil(count / columns), *(row + 1 for row, _ in known.values())])
    return rows, columns


def _layers(graph: Graph) -> dict[str, int]:
    """Return each node's layer: the longest path to it, the edges that close a cycle left out."""
    following: dict[str, list[str]] = {node.slug: [] for node in graph.nodes}
    for edge in graph.edges:
        following[edge.source].append(edge.target)
    entered = {edge.target for edge in graph.edges}
    order: list[str] = []
    open_: set[str] = set()
    forward: list[tuple[str, str]] = []

    def visit(slug: str) -> None:
        open_.add(slug)
        for after in following[slug]:
            if after not in open_:
                forward.append((slug, after))
                if after not in order:
                    visit(after)
        open_.discard(slug)
        order.append(slug)

    for node in sorted(graph.nodes, key=lambda node: node.slug in entered):
        if node.slug not in order:
            visit(node.slug)
    layers = dict.fromkeys(following, 0)
    rank = {slug: len(order) - index for index, slug in enumerate(order)}
    for slug, after in sorted(forward, key=lambda pair: rank[pair[0]]):
        layers[after] = max(layers[after], layers[slug] + 1)
    return layers


def _improve(places: dict[str, NodePlace], free: list[str], edges: tuple[Edge, ...]) -> dict[str, NodePlace]:
    """Exchange places of free nodes, with each other and with empty ones, while that makes the picture cheaper."""
    rows = max(row for row, _ in places.values()) + 1
    columns = max(column for _, column in places.values()) + 1
    best = _cost(places, edges)
    improved = True
    while improved:
        improved = False
        for slug in free:
            for spot in ((r, c) for r in range(rows) for c in range(columns)):
                other = next((name for name, taken in places.items() if taken == spot), None)
                if other == slug or (other is not None and other not in free):
                    continue
                trial = {**places, slug: spot}
                if other is not None:
                    trial[other] = places[slug]
                if (cost := _cost(trial, edges)) < best - 1e-9:
                    places, best, improved = trial, cost, True
    return places


def _cost(places: Mapping[str, NodePlace], edges: tuple[Edge, ...]) -> float:
    """Return what the flows of a placement cost: length, corners, boxes in the way, running backward."""
    taken = set(places.values())
    total = 0.0
    for edge in edges:
        (row, column), (to_row, to_column) = places[edge.source], places[edge.target]
        down, right = to_row - row, to_column - column
        total += abs(down) + abs(right) + (1.2 if down and right else 0.0)
        total += 0.3 * (right < 0) + 0.2 * (down < 0)
        if not down:
            total += sum((row, c) in taken for c in range(min(column, to_column) + 1, max(column, to_column))) * 2
        if not right:
            total += sum((r, column) in taken for r in range(min(row, to_row) + 1, max(row, to_row))) * 2
    return total


def _compress(places: dict[str, NodePlace]) -> dict[str, NodePlace]:
    """Number the used rows and columns from 0 without holes."""
    rows = {row: index for index, row in enumerate(sorted({row for row, _ in places.values()}))}
    columns = {column: index for index, column in enumerate(sorted({column for _, column in places.values()}))}
    return {slug: (rows[row], columns[column]) for slug, (row, column) in places.items()}
