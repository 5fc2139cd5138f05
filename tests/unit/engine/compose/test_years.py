"""A question about a year is answered with what is dated in it, and brings no other year."""

from __future__ import annotations

import pytest

from engine.compose.excerpts import Excerpt
from engine.compose.years import of_the_years
from engine.language.language import language
from engine.tokenize.question import Question
from tests.fakes.questions import asked

ENGLISH = language("en")
NOW = "I have worked as Keeper at Fort One since 2020-04."
BEFORE = "I worked as Clerk at Mill Two in Vaasa from 2016-09 to 2020-03."
FIRST = "I worked as Intern at Yard Three in 2015."
BELOW = "Built the booking system."
ELSEWHERE = "I work with wood and brass."


def excerpts(*told: tuple[int, str]) -> list[Excerpt]:
    return [Excerpt((text,), passage, place, language=ENGLISH) for place, (passage, text) in enumerate(told)]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Where did you work in 2018?", [BEFORE, BELOW, ELSEWHERE]),
        ("Where did you work in 2015?", [FIRST, ELSEWHERE]),
        ("Where did you work in 2020?", [NOW, BEFORE, BELOW, ELSEWHERE]),
        ("Where did you work in 2031?", [NOW, ELSEWHERE]),
        ("Where did you work in 2015 or 2021?", [NOW, FIRST, ELSEWHERE]),
        ("Where did you work in 1999?", [NOW, BEFORE, BELOW, FIRST, ELSEWHERE]),
        ("Where did you work?", [NOW, BEFORE, BELOW, FIRST, ELSEWHERE]),
    ],
)
def test_what_is_of_another_year_goes_where_something_is_of_that(question: str, kept: list[str]) -> None:
    ranked = excerpts((1, NOW), (2, BEFORE), (2, BELOW), (3, FIRST), (4, ELSEWHERE))
    assert [excerpt.text for excerpt in of_the_years(read(question), ranked)] == kept


def test_a_figure_is_no_year() -> None:
    ranked = excerpts((1, "It takes 2,018 orders, 2018-core machines and 3.2018 seconds."), (2, NOW))
    assert of_the_years(read("What happened in 2018?"), ranked) == ranked


def test_a_period_that_covers_a_year_says_it_as_one_does_that_names_it() -> None:
    named = "I worked as Cook at Inn Five from 2018-02 to 2018-06."
    before, at, now = of_the_years(read("What did you do in 2018?"), excerpts((1, BEFORE), (1, named), (2, ELSEWHERE)))
    assert before.score > at.score == now.score == 0


def read(question: str) -> Question:
    return asked(question)
