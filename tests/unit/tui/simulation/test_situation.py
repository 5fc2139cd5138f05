"""What a visitor makes of the topology: load on a scale, broken boxes, time that passes; and figures as words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import Portfolio
from tui.simulation.failure import NodeState
from tui.simulation.situation import Situation
from tui.simulation.words import compact_figure, exact_figure, length_of_time, written_figure


def test_without_figures_there_is_no_load_whatever_is_done(tiny_portfolio: Portfolio) -> None:
    situation = Situation(tiny_portfolio.topology)
    done = situation.louder(1).with_failed(frozenset(("api",))).later(60).with_load(50)
    assert (done.load, done.gauges, done.refused, done.budget_spent, done.changes) == (None, {}, 0, None, False)
    assert done.effects


def test_the_load_begins_at_the_usual_and_ends_at_the_ends_of_the_scale(portfolio: Portfolio) -> None:
    situation = Situation(portfolio.topology).louder(1)
    assert situation.load == 50_000
    assert situation.louder(1).load == 80_000
    assert situation.louder(9).load == 100_000
    assert situation.louder(-1).load == 20_000
    assert situation.louder(-9).louder(-1).load == 1_000
    assert situation.with_load(10**9).load == 100_000


def test_a_broken_box_brings_the_usual_load_and_mending_keeps_what_waits(portfolio: Portfolio) -> None:
    broken = Situation(portfolio.topology).with_failed(frozenset(("workers",)))
    assert (broken.load, broken.changes) == (50_000, True)
    waiting = broken.later(600).with_failed(frozenset())
    assert waiting.gauges["events"].waiting == 30_000_000
    assert waiting.gauges["events"].drained_in == 1_000
    drained = waiting.later(1_000)
    assert not drained.changes
    assert drained.budget_spent == 0
    assert waiting.with_load(None).gauges == {}


def test_a_box_that_is_down_carries_nothing_and_a_busy_one_is_full_while_it_drains(portfolio: Portfolio) -> None:
    broken = Situation(portfolio.topology).with_failed(frozenset(("workers",))).later(60)
    assert broken.gauges["workers"].share == 0
    assert broken.with_failed(frozenset()).gauges["workers"].share == 1


def test_a_box_at_which_work_waits_is_not_called_idle(portfolio: Portfolio) -> None:
    calm = Situation(portfolio.topology).with_failed(frozenset(("data",)))
    assert calm.states["events"] is calm.shown["events"] is NodeState.IDLE
    waits = Situation(portfolio.topology).with_failed(frozenset(("workers",))).later(60)
    waits = waits.with_failed(frozenset(("data",)))
    assert waits.gauges["events"].waiting
    assert waits.shown == {**waits.states, "events": NodeState.HOLDS}


@pytest.mark.parametrize(
    ("figure", "short"),
    [(0, "0"), (950, "950"), (1_000, "1k"), (1_250, "1.2k"), (9_990, "9.9k"), (50_000, "50k"), (30_000_000, "30M")],
)
def test_a_figure_in_few_characters(figure: int, short: str) -> None:
    assert compact_figure(figure) == short


@given(st.integers(0, 10**12))
def test_an_exact_figure_is_read_as_it_was_written(figure: int) -> None:
    assert written_figure(exact_figure(figure)) == figure
    assert len(compact_figure(figure)) <= 5


@pytest.mark.parametrize(
    ("text", "figure"),
    [("50k", 50_000), ("1.5m", 1_500_000), ("50,000", 50_000), ("7", 7), ("", None), ("k", None), ("-5", None),
     ("1.k", 1000), ("1.x", None), ("²", None), ("9" * 99, None), ("1e3", None)],
)  # fmt: skip
def test_what_somebody_writes_as_a_figure(text: str, figure: int | None) -> None:
    assert written_figure(text) == figure


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (1_000, "16 min 40 s"), (3_600, "1 h"), (90_000, "1 d 1 h")],
)
def test_a_length_of_time_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert length_of_time(seconds) == words
