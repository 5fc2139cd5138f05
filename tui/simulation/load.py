"""Work that passes the boxes of a topology under load, second by second, in whole numbers.

The path falls into legs, each of which ends at a box with a queue, or at the end. Within a leg nothing can wait: the
first leg refuses what it cannot take, and the others take from the queue before them. A leg stands still while a box
of it, or the one that holds its queue, answers nothing (`tui.simulation.failure`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from content.topology import Box, Load, Topology
from tui.simulation.failure import UNANSWERING, NodeState

_UNLIMITED = 10**15
"""What a box without a figure carries a second, and what a queue without a limit holds."""
_TIGHT = 0.8
"""From this share of its capacity a box is at its limit: with a fifth of it lost, work begins to wait."""
_DAY = 86_400
_DECADES = 4
"""Powers of ten that the bar of a queue without a limit spans, from one second of load."""

States = Mapping[str, NodeState]


class Strain(StrEnum):
    """How hard a box is pressed: it has room, it is at its limit or work waits, it gets worse by the second."""

    CALM = "calm"
    TIGHT = "tight"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Leg:
    """Boxes that work passes in one go, from the queue of `source` (the clients, where it is empty) to the last."""

    source: str
    boxes: tuple[Box, ...]

    @property
    def capacity(self) -> int:
        """What it carries a second while it works."""
        return min(box.capacity or _UNLIMITED for box in self.boxes)

    @property
    def room(self) -> int:
        """How much can wait at its end."""
        return self.boxes[-1].queue_limit or _UNLIMITED

    def is_closed(self, states: States) -> bool:
        """Say whether nothing passes it."""
        return any(states.get(slug) in UNANSWERING for slug in (self.source, *(box.slug for box in self.boxes)))


@dataclass(frozen=True, slots=True)
class LoadPath:
    """The way of the load through a topology, and the figures that it is counted by."""

    figures: Load
    legs: tuple[Leg, ...]

    @property
    def queues(self) -> tuple[str, ...]:
        """The boxes at which work waits, in the order in which they are passed."""
        return tuple(leg.source for leg in self.legs[1:])

    def scale(self) -> list[int]:
        """Return the loads that can be set: 1, 2, 5, 10 and so on, the usual one, and every limit on the way."""
        least, most = self.figures.least, self.figures.most
        series = (step * 10**power for power in range(13) for step in (1, 2, 5))
        limits = (box.capacity for leg in self.legs for box in leg.boxes if box.capacity)
        marks = {*series, *limits, self.figures.usual, least, most}
        return sorted(mark for mark in marks if least <= mark <= most)

    def budget(self) -> float | None:
        """Return how much of the usual load may be refused in the days of the promise; None where there is none."""
        promised = self.figures.accepted_percent
        if promised is None:
            return None
        return self.figures.usual * self.figures.days * _DAY * (100 - promised) / 100


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has come of the work so far. `waiting` follows the path's queues.

    `returning` is what was refused and will be tried again, as (second, tries that are left, how much).
    """

    waiting: tuple[int, ...]
    seconds: int = 0
    arrived: int = 0
    accepted: int = 0
    done: int = 0
    lost: int = 0
    """What clients gave up."""
    returning: tuple[tuple[int, int, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing waits anywhere."""
        return not any(self.waiting) and not self.returning


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a box on the path shows: how full its bar is (0 to 1), the figure beside it, and how hard it is pressed.

    `waiting` is what waits at it, `growing` by how much that grows a second, `leaving` what leaves it a second.
    `share` is what it has to carry, as a share of what it can.
    """

    level: float
    strain: Strain
    waiting: int = 0
    growing: int = 0
    leaving: int = 0
    share: float | None = None

    @property
    def drained_in(self) -> int | None:
        """In how many seconds nothing waits any more; None where that never comes, as things are."""
        if not self.waiting:
            return 0
        return -(-self.waiting // -self.growing) if self.growing < 0 else None


def load_path(topology: Topology) -> LoadPath | None:
    """Return the way of the load, or None where the pack gives no figures."""
    if topology.load is None:
        return None
    legs: list[Leg] = []
    boxes: list[Box] = []
    source = ""
    for slug in topology.load.path:
        box = topology.box(slug)
        boxes.append(box)
        if box.queue:
            legs.append(Leg(source, tuple(boxes)))
            source, boxes = slug, []
    return LoadPath(topology.load, (*legs, Leg(source, tuple(boxes))))


def at_rest(path: LoadPath) -> Backlog:
    """Return the beginning: nothing waits."""
    return Backlog((0,) * len(path.queues))


def advance(path: LoadPath, backlog: Backlog, load: int, states: States, seconds: int = 1) -> Backlog:
    """Return what `seconds` under that load make of a backlog, with the boxes as they are."""
    for _ in range(seconds):
        backlog = _next(path, backlog, load, states)
    return backlog


def _next(path: LoadPath, backlog: Backlog, load: int, states: States) -> Backlog:
    moved = _moved(path, backlog, _wanted(backlog, load), states)
    due = sorted((tries, count) for second, tries, count in backlog.returning if second <= backlog.seconds)
    again = [cohort for cohort in backlog.returning if cohort[0] > backlog.seconds]
    taken, lost = moved[0], 0
    for tries, count in [*due, (path.figures.tries - 1, load)]:  # who has the fewest tries left goes first
        refused = max(0, count - taken)
        taken = max(0, taken - count)
        if tries and refused:
            again.append((backlog.seconds + path.figures.retry_seconds, tries - 1, refused))
        else:
            lost += refused
    steps = zip(backlog.waiting, moved[:-1], moved[1:], strict=True)
    return Backlog(
        waiting=tuple(before + into - out for before, into, out in steps),
        seconds=backlog.seconds + 1,
        arrived=backlog.arrived + load,
        accepted=backlog.accepted + moved[0],
        done=backlog.done + moved[-1],
        lost=backlog.lost + lost,
        returning=tuple(again),
    )


def _moved(path: LoadPath, backlog: Backlog, wanted: int, states: States) -> tuple[int, ...]:
    """Return what the next second moves through each leg. What a leg takes makes room for what comes meanwhile."""
    able: list[int] = []
    for index in reversed(range(len(path.legs))):
        leg = path.legs[index]
        most = 0 if leg.is_closed(states) else leg.capacity
        if able:
            most = min(most, leg.room - backlog.waiting[index] + able[0])
        able.insert(0, max(0, most))
    moved: list[int] = []
    for index, most in enumerate(able):
        moved.append(min(most, backlog.waiting[index - 1] + moved[-1] if index else wanted))
    return tuple(moved)


def _wanted(backlog: Backlog, load: int) -> int:
    """Return what comes in the next second, with what was refused and is tried again."""
    return load + sum(count for second, _, count in backlog.returning if second <= backlog.seconds)


def refused_now(path: LoadPath, backlog: Backlog, load: int, states: States) -> int:
    """Return how much of what comes in the next second is refused."""
    wanted = _wanted(backlog, load)
    return wanted - _moved(path, backlog, wanted, states)[0]


def gauges(path: LoadPath, backlog: Backlog, load: int, states: States) -> dict[str, Gauge]:
    """Return what each box on the path with a queue or a limit shows now."""
    return dict(_gauges(path, backlog, load, states))


def _gauges(path: LoadPath, backlog: Backlog, load: int, states: States) -> Iterator[tuple[str, Gauge]]:
    wanted = _wanted(backlog, load)
    moved = _moved(path, backlog, wanted, states)
    for index, leg in enumerate(path.legs):
        arriving = moved[index - 1] if index else wanted
        for box in leg.boxes:
            if box.queue:
                waiting, growing = backlog.waiting[index], moved[index] - moved[index + 1]
                strain = Strain.OVER if growing > 0 else Strain.TIGHT if waiting else Strain.CALM
                level = _level(waiting, box.queue_limit, load)
                yield box.slug, Gauge(level, strain, waiting, growing, moved[index + 1])
            elif box.capacity:
                yield box.slug, _busy(box.capacity, arriving, moved[index], is_closed=leg.is_closed(states))


def _busy(capacity: int, arriving: int, leaving: int, *, is_closed: bool) -> Gauge:
    """Return what a box with a limit shows: nothing passes a closed one, whatever arrives."""
    if is_closed:
        return Gauge(0.0, Strain.OVER if arriving else Strain.CALM, share=0.0)
    share = max(arriving, leaving) / capacity
    strain = Strain.OVER if arriving > capacity else Strain.TIGHT if share >= _TIGHT else Strain.CALM
    return Gauge(min(1.0, share), strain, leaving=leaving, share=share)


def _level(waiting: int, limit: int | None, load: int) -> float:
    """Return how full the bar of a queue is: by its limit, or else by the powers of ten in its seconds of load."""
    full = waiting / limit if limit else math.log10(1 + waiting / load) / _DECADES
    return min(1.0, full)
