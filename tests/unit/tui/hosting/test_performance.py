"""How the doors are doing, for visitors: figures by a clock that the test turns, and the footer."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from tests.fakes.app import app_of, settle
from tui.hosting.operations.performance import Performance, Standing, status_text
from tui.widgets.key_bar import KeyBar


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_answers_are_counted_over_ten_minutes_and_first_words_by_their_median(clock: Clock) -> None:
    performance = Performance(clock)
    clock.now = 600
    for took in (0.2, 0.4, 3.0):
        heard = performance.begin()
        heard.take("tokenized")
        clock.now += took
        heard.take("sentence")
        clock.now += 1
        heard.take("sentence")
        heard.take("answer")
    assert performance.now() == Standing(clock.now, 0.3, pytest.approx(0.4))
    clock.now += 601
    assert performance.now().answers_a_minute == 0
    assert performance.now().first_words == pytest.approx(0.4)


def test_a_process_that_has_replaced_another_counts_its_own_answers_and_says_since_when_the_host_is_up(
    clock: Clock,
) -> None:
    clock.now = 5_000
    performance = Performance(clock)
    performance.up_since = 2_000
    clock.now += 60
    performance.begin().take("answer")
    assert performance.now() == Standing(3_060, 1, 0)


def test_an_answer_that_has_no_sentence_begins_with_itself_and_one_that_is_stopped_is_none(clock: Clock) -> None:
    performance = Performance(clock)
    refused, stopped = performance.begin(), performance.begin()
    clock.now = 2
    refused.take("answer")
    stopped.take("tokenized")
    assert performance.now() == Standing(2, 1.0, 2)


def test_the_page_says_it_in_words() -> None:
    assert status_text(Standing(7200, 1.25, 0.44), 3).splitlines() == [
        "up                2 hours",
        "here now          3 visitors",
        "answers a minute  1.2 (of the last ten minutes)",
        "first words       after 0.4 s (median)",
    ]
    assert "no question yet" in status_text(Standing(1, 0, None), 0)


@pytest.mark.parametrize(("count", "said"), [(0, ""), (1, "1 other is here"), (3, "3 others are here")])
async def test_the_footer_says_how_many_others_are_here(
    portfolio: Portfolio, tmp_path: Path, count: int, said: str
) -> None:
    app = app_of(portfolio, tmp_path)
    app.count_others = lambda: count
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        shown = app.room.query_one(KeyBar).render().plain
        assert said in shown
        assert ("here" in shown) == bool(said)


async def test_where_visitors_are_not_told_the_footer_says_nothing(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "here" not in app.room.query_one(KeyBar).render().plain


async def test_in_a_narrow_window_the_keys_come_first(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="topology")
    app.count_others = lambda: 3
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        assert "here" not in app.room.query_one(KeyBar).render().plain
