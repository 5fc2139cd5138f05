"""One request on its way through the topology as it is now: how far it comes, and what becomes of it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from content.topology import Flow, Hop, Topology, Trace
from tui.simulation.failure import UNANSWERING, Effect, consequences, sentence_at


class Fate(StrEnum):
    """What becomes of a request at a hop."""

    PASSES = "passes"
    WITHOUT = "goes on without"
    """The other end is down, and the request can do without it."""
    WAITS = "waits"
    """It is kept, and arrives once the other end is back."""
    STOPS = "stops"
    LATER = "later"
    """Ahead of a hop at which it waits."""
    NEVER = "never"
    """Ahead of the hop at which it ended."""


@dataclass(frozen=True, slots=True)
class HopFate:
    """A hop's fate, and the content's sentences that tell of it. `reached` says whether it has left `from_` at all."""

    fate: Fate
    sentences: tuple[str, ...] = ()
    reached: bool = True

    @property
    def is_end(self) -> bool:
        """Say whether the request comes no further for now."""
        return self.fate in (Fate.WAITS, Fate.STOPS)


def follow(topology: Topology, trace: Trace, failed: Iterable[str]) -> tuple[HopFate, ...]:
    """Return the fate of every hop of a trace while those boxes are broken."""
    effects = consequences(topology, failed)
    fates: list[HopFate] = []
    for index, hop in enumerate(trace.hops):
        if fates and fates[-1].fate in (Fate.STOPS, Fate.NEVER):
            fates.append(HopFate(Fate.NEVER, reached=False))
        elif fates and fates[-1].fate in (Fate.WAITS, Fate.LATER):
            fates.append(HopFate(Fate.LATER, reached=False))
        elif _answers_nothing(effects, hop.from_):
            fate = Fate.WAITS if index else Fate.STOPS  # once it is back, it takes what was left for it
            fates.append(HopFate(fate, _of_box(topology, effects, hop.from_), reached=False))
        elif _answers_nothing(effects, hop.to):
            flow = flow_along(topology, hop)
            fates.append(HopFate(_fate(flow, hop), _of_hop(effects, flow, hop)))
        else:
            fates.append(HopFate(Fate.PASSES))
    return tuple(fates)


def answered_at(trace: Trace) -> int | None:
    """Return the hop that brings the first answer: the one that runs back where an earlier one came from."""
    for index, hop in enumerate(trace.hops):
        if any((before.to, before.from_) == (hop.from_, hop.to) for before in trace.hops[:index]):
            return index
    return None


def end_of(fates: tuple[HopFate, ...]) -> int:
    """Return the hop at which a request is when it comes no further: the last, or where it stops or waits."""
    return next((index for index, fate in enumerate(fates) if fate.is_end), len(fates) - 1)


def flow_along(topology: Topology, hop: Hop) -> Flow:
    """Return the flow that a hop runs along, in either direction; one in its own direction first."""
    ends = {(flow.from_, flow.to): flow for flow in reversed(topology.flows)}
    return ends.get((hop.from_, hop.to)) or ends[hop.to, hop.from_]


def edge_along(topology: Topology, hop: Hop) -> tuple[int, bool]:
    """Return the number of the flow that a hop runs along, and whether it runs against its direction."""
    ends = [(flow.from_, flow.to) for flow in topology.flows]
    ahead = (hop.from_, hop.to) in ends
    return ends.index((hop.from_, hop.to) if ahead else (hop.to, hop.from_)), not ahead


def _answers_nothing(effects: Mapping[str, Effect], slug: str) -> bool:
    return slug in effects and effects[slug].state in UNANSWERING


def _fate(flow: Flow, hop: Hop) -> Fate:
    """Return what becomes of a request whose other end is down, by what the flow says of itself."""
    if flow.from_ != hop.from_:
        return Fate.STOPS  # an answer, and nobody is there to hear it
    has_copy = flow.cached and not flow.sync
    if has_copy or (flow.kind == "event" and not flow.required):
        return Fate.WITHOUT
    if flow.retried:
        return Fate.WAITS
    return Fate.STOPS if flow.required else Fate.WITHOUT


def _of_box(topology: Topology, effects: Mapping[str, Effect], slug: str) -> tuple[str, ...]:
    effect = effects[slug]
    return (topology.box(slug).fails,) if not effect.causes else effect.sentences


def _of_hop(effects: Mapping[str, Effect], flow: Flow, hop: Hop) -> tuple[str, ...]:
    if effects[hop.to].causes:
        return effects[hop.to].sentences
    return sentence_at(flow, hop.from_), flow.bought_by
