"""What stands beside the diagram: the whole, a box, a trace or a failure, as blocks for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content import schema
from content.headings import BOX_ANCHORS, BOX_FIELDS
from content.loader import Portfolio
from tui.drawing.pages import label_of
from tui.drawing.prose.page import Anchor, Block, Gap, Links, Text, Title
from tui.simulation.failure import Effect, NodeState

_MARKS = {NodeState.FAILED: "✗", NodeState.STOPPED: "✗", NodeState.CUT_OFF: "✗", NodeState.SPARED: "·"}


def overview(topology: schema.Topology) -> Iterator[Block]:
    """The whole: what this is, how to use it, which requests can be traced."""
    yield Title(topology.title)
    yield Gap()
    yield Text(topology.summary)
    if topology.hint:
        yield Gap()
        yield Text(topology.hint, "muted")
    if topology.traces:
        yield Gap()
        yield Text("Press t to follow a request:", "muted")
        for trace in topology.traces:
            yield Text(f"· {trace.title}", "muted")


def box_page(portfolio: Portfolio, box: schema.Box) -> Iterator[Block]:
    """A box: its role, its trade-offs, how it fails, and what speaks of it."""
    yield Title(box.title)
    if box.label:
        yield Text(box.label, "muted")
    yield Gap()
    yield Anchor(BOX_ANCHORS["role"])
    yield Text(box.role)
    for field in ("chosen", "gave_up", "otherwise", "fails", "then"):
        yield Gap()
        yield Anchor(BOX_ANCHORS[field])
        yield Text(BOX_FIELDS[field], "accent")
        yield Text(getattr(box, field))
    links = links_about(portfolio, box)
    if links:
        yield Gap()
        yield Text("Read on", "accent")
        yield Links(tuple((label_of(portfolio, path), path) for path in links))


def links_about(portfolio: Portfolio, box: schema.Box) -> list[str]:
    """Return the links of a box, then whatever else links to it, without other boxes."""
    path = box.path
    about = [doc.path for doc in portfolio.documents if any(link.document == path for link in doc.links)]
    links = [str(link) for link in schema.links_of(box)]
    return [link for link in dict.fromkeys([*links, *about]) if not link.startswith("topology/")]


def trace_page(topology: schema.Topology, trace: schema.Trace, at: int) -> Iterator[Block]:
    """A trace: where the request is, the sentence of this hop, and the way around it."""
    titles = {box.slug: box.title for box in topology.boxes}
    hop = trace.hops[at]
    yield Title(trace.title)
    yield Text(f"hop {at + 1} of {len(trace.hops)}", "muted")
    yield Gap()
    yield Text(f"{titles[hop.from_]} → {titles[hop.to]}", "accent")
    yield Text(hop.says)
    yield Gap()
    for index, other in enumerate(trace.hops):
        mark = "●" if index == at else "✓" if index < at else "·"
        role = "strong" if index == at else "muted"
        yield Text(f"{mark} {titles[other.from_]} → {titles[other.to]}", role)
    yield Gap()
    yield Text(trace.summary, "muted")


def failure_page(topology: schema.Topology, effects: Mapping[str, Effect]) -> Iterator[Block]:
    """A failure: what failed, what that does to each box, what bought the survival, and what goes on."""
    titles = {box.slug: box.title for box in topology.boxes}
    failed = [effect for effect in effects.values() if effect.state is NodeState.FAILED]
    touched = [effect for effect in effects.values() if effect.state is not NodeState.FAILED]
    names = " and ".join(titles[effect.slug] for effect in failed)
    yield Title(f"{names} failed")
    for effect in failed:
        yield Gap()
        yield Text(effect.sentences[0])
    for effect in sorted(touched, key=lambda effect: list(NodeState).index(effect.state)):
        yield Gap()
        role = "failed" if effect.state.is_down else "muted" if effect.state is NodeState.SPARED else "degraded"
        yield Text(f"{_MARKS.get(effect.state, '~')} {titles[effect.slug]}: {effect.state}", role)
        yield from (Text(sentence) for sentence in effect.sentences)
        yield from (Text(sentence, "muted") for sentence in effect.bought_by)
    then = BOX_FIELDS["then"]
    for effect in failed:
        yield Gap()
        yield Text(then if len(failed) == 1 else f"{then} without {titles[effect.slug]}", "accent")
        yield from (Text(sentence) for sentence in effect.sentences[1:])
    spared = [box.title for box in topology.boxes if box.slug not in effects]
    if spared:
        yield Gap()
        yield Text("As before", "accent")
        yield Text(", ".join(spared))
