"""What a link says of the topology: `break=data&trace=place-order&hop=3&load=50k&seconds=600`, or `drill=17-31mend`.

It is read against the pack's topology, and says in one sentence what is wrong with it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from content.links import LinkError
from content.safe_text import in_quotes
from content.topology import Topology, Trace
from tui.simulation.drill import read_code
from tui.simulation.incident import NEW_DRILL
from tui.simulation.situation import Situation
from tui.simulation.words import exact_figure, written_figure

PARAMETERS = {
    "break": "boxes that are down, with commas between them",
    "trace": "the request that is followed",
    "hop": "where that request is",
    "load": "what arrives a second",
    "seconds": "for how long it has been so",
    "drill": "an incident to practise on",
}
"""What a link may say of the topology, in the order in which it is written."""
MOST_SECONDS = 7_200
"""Two hours of the simulation, which take 0.05 s to count: a link is anybody's, and a door has one loop for all."""


@dataclass(frozen=True, slots=True)
class TopologyState:
    """What is set on the topology: the boxes that are down, the request that is followed with its hop, and the load.

    `seconds` is for how long it has been so; None where it goes on from what there is. `drill` is the code of a drill
    that lies over it.
    """

    broken: frozenset[str] = frozenset()
    trace: str = ""
    hop: int = 1
    load: int | None = None
    seconds: int | None = 0
    drill: str = ""

    def __str__(self) -> str:
        written = {
            "break": ",".join(sorted(self.broken)),
            "trace": self.trace,
            "hop": str(self.hop) if self.trace and self.hop > 1 else "",
            "load": exact_figure(self.load) if self.load is not None else "",
            "seconds": str(self.seconds) if self.seconds else "",
            "drill": self.drill,
        }
        return "&".join(f"{name}={value}" for name, value in written.items() if value)

    def situation(self, now: Situation) -> Situation:
        """Return the topology as the state has it, where it is as it is `now`."""
        before = now if self.seconds is None else Situation(now.topology)
        return before.with_load(self.load).with_failed(self.broken).later(self.seconds or 0)


def state_from(situation: Situation, trace: Trace | None, hop: int) -> TopologyState:
    """Return what a link has to say to lead to a situation, and to a hop (from 0) of a trace.

    A situation that came about step by step is told by what is set in it, without what waits.
    """
    state = TopologyState(situation.failed, trace.slug if trace else "", hop + 1 if trace else 1, situation.load)
    seconds = situation.backlog.seconds
    if not 0 < seconds <= MOST_SECONDS:
        return state
    later = TopologyState(state.broken, state.trace, state.hop, state.load, seconds)
    return later if later.situation(situation).backlog == situation.backlog else state


def read_state(values: Mapping[str, str], topology: Topology) -> TopologyState:
    """Return the state that the values of a link spell. Raises LinkError where they spell none."""
    for name in values:
        if name not in PARAMETERS:
            raise LinkError(
                f"a link to the topology has no {in_quotes(name)}; {nearest_known(name, PARAMETERS)}", named=False
            )
    trace = _trace(values.get("trace", ""), topology)
    return TopologyState(
        broken=_broken(values.get("break", ""), topology),
        trace=trace.slug if trace else "",
        hop=_hop(values.get("hop", ""), trace),
        load=_load(values.get("load", ""), topology),
        seconds=_seconds(values.get("seconds", ""), topology),
        drill=_drill(values.get("drill", ""), topology),
    )


def nearest_known(name: str, known: Iterable[str]) -> str:
    """Say which of the known names is nearest to one that is not among them; where none is near, what there is."""
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return f"the nearest: {near[0]}"
    return f"there are {', '.join(names[:8])}{' and more' if len(names) > 8 else ''}" if names else "there are none"


def _broken(text: str, topology: Topology) -> frozenset[str]:
    boxes, named = [box.slug for box in topology.boxes], [name for name in text.split(",") if name]
    for name in named:
        if name not in boxes:
            raise LinkError(f"no box is called {in_quotes(name)}; {nearest_known(name, boxes)}")
    return frozenset(named)


def _trace(text: str, topology: Topology) -> Trace | None:
    traces = {trace.slug: trace for trace in topology.traces}
    if text and text not in traces:
        raise LinkError(f"no request is called {in_quotes(text)}; {nearest_known(text, traces)}")
    return traces.get(text)


def _hop(text: str, trace: Trace | None) -> int:
    if not text:
        return 1
    if trace is None:
        raise LinkError("a hop is of a request: expected `trace` beside it", named=False)
    return _whole("hop", text, 1, len(trace.hops))


def _load(text: str, topology: Topology) -> int | None:
    if not text:
        return None
    figures = topology.load
    if figures is None:
        raise LinkError("this topology has no figures, so there is no load to set", named=False)
    load = written_figure(text)
    if load is None or not figures.least <= load <= figures.most:
        least, most = exact_figure(figures.least), exact_figure(figures.most)
        wrong = f"the load is {in_quotes(text)}: expected {figures.unit} a second from {least} to {most}"
        raise LinkError(wrong, named=False)
    return load


def _seconds(text: str, topology: Topology) -> int:
    if text and topology.load is None:
        raise LinkError("this topology has no figures, so time changes nothing in it", named=False)
    return _whole("seconds", text, 0, MOST_SECONDS) if text else 0


def _drill(text: str, topology: Topology) -> str:
    if text:
        read_code("0" if text == NEW_DRILL else text, topology)
    return text


def _whole(name: str, text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if not least <= number <= most:
        raise LinkError(f"{name} is {in_quotes(text)}: expected a number from {least} to {most}", named=False)
    return number
