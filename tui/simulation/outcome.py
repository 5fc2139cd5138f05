"""What came of a drill: lost, waited and for how long, error budget; and what each measure made of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.simulation.drill import Course, Measure, Taken, play_drill


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a drill. Work is done in the order in which it was accepted, so its waits follow from the curve.

    `longest` and `mean` are seconds, of those that waited; what still waits at the end has waited until then.
    """

    arrived: int
    done: int
    lost: int
    waited: int
    longest: int
    mean: int
    left: int
    budget_spent: float | None


@dataclass(frozen=True, slots=True)
class Bought:
    """A measure, and how the drill would have come out without it."""

    taken: Taken
    without: Outcome


def outcome_of(course: Course) -> Outcome:
    """Return what has come of a drill so far."""
    backlog = course.situation.backlog
    waited, total, longest = _waits(course.curve)
    return Outcome(
        arrived=backlog.arrived,
        done=backlog.done,
        lost=backlog.lost,
        waited=waited,
        longest=longest,
        mean=total // waited if waited else 0,
        left=backlog.arrived - backlog.done - backlog.lost,
        budget_spent=course.situation.budget_spent,
    )


def bought_by_measures(course: Course) -> Iterator[Bought]:
    """Yield each measure that costs something, with the outcome of the same drill without it."""
    for index, (minute, measure) in enumerate(course.taken):
        if measure is not Measure.ADMIT:
            others = course.taken[:index] + course.taken[index + 1 :]
            played = play_drill(course.topology, course.incident.seed, others)
            yield Bought((minute, measure), outcome_of(played))


def _waits(curve: tuple[tuple[int, int], ...]) -> tuple[int, int, int]:
    """Return how much waited, for how many seconds in all, and the longest of them in seconds."""
    waited = total = longest = before = oldest = 0
    for second, (accepted, done) in enumerate(curve):
        waited += min(accepted - before, accepted - done)
        total += accepted - done
        before = accepted
        while oldest <= second and curve[oldest][0] <= done:
            oldest += 1
        longest = max(longest, second - oldest + 1 if oldest <= second else 0)
    return waited, total, longest
