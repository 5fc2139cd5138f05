"""What came of a drill: lost, waited and for how long, error budget; and what each measure made of that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tui.simulation.drill import Course, Measure, Taken, begin_drill, play_drill
from tui.simulation.incident import MINUTES


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


@dataclass(frozen=True, slots=True)
class Better:
    """A move that would have been better, at a minute: that measure, or to wait, in place of what was done then."""

    minute: int
    measure: Measure | None
    instead: Measure | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Debrief:
    """What is learnt by playing a drill again: what each measure bought, and the best of the other moves."""

    bought: tuple[Bought, ...]
    better: Better | None


def debrief_of(course: Course) -> Debrief:
    """Return the debrief of a drill that is over; each move that is tried takes a fifth of a second."""
    return Debrief(tuple(bought_by_measures(course)), better_move(course))


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


def better_move(course: Course) -> Better | None:
    """Return the move that comes out best of those that are better in something and worse in nothing.

    Every other move is tried at each measure, and once the box had broken and hands were free; with all that was done
    later, as far as it can be.
    """
    now = _figures_of(outcome_of(course))
    better = [other for other in _other_moves(course) if _is_better(_figures_of(other.outcome), now)]
    return min(better, key=lambda other: (_figures_of(other.outcome), other.minute, not other.instead), default=None)


def _other_moves(course: Course) -> Iterator[Better]:
    taken, free = course.taken, _hands_free(course)
    before = sum(minute < free for minute, _ in taken)
    moments = [(minute, index, index + 1) for index, (minute, _) in enumerate(taken)]
    for minute, begin, end in [(free, before, before), *moments]:
        done = taken[begin][1] if end > begin else None
        then = begin_drill(course.topology, course.incident.seed).with_measures(taken[:begin])
        then = then.later(minute - then.minute)
        for measure in [*Measure, None]:
            if measure is not done and (measure is None or measure in then.able):
                moved = then.with_measure(measure) if measure else then
                whole = moved.with_measures(taken[end:]).later(MINUTES)
                yield Better(minute, measure, done, outcome_of(whole))


def _hands_free(course: Course) -> int:
    """Return the first minute in which what broke could be mended."""
    broke = course.incident.minute
    begun = tuple(each for each in course.taken if each[0] < broke)
    then = begin_drill(course.topology, course.incident.seed).with_measures(begun)
    then = then.later(broke - then.minute)
    return then.work[0] if then.work else broke


def _figures_of(outcome: Outcome) -> tuple[int, ...]:
    """Return what a drill is judged by, the worst first: less is better in each."""
    return outcome.lost, outcome.left, outcome.longest, outcome.waited


def _is_better(figures: tuple[int, ...], others: tuple[int, ...]) -> bool:
    return figures != others and all(one <= other for one, other in zip(figures, others, strict=True))


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
