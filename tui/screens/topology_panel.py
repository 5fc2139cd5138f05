"""What stands beside the diagram: the whole, a box, a trace or a failure, as blocks for a reader."""

from __future__ import annotations

from collections.abc import Iterator

from content import schema
from content.headings import BOX_ANCHORS, BOX_FIELDS
from content.loader import Portfolio
from content.resume.sentences import in_a_row
from tui.drawing.pages import label_of
from tui.drawing.prose.page import Anchor, Block, Gap, Links, Text, Title
from tui.screens.topology_load import fate_of_hop, load_figures, way_of_trace
from tui.simulation.failure import NodeState
from tui.simulation.following import follow
from tui.simulation.situation import Situation

_MARKS = {NodeState.FAILED: "✗", NodeState.STOPPED: "✗", NodeState.CUT_OFF: "✗", NodeState.SPARED: "·"}


def panel_page(portfolio: Portfolio, situation: Situation, chosen: str, *, whole: bool) -> Iterator[Block]:
    """What is broken; or the load, and then the whole or the chosen box."""
    if situation.failed:
        yield from failure_page(situation)
        return
    if situation.load is not None:
        yield from load_figures(situation)
        yield Gap()
    topology = portfolio.topology
    yield from overview(topology, chosen) if whole else box_page(portfolio, topology.box(chosen))


def overview(topology: schema.Topology, chosen: str) -> Iterator[Block]:
    """The whole: what this is, what the keys do with the chosen box, which requests can be traced."""
    yield Title(topology.title)
    if chosen:
        traces = ", t traces a request" if topology.traces else ""
        yield Text(f"Arrow keys walk from {topology.box(chosen).title}, x breaks it{traces}, ⏎ tells of it.")
    yield Gap()
    yield Text(topology.summary)
    if topology.hint:
        yield Gap()
        yield Text(topology.hint, "muted")
    if topology.load is not None:
        yield Gap()
        yield Text(f"Press + to put it under load: {topology.load.unit} a second.", "muted")
    if topology.load is not None and topology.drill is not None:
        yield Text("Press D for a drill: 90 seconds of an incident, and what you make of it.", "muted")
    if topology.traces:
        yield Gap()
        yield Text("Requests to trace with t:", "muted")
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


def trace_page(situation: Situation, trace: schema.Trace, at: int) -> Iterator[Block]:
    """A trace through the topology as it is: where the request is, what becomes of it there, and the way around it."""
    titles = {box.slug: box.title for box in situation.topology.boxes}
    fates = follow(situation.topology, trace, situation.failed)
    hop = trace.hops[at]
    yield Title(trace.title)
    yield Text(f"hop {at + 1} of {len(trace.hops)} · {titles[hop.from_]} → {titles[hop.to]}", "accent")
    yield from fate_of_hop(situation, trace, at, fates)
    yield Gap()
    yield from way_of_trace(situation.topology, trace, at, fates)
    yield Gap()
    yield Text(trace.summary, "muted")


def failure_page(situation: Situation) -> Iterator[Block]:
    """A failure: what failed, what that does to each box, what bought the survival, and what goes on."""
    topology, effects, states = situation.topology, situation.effects, situation.shown
    titles = {box.slug: box.title for box in topology.boxes}
    failed = [effect for effect in effects.values() if effect.state is NodeState.FAILED]
    touched = [effect for effect in effects.values() if effect.state is not NodeState.FAILED]
    names = in_a_row([titles[effect.slug] for effect in failed])
    yield Title(f"{names} failed")
    yield from load_figures(situation)
    for effect in failed:
        yield Gap()
        yield Text(effect.sentences[0])
    for effect in sorted(touched, key=lambda effect: list(NodeState).index(states[effect.slug])):
        yield Gap()
        state = states[effect.slug]
        role = "failed" if state.is_down else "muted" if state is NodeState.SPARED else "degraded"
        yield Text(f"{_MARKS.get(state, '~')} {titles[effect.slug]}: {state}", role)
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
