"""A drill as it goes: minute by minute, with what somebody does about the incident, and what has come of it so far.

Everything follows from the incident's number and the measures taken, so a code of both plays the same drill again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from content.links import LinkError
from content.safe_text import in_quotes
from content.topology import Drill, Load, Topology, missing_figures
from tui.simulation.incident import MINUTES, NEW_DRILL, SEEDS, Incident, incident_of
from tui.simulation.load import advance
from tui.simulation.situation import Situation
from tui.simulation.words import ALSO_CALLED

MOST_MEASURES = 8
"""How many measures a drill takes: what each of them bought takes a drill of its own to say."""
_CODE = re.compile(r"(\d{1,4})((?:-\d{1,2}[a-z]{4,6})*)", re.ASCII)
_TAKEN = re.compile(r"(\d+)([a-z]+)")


class Measure(StrEnum):
    """What can be done about an incident. To wait is no measure."""

    SHED = "shed"
    """Let in no more than the usual load."""
    ADMIT = "admit"
    """Let in all again."""
    SCALE = "scale"
    """Have more capacity, some minutes later."""
    MEND = "mend"
    """Mend what broke, some minutes later."""


Taken = tuple[int, Measure]
"""A measure, behind the minute in which it was taken."""


@dataclass(frozen=True)
class Course:
    """How far a drill has come. `curve` has what was accepted and what was done by the end of each second;
    without `counts` nothing is counted, and only what can be done when is followed.

    `work` is the measure that is being carried out, behind the minute in which that is done: one at a time.
    """

    topology: Topology
    incident: Incident
    situation: Situation
    minute: int = 0
    taken: tuple[Taken, ...] = ()
    work: Taken | None = None
    sheds: bool = False
    scaled: int = 0
    counts: bool = True
    curve: tuple[tuple[int, int], ...] = ()

    @property
    def load(self) -> Load:
        """The figures of the load."""
        assert self.topology.load is not None
        return self.topology.load

    @property
    def drill(self) -> Drill:
        """What the drill takes to be so."""
        assert self.topology.drill is not None
        return self.topology.drill

    @property
    def is_over(self) -> bool:
        """Say whether all minutes have passed."""
        return self.minute >= MINUTES

    @property
    def code(self) -> str:
        """The text that plays it again: the number of the incident, and each measure behind its minute."""
        return "-".join((str(self.incident.seed), *(f"{minute}{measure}" for minute, measure in self.taken)))

    @cached_property
    def able(self) -> frozenset[Measure]:
        """What can be done now."""
        if self.is_over or len(self.taken) >= MOST_MEASURES:
            return frozenset()
        found = {Measure.ADMIT if self.sheds else Measure.SHED}
        if self.work is None and self.situation.failed:
            found.add(Measure.MEND)
        if self.work is None and any(self.topology.box(slug).capacity for slug in self.load.path):
            found.add(Measure.SCALE)
        return frozenset(found)

    def with_measure(self, measure: Measure) -> Course:
        """Return it with a measure taken now; as it is where that cannot be taken."""
        if measure not in self.able:
            return self
        work, sheds = self.work, self.sheds
        if measure in (Measure.SHED, Measure.ADMIT):
            sheds = measure is Measure.SHED
        else:
            takes = self.drill.scale_minutes if measure is Measure.SCALE else self.drill.repair_minutes
            work = self.minute + takes, measure
        taken = (*self.taken, (self.minute, measure))
        return replace(self, taken=taken, work=work, sheds=sheds)._as_set()

    def with_measures(self, taken: Iterable[Taken]) -> Course:
        """Return it with measures taken, each in its minute; what cannot be done when it is its turn is left out."""
        course = self
        for minute, measure in taken:
            course = course.later(minute - course.minute).with_measure(measure)
        return course

    def later(self, minutes: int = 1) -> Course:
        """Return what comes of it in so many minutes, or by its end."""
        course = self
        for _ in range(min(minutes, MINUTES - self.minute)):
            course = course._next()
        return course

    def _next(self) -> Course:
        now, curve = self.situation, [*self.curve]
        assert now.path is not None
        assert now.load is not None
        backlog = now.backlog
        for _ in range(60 if self.counts else 0):
            backlog = advance(now.path, backlog, now.load, now.states)
            curve.append((backlog.accepted, backlog.done))
        passed = replace(self, situation=replace(now, backlog=backlog), minute=self.minute + 1, curve=tuple(curve))
        return passed._begun()

    def _begun(self) -> Course:
        """Return it at the beginning of its minute: what is carried out by now is done, what breaks now is broken."""
        work, scaled, failed = self.work, self.scaled, self.situation.failed
        if work is not None and work[0] <= self.minute:
            scaled += work[1] is Measure.SCALE
            failed = frozenset() if work[1] is Measure.MEND else failed
            work = None
        if self.minute == self.incident.minute:
            failed |= {self.incident.box}
        loaded = self.situation.with_load(self.incident.loads[min(self.minute, MINUTES - 1)])
        return replace(self, situation=replace(loaded, failed=failed), work=work, scaled=scaled)._as_set()

    def _as_set(self) -> Course:
        """Return it with the boxes as the measures have them; what waits goes on waiting."""
        first = self.load.path[0]
        boxes = []
        for box in self.topology.boxes:
            capacity = box.capacity
            if capacity and box.slug in self.load.path:
                capacity = capacity * (100 + self.scaled * self.drill.scale_percent) // 100
            if self.sheds and box.slug == first:
                capacity = min(capacity or self.load.usual, self.load.usual)
            boxes.append(replace(box, capacity=capacity))
        return replace(self, situation=replace(self.situation, topology=replace(self.topology, boxes=tuple(boxes))))


def begin_drill(topology: Topology, seed: int) -> Course:
    """Return the first minute of an incident. Raises LinkError where the pack has no figures for one."""
    incident = incident_of(topology, seed)
    if incident is None:
        missing = missing_figures(topology)
        raise LinkError(f"this topology has no drill; {missing} in topology.yaml adds one", named=False)
    return Course(topology, incident, Situation(topology))._begun()


def play_drill(topology: Topology, seed: int, taken: Iterable[Taken]) -> Course:
    """Return a whole drill with those measures taken; what cannot be done when it is its turn is left out."""
    return begin_drill(topology, seed).with_measures(taken).later(MINUTES)


def read_code(code: str, topology: Topology) -> tuple[int, tuple[Taken, ...]]:
    """Return the number and the measures that a code spells. Raises LinkError where no drill here has it."""
    match = _CODE.fullmatch(code)
    taken = [_TAKEN.fullmatch(part) for part in match[2].split("-")[1:]] if match else []
    named = [(int(each[1]), ALSO_CALLED.get(each[2], each[2])) for each in taken if each]
    known = [(minute, Measure(name)) for minute, name in named if name in [*Measure]]
    minutes = [minute for minute, _ in known]
    good = len(known) == len(taken) <= MOST_MEASURES and minutes == sorted(minutes)
    if match is None or not good or (minutes and minutes[-1] >= MINUTES):
        expected = f"`{NEW_DRILL}`, a number below {SEEDS:,}, or a code such as 17-31mend-45scale"
        raise LinkError(f"the drill is {in_quotes(code)}: expected {expected}", named=False)
    course = replace(begin_drill(topology, int(match[1])), counts=False)
    for minute, measure in known:
        course = course.later(minute - course.minute)
        if measure not in course.able:
            raise LinkError(f"at minute {minute} of drill {match[1]} nobody can {measure}", named=False)
        course = course.with_measure(measure)
    return course.incident.seed, course.taken
