"""Work under load: the case study's own arithmetic, refusals, tries, limits, and that nothing is lost on the way."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import Portfolio
from content.topology import Box, Flow, Load, Topology
from tui.simulation.failure import NodeState, consequences
from tui.simulation.load import (
    LoadPath,
    States,
    Strain,
    advance,
    at_rest,
    gauges,
    load_path,
    refused_now,
)

PEAK = 50_000
TEN_MINUTES = 600


def the_path(portfolio: Portfolio) -> LoadPath:
    path = load_path(portfolio.topology)
    assert path is not None
    return path


def broken(portfolio: Portfolio, *slugs: str) -> States:
    return {slug: effect.state for slug, effect in consequences(portfolio.topology, slugs).items()}


def made(*boxes: Box, **figures: int) -> LoadPath:
    flows = tuple(
        Flow(from_=one.slug, to=other.slug, kind="event", required=True, sync=False, when_lost="-", bought_by="-")
        for one, other in itertools.pairwise(boxes)
    )
    load = Load(unit="jobs", least=1, usual=10, most=1000, path=tuple(box.slug for box in boxes), **figures)
    path = load_path(Topology(boxes=boxes, flows=flows, load=load))
    assert path is not None
    return path


def box(slug: str, capacity: int | None = None, queue_limit: int | None = None, *, queue: bool = False) -> Box:
    return Box(slug=slug, title=slug, role="-", capacity=capacity, queue=queue, queue_limit=queue_limit)


def test_a_pack_without_figures_has_no_load(tiny_portfolio: Portfolio) -> None:
    assert load_path(tiny_portfolio.topology) is None


def test_the_figures_of_the_case_study_come_out_to_the_event(portfolio: Portfolio) -> None:
    [study] = [study for study in portfolio.case_studies if study.slug == "order-pipeline"]
    assert "If every worker stops for ten minutes at peak, 30 million events wait" in study.body
    assert "draining them takes 1,000 seconds" in study.body
    path, down = the_path(portfolio), broken(portfolio, "workers")
    outage = advance(path, at_rest(path), PEAK, down, TEN_MINUTES)
    assert dict(zip(path.queues, outage.waiting, strict=True)) == {"data": 0, "events": 30_000_000}
    assert gauges(path, outage, PEAK, {})["events"].drained_in == 1_000
    assert not advance(path, outage, PEAK, {}, 999).is_empty
    assert advance(path, outage, PEAK, {}, 1_000).is_empty
    assert outage.lost == 0


def test_workers_run_at_the_share_that_the_case_study_says(portfolio: Portfolio) -> None:
    path = the_path(portfolio)
    gauge = gauges(path, at_rest(path), PEAK, {})["workers"]
    assert (gauge.share, gauge.strain) == (0.625, Strain.CALM)


def test_with_less_capacity_the_backlog_takes_as_long_as_the_case_study_says(portfolio: Portfolio) -> None:
    topology = portfolio.topology
    boxes = tuple(replace(item, capacity=55_000) if item.slug == "workers" else item for item in topology.boxes)
    path = load_path(replace(topology, boxes=boxes))
    assert path is not None
    outage = advance(path, at_rest(path), PEAK, broken(portfolio, "workers"), TEN_MINUTES)
    assert gauges(path, outage, PEAK, {})["events"].drained_in == 100 * 60


@pytest.mark.parametrize(("failed", "queue"), [("relay", "data"), ("events", "data"), ("workers", "events")])
def test_work_waits_before_what_failed(portfolio: Portfolio, failed: str, queue: str) -> None:
    path = the_path(portfolio)
    backlog = advance(path, at_rest(path), PEAK, broken(portfolio, failed), 60)
    assert {slug for slug, count in zip(path.queues, backlog.waiting, strict=True) if count} == {queue}
    assert backlog.lost == 0


@pytest.mark.parametrize("failed", ["edge", "api", "data"])
def test_what_cannot_be_accepted_is_refused_and_spends_the_budget(portfolio: Portfolio, failed: str) -> None:
    path = the_path(portfolio)
    states = broken(portfolio, failed)
    assert refused_now(path, at_rest(path), PEAK, states) == PEAK
    backlog = advance(path, at_rest(path), PEAK, states, TEN_MINUTES)
    assert (backlog.accepted, backlog.lost) == (0, 30_000_000)
    budget = path.budget()
    assert budget is not None
    assert backlog.lost / budget == pytest.approx(10 / (30 * 24 * 60 * 0.002))


@pytest.mark.parametrize("failed", ["cache", "storage", "assistant", "observability"])
def test_what_is_not_on_the_path_holds_nothing_up(portfolio: Portfolio, failed: str) -> None:
    path = the_path(portfolio)
    assert advance(path, at_rest(path), PEAK, broken(portfolio, failed), 60).is_empty


def test_too_much_turns_a_limit_red_and_the_queue_before_it_grows(portfolio: Portfolio) -> None:
    path = the_path(portfolio)
    backlog = advance(path, at_rest(path), 100_000, {}, 60)
    shown = gauges(path, backlog, 100_000, {})
    assert (shown["workers"].strain, shown["events"].strain) == (Strain.OVER, Strain.OVER)
    assert (shown["events"].growing, shown["events"].waiting) == (20_000, 1_200_000)
    assert shown["events"].drained_in is None
    assert gauges(path, backlog, 1_000, {})["events"].strain is Strain.TIGHT


def test_the_scale_holds_the_round_figures_and_every_limit(portfolio: Portfolio) -> None:
    assert the_path(portfolio).scale() == [1000, 2000, 5000, 10_000, 20_000, 50_000, 80_000, 100_000]


def test_a_full_queue_refuses_what_comes_and_no_more() -> None:
    path = made(box("in", queue=True, queue_limit=25), box("out", capacity=4))
    backlog = advance(path, at_rest(path), 10, {}, 20)
    assert backlog.waiting == (25,)
    assert refused_now(path, backlog, 10, {}) == 6
    assert gauges(path, backlog, 10, {})["in"].level == 1.0


def test_what_is_refused_comes_again_and_is_lost_after_the_last_try() -> None:
    path = made(box("in", capacity=10), tries=3, retry_seconds=2)
    states = {"in": NodeState.FAILED}
    backlog = advance(path, at_rest(path), 10, states, 2)
    assert backlog.lost == 0
    assert sum(count for *_, count in backlog.returning) == 20
    assert refused_now(path, backlog, 10, states) == 20
    backlog = advance(path, backlog, 10, states, 3)
    assert backlog.lost == 10
    assert advance(path, backlog, 1, {}, 30).returning == ()


@given(
    data=st.data(),
    capacities=st.lists(st.none() | st.integers(1, 60), min_size=3, max_size=3),
    limit=st.none() | st.integers(1, 200),
    tries=st.integers(1, 4),
)
def test_nothing_is_lost_on_the_way(
    data: st.DataObject, capacities: list[int | None], limit: int | None, tries: int
) -> None:
    a, b, c = capacities
    path = made(box("a", a, limit, queue=True), box("b", b, queue=True), box("c", c), tries=tries, retry_seconds=3)
    backlog = at_rest(path)
    for _ in range(30):
        load = data.draw(st.integers(1, 100))
        down = data.draw(st.sets(st.sampled_from("abc")))
        backlog = advance(path, backlog, load, dict.fromkeys(down, NodeState.FAILED))
        in_the_air = sum(count for *_, count in backlog.returning)
        assert backlog.arrived == backlog.accepted + backlog.lost + in_the_air
        assert backlog.accepted == backlog.done + sum(backlog.waiting)
        assert all(count >= 0 for count in (*backlog.waiting, backlog.lost))
        assert limit is None or backlog.waiting[0] <= limit
