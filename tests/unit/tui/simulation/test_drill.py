"""The drill: an incident that follows from its number, measures that take time, and a code that plays it again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.links import LinkError
from content.loader import Portfolio
from content.topology import Box, Drill, Flow, Load, Topology
from tui.simulation.drill import MOST_MEASURES, Course, Measure, begin_drill, play_drill, read_code
from tui.simulation.incident import MINUTES, SEEDS, Incident, incident_of
from tui.simulation.outcome import better_move, bought_by_measures, outcome_of

SCALE, MEND, SHED, ADMIT = Measure.SCALE, Measure.MEND, Measure.SHED, Measure.ADMIT


def small(**figures: int) -> Topology:
    """A door that lets in, a queue, and hands that carry 100 a second."""
    boxes = (
        Box(slug="door", title="Door", role="-"),
        Box(slug="queue", title="Queue", role="-", queue=True),
        Box(slug="hands", title="Hands", role="-", capacity=100),
    )
    flows = tuple(
        Flow(from_=one, to=other, kind="event", required=True, sync=False, retried=True, when_lost="-", bought_by="-")
        for one, other in (("door", "queue"), ("queue", "hands"))
    )
    load = Load(unit="jobs", usual=60, least=1, most=200, path=("door", "queue", "hands"), accepted_percent=99, days=1)
    terms = {"repair_minutes": 10, "scale_minutes": 5, "scale_percent": 50, **figures}
    return Topology(boxes=boxes, flows=flows, load=load, drill=Drill(breaks=("hands",), **terms))


def at_load(topology: Topology, load: int, *, breaks_at: int = 30) -> Course:
    """The beginning of an incident with the same load all along."""
    course = begin_drill(topology, 1)
    incident = Incident(1, (load,) * MINUTES, "hands", breaks_at)
    return replace(course, incident=incident, situation=course.situation.with_load(load))


def test_an_outage_that_is_mended_comes_out_to_the_second() -> None:
    broken = at_load(small(), 80).later(30)
    assert broken.situation.failed == {"hands"}
    mended = broken.with_measure(MEND).later(10)
    assert mended.situation.failed == frozenset()
    assert mended.situation.backlog.waiting == (80 * 600,)
    outcome = outcome_of(mended.later(MINUTES))
    # 48,000 wait and drain at 20 a second in 2,400 s, during which what comes waits, too
    assert (outcome.lost, outcome.left, outcome.longest) == (0, 0, 600)
    assert outcome.waited == 80 * (600 + 2396) + 60 + 40 + 20  # of the last ones, some go at once
    assert outcome.arrived == outcome.done == 80 * 60 * MINUTES


def test_without_anything_done_all_waits_that_comes_after_the_break() -> None:
    outcome = outcome_of(at_load(small(), 80).later(MINUTES))
    assert (outcome.lost, outcome.left, outcome.waited) == (0, 80 * 3600, 80 * 3600)
    assert outcome.longest == 3600


def test_shedding_lets_in_the_usual_load_and_spends_the_budget() -> None:
    course = at_load(small(), 80, breaks_at=89).with_measure(SHED).later(10)
    assert course.situation.backlog.lost == 20 * 600
    assert outcome_of(course).budget_spent == pytest.approx(20 * 600 / (60 * 86_400 * 0.01))
    again = course.with_measure(ADMIT).later(10)
    assert again.situation.backlog.lost == 20 * 600


def test_more_capacity_comes_when_it_is_ready_and_is_as_much_as_the_pack_says() -> None:
    course = at_load(small(), 120, breaks_at=89).with_measure(SCALE)
    assert course.later(5).situation.backlog.waiting == (20 * 300,)
    gauge = course.later(6).situation.gauges["hands"]
    assert (gauge.share, gauge.leaving) == (150 / 150, 150)
    assert course.later(11).situation.backlog.is_empty


def test_there_are_hands_for_one_work_at_a_time() -> None:
    course = at_load(small(), 80).later(30)
    assert course.able == {SHED, SCALE, MEND}
    busy = course.with_measure(SCALE)
    assert busy.able == {SHED}
    assert busy.with_measure(MEND) == busy
    assert busy.later(5).able == {SHED, SCALE, MEND}


def test_a_measure_is_weighed_against_the_same_drill_without_it(portfolio: Portfolio) -> None:
    seed = next(seed for seed in range(99) if _box(portfolio, seed) == "workers")
    minute = _minute(portfolio, seed)
    course = play_drill(portfolio.topology, seed, [(minute, MEND)])
    [bought] = bought_by_measures(course)
    assert bought.taken == (minute, MEND)
    assert bought.without == outcome_of(play_drill(portfolio.topology, seed, []))
    now = outcome_of(course)
    assert (now.lost, bought.without.lost) == (0, 0)
    assert now.left == 0 < bought.without.left


@pytest.mark.parametrize(
    ("taken", "minute", "instead"),
    [
        ([], 32, None),
        ([(35, MEND)], 32, None),
        ([(20, SCALE), (36, MEND)], 35, None),  # until then the hands have more capacity to see to
        ([(20, SHED), (32, SCALE), (50, MEND)], 32, SCALE),
    ],
)
def test_the_debrief_names_a_move_that_was_better_by_the_same_simulation(
    portfolio: Portfolio, taken: list[tuple[int, Measure]], minute: int, instead: Measure | None
) -> None:
    course = play_drill(portfolio.topology, 17, taken)
    better = better_move(course)
    assert better is not None
    assert (better.minute, better.measure, better.instead) == (minute, MEND, instead)
    others = [each for each in taken if each[0] != minute]
    assert better.outcome == outcome_of(play_drill(portfolio.topology, 17, sorted([*others, (minute, MEND)])))
    now = outcome_of(course)
    assert better.outcome.lost <= now.lost
    assert better.outcome.longest < now.longest
    assert better.outcome.waited < now.waited


def test_where_nothing_was_better_in_all_the_debrief_names_nothing(portfolio: Portfolio) -> None:
    assert better_move(play_drill(portfolio.topology, 17, [(32, MEND)])) is None


def test_a_move_that_gains_one_thing_and_loses_another_is_not_called_better(portfolio: Portfolio) -> None:
    mended = play_drill(portfolio.topology, 17, [(32, MEND)])
    shed = play_drill(portfolio.topology, 17, [(32, SHED), (32, MEND)])
    assert outcome_of(shed).longest <= outcome_of(mended).longest
    assert outcome_of(shed).waited < outcome_of(mended).waited
    assert outcome_of(shed).lost > outcome_of(mended).lost
    assert better_move(mended) is None


def test_letting_all_in_again_is_no_measure_that_bought_anything(portfolio: Portfolio) -> None:
    course = play_drill(portfolio.topology, 5, [(10, SHED), (20, ADMIT)])
    assert [bought.taken for bought in bought_by_measures(course)] == [(10, SHED)]


def test_incidents_follow_from_their_number_and_differ(portfolio: Portfolio) -> None:
    incidents = [_incident(portfolio, seed) for seed in range(200)]
    assert incidents == [_incident(portfolio, seed) for seed in range(200)]
    assert {each.box for each in incidents} == {"data", "relay", "events", "workers"}
    assert len({each.loads for each in incidents}) > 100
    figures = portfolio.topology.load
    assert figures is not None
    for each in incidents:
        assert max(each.loads) > figures.usual > each.loads[-1]
        assert figures.least <= min(each.loads)
        assert max(each.loads) <= figures.most
        assert 25 <= each.minute <= 40


def test_an_incident_is_the_same_in_every_release(portfolio: Portfolio) -> None:
    incident = _incident(portfolio, 17)
    assert (incident.box, incident.minute, max(incident.loads)) == ("events", 32, 78_000)


ACTS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([*Measure])), max_size=12)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, SEEDS - 1), acts=ACTS)
def test_the_code_of_a_drill_plays_it_again(portfolio: Portfolio, seed: int, acts: list[tuple[int, Measure]]) -> None:
    course = begin_drill(portfolio.topology, seed)
    for minutes, measure in acts:
        course = course.later(minutes).with_measure(measure)
    course = course.later(MINUTES)
    again = play_drill(portfolio.topology, *read_code(course.code, portfolio.topology))
    assert again == course
    assert outcome_of(again) == outcome_of(course)
    assert again.code == course.code


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, SEEDS - 1), acts=ACTS)
def test_nothing_comes_from_nowhere_and_nothing_gets_lost_untold(seed: int, acts: list[tuple[int, Measure]]) -> None:
    course = begin_drill(small(), seed)
    for minutes, measure in acts:
        course = course.later(minutes).with_measure(measure)
    outcome = outcome_of(course.later(MINUTES))
    assert outcome.arrived == outcome.done + outcome.lost + outcome.left
    assert 0 <= outcome.mean <= outcome.longest <= MINUTES * 60
    assert outcome.left <= outcome.waited <= outcome.arrived - outcome.lost
    assert len(course.taken) <= MOST_MEASURES


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "the drill is “”"),
        ("seven", "expected `new`, a number below 10,000, or a code such as 17-31mend-45scale"),
        ("12345", "the drill is “12345”"),
        ("17-20melt", "the drill is “17-20melt”"),
        ("17-50shed-40admit", "the drill is “17-50shed-40admit”"),
        ("17-90shed", "the drill is “17-90shed”"),
        ("17" + "-10shed" * 9, "the drill is"),
        ("17-10mend", "at minute 10 of drill 17 nobody can mend"),
        ("17-10admit", "at minute 10 of drill 17 nobody can admit"),
        ("17-40scale-45mend", "at minute 45 of drill 17 nobody can mend"),
        ("１７", "the drill is"),
    ],
)
def test_a_code_that_plays_nothing_says_what_is_wrong(portfolio: Portfolio, code: str, said: str) -> None:
    with pytest.raises(LinkError) as error:
        read_code(code, portfolio.topology)
    assert said in str(error.value)


@pytest.mark.parametrize("code", ["17-33heal", "17-33repair"])
def test_links_of_before_play_the_same_drill(portfolio: Portfolio, code: str) -> None:
    assert read_code(code, portfolio.topology) == read_code("17-33mend", portfolio.topology)


def test_a_pack_without_figures_has_no_drill_and_says_what_adds_one(tiny_portfolio: Portfolio) -> None:
    with pytest.raises(LinkError, match=r"no drill; `load:` and `drill:` in topology\.yaml adds one"):
        begin_drill(tiny_portfolio.topology, 1)
    with pytest.raises(LinkError, match=r"no drill; `drill:` in topology\.yaml adds one"):
        begin_drill(replace(small(), drill=None), 1)


def _incident(portfolio: Portfolio, seed: int) -> Incident:
    incident = incident_of(portfolio.topology, seed)
    assert incident is not None
    return incident


def _box(portfolio: Portfolio, seed: int) -> str:
    return _incident(portfolio, seed).box


def _minute(portfolio: Portfolio, seed: int) -> int:
    return _incident(portfolio, seed).minute
