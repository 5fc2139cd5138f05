"""What the picture of the topology shows of a situation: its look, and the legend below it."""

from __future__ import annotations

from collections.abc import Collection

from content.schema import Kind, Trace
from tui.drawing.diagram.painting import Look
from tui.screens.topology_load import load_line
from tui.simulation.following import edge_along, follow
from tui.simulation.situation import Situation


def look_at(situation: Situation, trace: Trace | None, at: int, chosen: str, *, whole: bool) -> Look:
    """Return how a situation looks with a box chosen; on a trace, with the request at a hop (from 0)."""
    hop, passed, held = None, frozenset[int](), None
    if trace is not None:
        fate = follow(situation.topology, trace, situation.failed)[at]
        ways = [edge_along(situation.topology, hop) for hop in trace.hops[: at + 1]]
        hop, passed = ways[-1], frozenset(edge for edge, _ in ways[:-1])
        held = int(fate.reached) if fate.is_end else None
    return Look(
        chosen, whole, states=situation.states, hop=hop, passed=passed, held=held,
        gauges=situation.gauges, busy=situation.busy,
    )  # fmt: skip


def legend_of(kinds: Collection[Kind], situation: Situation, *, plays: bool) -> list[tuple[str, str]]:
    """Return what stands below the picture: the kinds of flows in it, whether a trace plays, and the load."""
    parts: list[tuple[str, str]] = []
    if "request" in kinds:
        parts += [("╌╌► ", "$request"), ("request   ", "")]
    if "event" in kinds:
        parts += [("╍╍► ", "$event"), ("event   ", "")]
    if plays:
        parts += [("▸ by itself   ", "$accent")]
    if told := load_line(situation):
        parts += [(told, "$strong")]
    return parts
