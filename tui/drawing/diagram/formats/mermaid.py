"""The topology as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.safe_text import safe_text
from content.schema import Topology

SPECIAL = re.compile(r"[^\w .,:;+/()'!?%-]")
"""Everything else is written as an entity, which is how Mermaid takes quotes, tags and Markdown marks as text."""


def write(topology: Topology) -> str:
    """Return the flowchart; events are dotted."""
    return "\n".join(_lines(topology)) + "\n"


def _lines(topology: Topology) -> Iterator[str]:
    yield "flowchart LR"
    for box in topology.boxes:
        label = f"<br/>{_text(box.label)}" if box.label else ""
        yield f'    {_name(box.slug)}("{_text(box.title)}{label}")'
    for flow in topology.flows:
        arrow = "-->" if flow.kind == "request" else "-.->"
        label = f'|"{_text(flow.label)}"|' if flow.label else ""
        yield f"    {_name(flow.from_)} {arrow}{label} {_name(flow.to)}"


def _name(slug: str) -> str:
    """Return an identifier; the prefix keeps slugs such as `end` from being read as keywords."""
    return f"box_{slug.replace('-', '_')}"


def _text(text: str) -> str:
    return SPECIAL.sub(lambda match: f"#{ord(match[0])};", safe_text(text))
