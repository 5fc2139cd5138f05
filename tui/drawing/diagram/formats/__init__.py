"""The topology in other forms: text, Mermaid, Graphviz, SVG and JSON. Each takes a topology and returns a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.schema import Topology


class Format(StrEnum):
    """What `portfolio topology --format` can print."""

    TEXT = "text"
    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    JSON = "json"


def write(topology: Topology, form: Format) -> str:
    """Return the topology in that form."""
    from tui.drawing.diagram.formats import dot, mermaid, structured, svg, text

    writers: dict[Format, Callable[[Topology], str]] = {
        Format.TEXT: text.write,
        Format.MERMAID: mermaid.write,
        Format.DOT: dot.write,
        Format.SVG: svg.write,
        Format.JSON: structured.write,
    }
    return writers[form](topology)


def around(topology: Topology, slug: str) -> Topology:
    """Return the part of a topology that a box can see: itself, its flows, and the boxes at their other ends.

    Raises KeyError where no box has that slug.
    """
    topology.box(slug)
    flows = tuple(flow for flow in topology.flows if slug in (flow.from_, flow.to))
    kept = {slug, *(flow.from_ for flow in flows), *(flow.to for flow in flows)}
    boxes = tuple(box for box in topology.boxes if box.slug in kept)
    return replace(topology, boxes=boxes, flows=flows, traces=())
