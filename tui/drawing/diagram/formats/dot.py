"""The topology as a Graphviz digraph: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterator

from content.safe_text import safe_text
from content.schema import Topology
from tui.drawing.diagram.graph import graph_of_topology
from tui.drawing.diagram.placement import place_nodes


def write(topology: Topology) -> str:
    """Return the digraph; columns are ranks, events are dashed."""
    return "\n".join(_lines(topology)) + "\n"


def _lines(topology: Topology) -> Iterator[str]:
    yield f"digraph {_quoted(topology.title)} {{"
    yield "    rankdir=LR;"
    yield '    node [shape=box, style=rounded, fontname="sans-serif"];'
    yield '    edge [fontname="sans-serif", fontsize=10];'
    for box in topology.boxes:
        yield f"    {_quoted(box.slug)} [label={_quoted(box.title, box.label)}];"
    columns: dict[int, list[str]] = {}
    for slug, (_, column) in place_nodes(graph_of_topology(topology)).items():
        columns.setdefault(column, []).append(slug)
    for _, slugs in sorted(columns.items()):
        yield f"    {{ rank=same; {' '.join(f'{_quoted(slug)};' for slug in slugs)} }}"
    for flow in topology.flows:
        style = "solid" if flow.kind == "request" else "dashed"
        yield f"    {_quoted(flow.from_)} -> {_quoted(flow.to)} [label={_quoted(flow.label)}, style={style}];"
    yield "}"


def _quoted(*lines: str) -> str:
    r"""Return a quoted string; a backslash would start one of Graphviz's own escapes, so each is doubled."""
    texts = (safe_text(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines if line)
    return '"' + "\\n".join(texts) + '"'
