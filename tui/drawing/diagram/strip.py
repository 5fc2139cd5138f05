"""A path through a topology as one row of boxes, for where there is no room for the whole drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len

from content.schema import Topology
from tui.drawing.diagram.geometry import Cell, Rect
from tui.drawing.diagram.graph import Edge, Graph, Node
from tui.drawing.diagram.layout import Layout

_LEAST, _MOST = 2, 11
"""Cells between two boxes: at least a line and an arrow head, and at most so many that the row stays one."""
HEIGHT = 3


def path_through(topology: Topology) -> tuple[str, ...]:
    """Return the boxes that tell most of a topology: those that the load passes, or a trace, or all in their order."""
    if topology.load is not None:
        return topology.load.path
    hops = topology.traces[0].hops if topology.traces else ()
    passed = [slug for hop in hops for slug in (hop.from_, hop.to)]
    return tuple(dict.fromkeys(passed or (box.slug for box in topology.boxes)))


@lru_cache(maxsize=16)
def lay_out_strip(graph: Graph, path: tuple[str, ...], width: int) -> Layout:
    """Return the boxes of `path` in a row, as many as fit, and the flows between neighbors in their own direction."""
    nodes = [graph.node(slug) for slug in path]
    while len(nodes) > 1 and sum(map(_box_width, nodes)) + _LEAST * (len(nodes) - 1) > width:
        nodes.pop()
    gaps = max(1, len(nodes) - 1)
    gap = max(_LEAST, min(_MOST, (width - sum(map(_box_width, nodes))) // gaps))
    boxes: dict[str, Rect] = {}
    x = 0
    for node in nodes:
        boxes[node.slug] = Rect(x, 0, _box_width(node), HEIGHT)
        x += _box_width(node) + gap
    edges = tuple(_between(nodes, graph.edges))
    return Layout(
        Graph(tuple(nodes), edges),
        x - gap if nodes else 0,
        HEIGHT,
        {node.slug: (0, column) for column, node in enumerate(nodes)},
        boxes,
        {node.slug: (node.title,) for node in nodes},
        tuple(_cells(boxes[edge.source], boxes[edge.target]) for edge in edges),
        (),
    )


def _box_width(node: Node) -> int:
    return cell_len(node.title) + 2


def _between(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[Edge]:
    """Yield the first flow between each two neighbors that have one."""
    for node, after in pairwise(nodes):
        ends = {node.slug, after.slug}
        yield from [edge for edge in edges if {edge.source, edge.target} == ends][:1]


def _cells(source: Rect, target: Rect) -> tuple[Cell, ...]:
    """Return the cells from one border to the other."""
    middle = source.y + HEIGHT // 2
    if source.x < target.x:
        return tuple((x, middle) for x in range(source.right - 1, target.x + 1))
    return tuple((x, middle) for x in range(source.x, target.right - 2, -1))
