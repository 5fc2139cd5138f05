"""What the picture of the topology shows of a situation: its look, and the legend below it."""

from __future__ import annotations

from collections.abc import Collection

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from content.schema import Kind, Trace
from tui.drawing.diagram.gauges import IN_QUEUE, OF_CAPACITY
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
        chosen, whole, states=situation.shown, hop=hop, passed=passed, held=held,
        gauges=situation.gauges, busy=situation.busy,
    )  # fmt: skip


class Legend(Widget):
    """The line below the picture: what there is room for of what `legend_of` has to say."""

    def __init__(self) -> None:
        super().__init__(id="legend")
        self._told: tuple[Collection[Kind], Situation, bool] | None = None

    def show(self, kinds: Collection[Kind], situation: Situation, *, plays: bool) -> None:
        """Say what these flows, this situation and a trace that plays by itself are."""
        self._told = kinds, situation, plays
        self.refresh()

    def render(self) -> Content:
        """Draw it for the width that it has."""
        if self._told is None:
            return Content()
        kinds, situation, plays = self._told
        return Content.assemble(*legend_of(kinds, situation, self.size.width, plays=plays))


def legend_of(kinds: Collection[Kind], situation: Situation, width: int, *, plays: bool) -> list[tuple[str, str]]:
    """Return what stands below the picture: the kinds of flows in it, what its bars are, whether a trace plays, and the
    load. Where that is wider than the picture, first the flows give way and then the bars: the load stays.
    """
    flows, bars, rest = [], [], []
    if "request" in kinds:
        flows += [("╌╌► ", "$request"), ("request   ", "")]
    if "event" in kinds:
        flows += [("╍╍► ", "$event"), ("event   ", "")]
    if plays:
        rest += [("▸ by itself   ", "$accent")]
    if told := load_line(situation):
        bars += [("█░ ", "$request"), (f"% {OF_CAPACITY}, or {IN_QUEUE}   ", "")]
        rest += [(told, "$strong")]
    for parts in ([*flows, *bars, *rest], [*bars, *rest]):
        if cell_len("".join(text for text, _ in parts)) <= width or not bars:
            return parts
    return rest
