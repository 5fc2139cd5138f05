"""What is drawn: nodes and edges, from a topology or from a case study's own diagram."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content.safe_text import safe_text
from content.schema import Diagram, Kind, Topology


@dataclass(frozen=True, slots=True)
class Node:
    """A box. `row` and `column` are both None where the placement is to find a place."""

    slug: str
    title: str
    label: str = ""
    text: str = ""
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow between two boxes, drawn from `source` to `target`."""

    source: str
    target: str
    kind: Kind
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in reading order of the content, edges between them; hashable, so that layouts can be kept."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def node(self, slug: str) -> Node:
        """Return the node of that slug; KeyError where there is none."""
        for node in self.nodes:
            if node.slug == slug:
                return node
        raise KeyError(slug)

    def turned(self) -> Graph:
        """Return the same graph with its rows as columns, which a narrow room has more of."""
        return replace(self, nodes=tuple(replace(node, row=node.column, column=node.row) for node in self.nodes))


def graph_of_topology(topology: Topology) -> Graph:
    """Return the topology as a graph; a box's role is the text that large boxes show."""
    nodes = (
        Node(box.slug, safe_text(box.title), safe_text(box.label), safe_text(box.role), box.row, box.column)
        for box in topology.boxes
    )
    edges = (Edge(flow.from_, flow.to, flow.kind, safe_text(flow.label)) for flow in topology.flows)
    return Graph(tuple(nodes), tuple(edges))


def graph_of_diagram(diagram: Diagram) -> Graph:
    """Return a case study's diagram as a graph, its boxes where the rows put them."""
    nodes = tuple(
        Node(slug, safe_text(diagram.titles[slug]), row=row, column=column)
        for row, slugs in enumerate(diagram.rows)
        for column, slug in enumerate(slugs)
    )
    return Graph(nodes, tuple(Edge(source, target, kind) for source, target, kind in diagram.flows))
