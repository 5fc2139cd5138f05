"""Texts of a template that nobody has replaced: whatever stands [in square brackets]. They are part of no portfolio.

What is left of a pack without them is what its owner has written. A document of which nothing is left is none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any, TypeVar

from content import schema
from content.links import parse_link
from content.markdown import tokens_of

_BRACKETED = re.compile(r"\[[^\[\]]+\]")
TEMPLATE_TAG = "replace-me"
"""The tag of a template, which cannot stand in brackets."""

_NEEDED: dict[type[schema.Model], tuple[str, ...]] = {
    schema.Figure: ("value", "words"),
    schema.LinkedFigure: ("value", "words", "link"),
    schema.Service: ("title",),
    schema.Box: ("title", "role"),
    schema.Hop: ("says",),
    schema.Trace: ("title", "hops"),
    schema.Load: ("unit", "path"),
    schema.TradeOff: ("chosen",),
    schema.CaseStudy: ("title", "body"),
    schema.Project: ("title", "body"),
    schema.Essay: ("title", "body"),
    schema.HiringAnswer: ("title",),
}
"""Without these a part of a pack is not written yet."""

_M = TypeVar("_M", bound=schema.Model)


def is_placeholder(text: str) -> bool:
    """Say whether a value of a file is a template's."""
    return text == TEMPLATE_TAG or _BRACKETED.fullmatch(text.strip()) is not None


def placeholder_lines(body: str) -> list[range]:
    """Return the lines, counted from 0, of each paragraph or item of Markdown `body` that is a template's."""
    if "[" not in body:
        return []
    return [
        range(*token.map)
        for token in tokens_of(body)
        if token.type == "inline" and token.map and is_placeholder(token.content)
        if all(child.type in ("text", "softbreak") for child in token.children or ())
    ]


def all_written(items: tuple[_M, ...]) -> tuple[_M, ...]:
    """Return those of the items of which something is written, each with that."""
    return tuple(kept for item in items if (kept := written(item)) is not None)


def written(item: _M) -> _M | None:
    """Return a part of a pack with what its owner has written; None where that is nothing."""
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    changes = {name: kept for name, value in values.items() if (kept := _kept(value)) is not value}
    if isinstance(item, schema.Prose) and (lines := placeholder_lines(item.body)):
        changes["body"] = _without(item.body, lines)
    kept = replace(item, **changes) if changes else item
    if isinstance(kept, schema.Diagram) and not all(kept.titles.values()):
        return None
    if isinstance(kept, schema.HiringAnswer) and not (kept.body or kept.setting):
        return None
    return kept if all(getattr(kept, name) for name in _NEEDED.get(type(item), ())) else None


def written_topology(topology: schema.Topology) -> schema.Topology:
    """Return the boxes that are written, with the flows and the traces between them, and the load that passes them."""
    kept = written(topology)
    assert kept is not None
    known = {box.slug for box in kept.boxes}
    flows = tuple(flow for flow in kept.flows if {flow.from_, flow.to} <= known)
    along = {frozenset((flow.from_, flow.to)) for flow in flows}
    traces = tuple(trace for trace in kept.traces if all(frozenset((hop.from_, hop.to)) in along for hop in trace.hops))
    steps = pairwise(kept.load.path) if kept.load else ()
    load = kept.load if all(frozenset(step) in along for step in steps) else None
    return replace(kept, flows=flows, traces=traces, load=load)


def linked_within(item: _M, known: Container[str]) -> _M:
    """Return a part of a pack with those of its links that lead to `known` documents."""
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    changes: dict[str, tuple[Any, ...]] = {}
    for name, value in values.items():
        if name == "links" and isinstance(value, tuple):
            changes[name] = tuple(link for link in value if _document(link) in known)
        elif isinstance(value, tuple) and any(isinstance(part, schema.Model) for part in value):
            changes[name] = tuple(linked_within(part, known) for part in value if _leads_within(part, known))
    return replace(item, **changes) if changes else item


def _leads_within(part: schema.Model, known: Container[str]) -> bool:
    """Say whether a part leads to one of `known` documents, where all that it is there for is to lead to one."""
    return not isinstance(part, schema.LinkedFigure) or _document(part.link) in known


def _document(link: str) -> str:
    parsed = parse_link(link)
    return parsed.document if parsed else ""


def _kept(value: Any) -> Any:
    """Return a value without what is a template's: the same object where nothing is."""
    match value:
        case str():
            return "" if is_placeholder(value) else value
        case tuple():
            kept = tuple(_kept(part) for part in value)
            same = all(one is other for one, other in zip(kept, value, strict=True))
            return value if same else tuple(part for part in kept if part not in (None, ""))
        case schema.Model():
            return written(value)
        case Mapping():
            kept_values = {name: _kept(part) for name, part in value.items()}
            return value if all(kept_values[name] is value[name] for name in value) else kept_values
    return value


def _without(body: str, gone: list[range]) -> str:
    """Return Markdown without those lines, and without headings under which they were all there was."""
    dropped = {line for lines in gone for line in lines}
    lines = body.split("\n")
    headings = [token.map[0] for token in tokens_of(body) if token.type == "heading_open" and token.map]
    ends = [*headings[1:], len(lines)]
    for start, end in zip(headings, ends, strict=False):
        below = [line for line in range(start + 1, end) if lines[line].strip()]
        if below and dropped.issuperset(below):
            dropped.add(start)
    return "\n".join(line for number, line in enumerate(lines) if number not in dropped).strip()
