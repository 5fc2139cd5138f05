"""A drill in words: what is coming, what is so now, and the card at its end."""

from __future__ import annotations

from collections.abc import Iterator

from tui.drawing.diagram.gauges import IN_QUEUE, OF_CAPACITY
from tui.drawing.prose.page import Block, Gap, Rows, Text, Title
from tui.drawing.prose.runs import Run
from tui.simulation.drill import Course, Measure
from tui.simulation.failure import NodeState, consequences
from tui.simulation.incident import MINUTES
from tui.simulation.outcome import Debrief, Outcome, outcome_of
from tui.simulation.words import compact_figure, length_of_time

_BAR, _SHORT_BAR = 18, 6
"""Cells of the bar that shows the time; where there are less than 80 columns, fewer."""
_DONE = {
    Measure.SHED: "load is shed",
    Measure.ADMIT: "all is let in again",
    Measure.SCALE: "more capacity is begun",
    Measure.MEND: "mending is begun",
}
_WORK = {Measure.SCALE: "More capacity is there", Measure.MEND: "What broke is mended"}


def what_comes(course: Course) -> Iterator[Block]:
    """What the drill is, before it begins: what happens, what can be done about it, and what that takes."""
    yield Title(f"Drill {course.incident.seed}")
    yield Text(
        f"{MINUTES} minutes of an incident in as many seconds. Load rises, one of the boxes breaks, and you decide. "
        "Space begins, and holds."
    )
    yield Gap()
    yield from rules(course)


def rules(course: Course) -> Iterator[Block]:
    """What can be done, what that takes, and that there is one pair of hands."""
    load, drill = course.load, course.drill
    yield Text("There are hands to mend or to scale, one at a time.")
    yield Text(f"shed: let in no more than the usual {load.usual:,} {load.unit} a second, at once", "muted")
    yield Text(f"scale: {drill.scale_percent} % more capacity, in {drill.scale_minutes} minutes", "muted")
    yield Text(f"mend: have what broke back, in {drill.repair_minutes} minutes", "muted")
    yield Text("wait: let five minutes pass", "muted")
    yield Text(f"The bars in the boxes: % {OF_CAPACITY}, or how many are {IN_QUEUE}", "muted")


def what_is(course: Course) -> Iterator[Block]:
    """What is so now: what broke and what that does, what is being done, what was done before."""
    box = course.topology.box(course.incident.box)
    if course.minute < course.incident.minute:
        yield Text("Nothing is broken yet.", "strong")
    elif course.situation.failed:
        yield Text(f"✗ {box.title} broke at minute {course.incident.minute}", "failed")
        yield Text(box.fails)
    else:
        yield Text(f"✓ {box.title}: mended", "strong")
    if course.work is not None:
        minute, measure = course.work
        yield Text(f"~ {_WORK[measure]} at minute {minute}; nothing else can be begun before", "degraded")
    else:
        yield Text("The hands are free, to mend or to scale.", "muted")
    for minute, measure in reversed(course.taken):
        yield Text(f"minute {minute}: {_DONE[measure]}", "muted")
    yield Gap()
    yield from rules(course)


def drill_line(course: Course, width: int) -> list[tuple[str, str]]:
    """Return the state of a drill in one line of a window: texts with the part that each plays."""
    now, bar = course.situation, _BAR if width >= 80 else _SHORT_BAR
    passed = course.minute * bar // MINUTES
    parts = [
        (f"{'━' * passed}{'─' * (bar - passed)} minute {course.minute} of {MINUTES}", "accent"),
        (f"{compact_figure(now.load or 0)} {course.load.unit}/s", "strong"),
    ]
    if waiting := sum(now.backlog.waiting):
        parts.append((f"{compact_figure(waiting)} wait", "degraded"))
    if now.backlog.lost:
        parts.append((f"{compact_figure(now.backlog.lost)} lost", "failed"))
    if now.budget_spent:
        parts.append((f"{now.budget_spent:.1%} of the error budget", "failed"))
    return parts


