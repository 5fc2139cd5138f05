"""What the failure of boxes means for the others, worked out from the flows and nothing else.

States spread until nothing changes. A request's caller depends on the box that answers; an event's consumer depends
on the publisher for fresh work, and a publisher depends on its consumer only where it waits for an acknowledgment or
has to hold what is not consumed. A copy, a retry or an optional flow turns a stop into something milder, at a price
that the flow's `bought_by` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from content.resume.sentences import in_a_row
from content.schema import Flow, Topology


class NodeState(StrEnum):
    """How a box is doing, the worst first; the value is the word that its border shows."""

    FAILED = "failed"
    STOPPED = "stopped"
    CUT_OFF = "cut off"
    WAITS = "waits"
    IDLE = "idle"
    HOLDS = "holds"
    DEGRADED = "degraded"
    SPARED = "spared"

    @property
    def is_down(self) -> bool:
        """Say whether nothing can be had from it: red."""
        return self in (NodeState.FAILED, NodeState.STOPPED, NodeState.CUT_OFF)


SEVERITY = {state: rank for rank, state in enumerate(NodeState)}
UNANSWERING = (NodeState.FAILED, NodeState.STOPPED, NodeState.WAITS)
"""States in which a box answers no call."""
_DRY = (*UNANSWERING, NodeState.CUT_OFF, NodeState.IDLE)
"""States in which a box publishes nothing new."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a failure does to one box: its state, the sentences that explain it, and what bought the rest.

    `causes` are the boxes that it misses, in the order of the flows.
    """

    slug: str
    state: NodeState
    causes: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    bought_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Loss:
    """One reason for a state: the flow, and the box at its other end."""

    state: NodeState
    cause: str
    flow: Flow


def consequences(topology: Topology, failed: Iterable[str]) -> dict[str, Effect]:
    """Return the effect on every box that a failure touches, the failed ones included; all others go on as before.

    Names that no box bears are ignored. States only ever get worse on the way, so the search ends.
    """
    chosen = frozenset(failed) & {box.slug for box in topology.boxes}
    states = dict.fromkeys(chosen, NodeState.FAILED)
    while True:
        found = {box.slug: _state(topology, states, chosen, box.slug) for box in topology.boxes}
        worse = {slug: _worst(state, states.get(slug)) for slug, state in found.items()}
        worst = {slug: state for slug, state in worse.items() if state is not None}
        if worst == states:
            break
        states = worst
    return {box.slug: _effect(topology, states, chosen, box.slug) for box in topology.boxes if box.slug in states}


def _state(topology: Topology, states: Mapping[str, NodeState], chosen: frozenset[str], slug: str) -> NodeState | None:
    """Return the state that the states of all others put a box into."""
    if slug in chosen:
        return NodeState.FAILED
    cut_off = NodeState.CUT_OFF if _is_cut_off(topology, states, slug) else None
    return _worst(cut_off, *(loss.state for loss in _losses(topology, states, slug)))


def _worst(*states: NodeState | None) -> NodeState | None:
    return min((state for state in states if state), key=SEVERITY.__getitem__, default=None)


def _losses(topology: Topology, states: Mapping[str, NodeState], slug: str) -> Iterator[_Loss]:
    """Yield what a box misses."""
    sources = [flow for flow in topology.flows if flow.kind == "event" and flow.to == slug]
    for flow in topology.flows:
        lost = states.get(flow.to)
        if flow.from_ == slug and lost in UNANSWERING:
            state = _caller(flow, states) if flow.kind == "request" else _publisher(flow)
            yield _Loss(state, flow.to, flow)
        elif flow in sources and states.get(flow.from_) in _DRY:
            alone = all(states.get(source.from_) in _DRY for source in sources)
            yield _Loss(NodeState.IDLE if alone else NodeState.DEGRADED, flow.from_, flow)


def _caller(flow: Flow, states: Mapping[str, NodeState]) -> NodeState:
    """Return the state of a caller whose call is not answered."""
    has_copy = flow.cached is True or (isinstance(flow.cached, str) and states.get(flow.cached) not in UNANSWERING)
    if not flow.required or has_copy:
        return NodeState.DEGRADED
    return NodeState.WAITS if flow.retried or not flow.sync else NodeState.STOPPED


def _publisher(flow: Flow) -> NodeState:
    """Return the state of a publisher whose events are not consumed."""
    if not flow.required:
        return NodeState.SPARED
    if flow.sync:
        return NodeState.WAITS if flow.retried else NodeState.STOPPED
    return NodeState.HOLDS if flow.retried else NodeState.DEGRADED


def _is_cut_off(topology: Topology, states: Mapping[str, NodeState], slug: str) -> bool:
    """Say whether a box is only ever called, and every caller is gone."""
    if any(flow.to == slug and flow.kind == "event" for flow in topology.flows):
        return False
    callers = [flow.from_ for flow in topology.flows if flow.to == slug]
    gone = (NodeState.FAILED, NodeState.STOPPED, NodeState.CUT_OFF)
    return bool(callers) and all(states.get(caller) in gone for caller in callers)


def _effect(topology: Topology, states: Mapping[str, NodeState], chosen: frozenset[str], slug: str) -> Effect:
    box = topology.box(slug)
    if slug in chosen:
        return Effect(slug, NodeState.FAILED, sentences=(box.fails, box.then))
    title = {other.slug: other.title for other in topology.boxes}
    causes, sentences, bought = [], [], []
    for loss in _losses(topology, states, slug):
        causes.append(loss.cause)
        if loss.cause in chosen:
            sentences.append(sentence_at(loss.flow, slug))
        else:
            sentences.append(
                f"{title[loss.cause]} {_in_words(states[loss.cause])}, and {_consequence(loss, title[slug])}."
            )
        bought.append(loss.flow.bought_by)
    if states[slug] is NodeState.CUT_OFF:
        callers = [flow.from_ for flow in topology.flows if flow.to == slug]
        names = in_a_row([title[caller] for caller in dict.fromkeys(callers)])
        causes.extend(callers)
        sentences.append(f"Only {names} can call {title[slug]}, so nothing reaches it, although it is healthy.")
    return Effect(slug, states[slug], *(tuple(dict.fromkeys(items)) for items in (causes, sentences, bought)))


def sentence_at(flow: Flow, slug: str) -> str:
    """Return the content's own sentence for the end of a flow that is left."""
    return flow.when_unheard if flow.kind == "event" and flow.from_ == slug and flow.when_unheard else flow.when_lost


def _in_words(state: NodeState) -> str:
    return str(state) if state in (NodeState.WAITS, NodeState.HOLDS) else f"is {state}"


def _consequence(loss: _Loss, title: str) -> str:
    """Say in half a sentence what a loss at second hand does."""
    if loss.flow.kind == "event" and loss.state in (NodeState.IDLE, NodeState.DEGRADED):
        return f"no fresh work comes from there to {title}"
    return {
        NodeState.STOPPED: f"{title} cannot work without it",
        NodeState.WAITS: f"{title} tries again until it is back",
        NodeState.HOLDS: f"{title} keeps what is not consumed",
        NodeState.SPARED: f"{title} goes on without it",
    }.get(loss.state, f"{title} goes on with less")
