"""What the panel says of load: what arrives, what waits and for how long, what is refused, what a request meets."""

from __future__ import annotations

from collections.abc import Iterator

from content.topology import Hop, Topology, Trace
from tui.drawing.prose.page import Block, Gap, Text
from tui.simulation.following import Fate, HopFate, answered_at, end_of
from tui.simulation.load import Gauge, Strain
from tui.simulation.situation import Situation
from tui.simulation.words import compact_figure, length_of_time

_ROLES = {Strain.CALM: "muted", Strain.TIGHT: "degraded", Strain.OVER: "failed"}
NO_FIGURES = "This topology has no figures: `load:` in topology.yaml adds them."


def load_line(situation: Situation) -> str:
    """Return the load, for how long it has been counted, and what comes of it, as the picture's legend shows it."""
    if situation.load is None or situation.path is None:
        return ""
    told = [f"{situation.load:,} {situation.path.figures.unit}/s"]
    if situation.backlog.seconds:
        told.append(length_of_time(situation.backlog.seconds))
    if waiting := sum(situation.backlog.waiting):
        told.append(f"{compact_figure(waiting)} wait")
    if situation.refused:
        told.append(f"{compact_figure(situation.refused)}/s refused")
    return " · ".join(told)


def load_figures(situation: Situation) -> Iterator[Block]:
    """What arrives, and what it does to each box that has a figure; nothing without load."""
    if situation.load is None or situation.path is None:
        return
    unit = situation.path.figures.unit
    yield Text(f"{situation.load:,} {unit} a second", "strong")
    for slug, gauge in situation.gauges.items():
        title = situation.topology.box(slug).title
        if gauge.share is not None:
            capacity = situation.topology.box(slug).capacity or 0
            yield Text(f"{title}: at {gauge.share:.1%} of {capacity:,} a second", _ROLES[gauge.strain])
        elif gauge.waiting or gauge.growing:
            yield Text(f"{title}: {_queue(gauge, unit)}", _ROLES[gauge.strain])
    if situation.refused:
        yield Text(f"{situation.refused:,} a second are refused", "failed")
    yield from _spent(situation, unit)


def _queue(gauge: Gauge, unit: str) -> str:
    """Say what waits, and what becomes of it."""
    waiting = f"{gauge.waiting:,} {unit} wait"
    if gauge.drained_in:
        return f"{waiting}, drained in {length_of_time(gauge.drained_in)}"
    return f"{waiting}, {gauge.growing:,} more every second" if gauge.growing > 0 else waiting


def _spent(situation: Situation, unit: str) -> Iterator[Block]:
    backlog, spent = situation.backlog, situation.budget_spent
    if not backlog.seconds:
        return
    told = f"After {length_of_time(backlog.seconds)}: {backlog.lost:,} of {backlog.arrived:,} {unit} refused"
    if spent is not None and situation.path is not None:
        told += f"; {spent:.1%} of the error budget of {situation.path.figures.days} days"
    yield Text(told, "muted")


def fate_of_hop(situation: Situation, trace: Trace, at: int, fates: tuple[HopFate, ...]) -> Iterator[Block]:
    """What becomes of a request at a hop: its sentence, or what it meets instead, and what the client is told."""
    hop, fate = trace.hops[at], fates[at]
    if fate.fate is Fate.PASSES:
        yield Text(hop.says)
        yield from _behind(situation, trace, at)
        return
    heading, role = {
        Fate.WITHOUT: ("~ It goes on without", "degraded"),
        Fate.WAITS: ("~ It waits here", "degraded"),
        Fate.STOPS: ("✗ It stops here", "failed"),
    }[fate.fate]
    yield Text(heading, role)
    yield from (Text(sentence) for sentence in fate.sentences[:1])
    if fate.is_end:
        yield Gap()
        yield Text(_client(trace, at, fate.fate), "strong")
        yield from _behind(situation, trace, at)
    yield from (Text(sentence, "muted") for sentence in fate.sentences[1:])


def _client(trace: Trace, at: int, fate: Fate) -> str:
    """Say what the client knows of it."""
    answered = answered_at(trace)
    if answered is not None and answered < at:
        after = "arrives once that is back" if fate is Fate.WAITS else "does not happen"
        return f"The client had its answer at hop {answered + 1}; the rest {after}."
    if fate is Fate.WAITS:
        return "The client waits, and has no answer yet."
    return "The client is told at once; nothing was accepted, and nothing waits."


def _behind(situation: Situation, trace: Trace, at: int) -> Iterator[Block]:
    """Say what waits before a request where this hop takes it from a queue."""
    queue = queue_before(situation, trace, at)
    if queue is None or situation.path is None:
        return
    gauge, unit = situation.gauges[queue], situation.path.figures.unit
    if gauge.waiting:
        ahead = f"{gauge.waiting:,} {unit} wait before it"
        takes = f": {length_of_time(-(-gauge.waiting // gauge.leaving))} at this pace" if gauge.leaving else ""
        yield Text(f"{ahead}{takes}.", "degraded")


def queue_before(situation: Situation, trace: Trace, at: int) -> str | None:
    """Return the box whose queue a request waits in before a hop: the first hop of the leg that takes from it."""
    if situation.path is None or situation.load is None:
        return None
    for leg in situation.path.legs[1:]:
        takers = [index for index, hop in enumerate(trace.hops) if leg.boxes[0].slug in (hop.from_, hop.to)]
        if takers and takers[0] == at:
            return leg.source
    return None


def way_of_trace(topology: Topology, trace: Trace, at: int, fates: tuple[HopFate, ...]) -> Iterator[Block]:
    """Every hop with its mark: done, here, ahead, or out of reach."""
    titles = {box.slug: box.title for box in topology.boxes}
    last = end_of(fates)
    for index, hop in enumerate(trace.hops):
        yield Text(f"{_mark(index, at, last, fates[index])} {_ends(titles, hop)}", "strong" if index == at else "muted")


def _ends(titles: dict[str, str], hop: Hop) -> str:
    return f"{titles[hop.from_]} → {titles[hop.to]}"


def _mark(index: int, at: int, last: int, fate: HopFate) -> str:
    if fate.fate is Fate.STOPS:
        return "✗"
    if fate.fate in (Fate.WAITS, Fate.WITHOUT) and index != at:
        return "~"
    return "●" if index == at else "✓" if index < at else "·" if index <= last else " "