def card(course: Course, debrief: Debrief | None) -> Iterator[Block]:
    """The card of a drill that is over; what each measure bought, and what was better, follow once they are known."""
    outcome, unit, incident = outcome_of(course), course.load.unit, course.incident
    yield Title(f"Drill {incident.seed}: {course.topology.box(incident.box).title} broke at minute {incident.minute}")
    yield Gap()
    yield _figures(_counted(outcome, unit, course.load.days))
    yield Gap()
    yield Text("What each measure bought", "accent")
    if not course.taken:
        yield Text("Nothing was done.")
    elif debrief is None:
        yield Text("The same drill is played without each of them …", "muted")
    for each in debrief.bought if debrief else ():
        minute, measure = each.taken
        yield Text(f"{minute:>2}  {measure}: {_bought(outcome, each.without, unit)}")
    yield Gap()
    yield Text("What would have been better", "accent")
    yield _better(outcome, debrief, unit)
    if design := list(_design(course)):
        yield Gap()
        yield Text("What the design bought", "accent")
        yield from (Text(sentence) for sentence in design)
    yield Gap()
    yield Rows(((Run("Its code  ", "muted"), Run(course.code, "strong")),))


def _counted(outcome: Outcome, unit: str, days: int) -> Iterator[tuple[str, str]]:
    """Yield the figures of the card, each with what it counts."""
    yield f"{outcome.lost:,}", f"of {outcome.arrived:,} {unit} lost"
    yield f"{outcome.waited:,}", "waited"
    if outcome.waited:
        yield length_of_time(outcome.longest), "at the longest"
        yield length_of_time(outcome.mean), "on average"
    if outcome.left:
        yield f"{outcome.left:,}", "wait still"
    if outcome.budget_spent is not None:
        yield f"{outcome.budget_spent:.1%}", f"of the error budget of {days} days spent"


def _figures(counted: Iterator[tuple[str, str]]) -> Rows:
    lines = list(counted)
    wide = max(len(figure) for figure, _ in lines)
    return Rows(tuple((Run(f"{figure:>{wide}}", "strong"), Run(f"  {words}")) for figure, words in lines))


def _bought(now: Outcome, without: Outcome, unit: str) -> str:
    """Say what a measure was good for, and at which price, beside the same drill without it."""
    changes = [
        (without.lost - now.lost, f"{abs(without.lost - now.lost):,} {unit}", "not lost", "lost"),
        (
            without.longest - now.longest,
            length_of_time(abs(without.longest - now.longest)),
            "less for who waited longest",
            "more for who waited longest",
        ),
        (
            without.waited - now.waited,
            f"{abs(without.waited - now.waited):,}",
            "fewer that waited",
            "more that waited",
        ),
        (without.left - now.left, f"{abs(without.left - now.left):,}", "fewer that wait still", "more that wait still"),
    ]
    gains = [f"{figure} {good}" for gain, figure, good, _ in changes if gain > 0]
    prices = [f"{figure} {bad}" for gain, figure, _, bad in changes if gain < 0]
    told = f"bought {', '.join(gains)}" if gains else "bought nothing"
    return f"{told}; the price: {', '.join(prices)}." if prices else f"{told}."


def _better(now: Outcome, debrief: Debrief | None, unit: str) -> Text:
    """Say which other move would have been better, and in what."""
    if debrief is None:
        return Text("The same drill is played with every other move …", "muted")
    better = debrief.better
    if better is None:
        return Text("No other move at these moments, or once it broke, is better in one thing and worse in none.")
    gains = _bought(better.outcome, now, unit).removeprefix("bought ")
    done = f" instead of {better.instead}" if better.instead else ""
    return Text(f"{better.minute:>2}  {better.measure or 'wait'}{done}: {gains}")


def _design(course: Course) -> Iterator[str]:
    """Yield the trade-offs by which boxes of the path went on without the one that broke."""
    effects = consequences(course.topology, [course.incident.box])
    held = [effects[slug] for slug in course.load.path if slug in effects and not effects[slug].state.is_down]
    sentences = [sentence for effect in held if effect.state is not NodeState.IDLE for sentence in effect.bought_by]
    yield from dict.fromkeys(sentences)
