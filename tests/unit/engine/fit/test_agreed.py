"""What the two sides have to agree on: years are counted, answers are found by the questions they are written for."""

from __future__ import annotations

from datetime import date

import pytest

from engine.events import Passage
from engine.fit.agreed import AgreedAnswers
from engine.language.language import language

TODAY = date(2026, 6, 1)


def answers(text: str, *asks: str) -> AgreedAnswers:
    return AgreedAnswers([Passage(0, "hiring", "contact/x", "X", "X", text, asks=asks)], language("en"))


@pytest.mark.parametrize(
    ("asked", "text", "enough"),
    [
        ("at least five years", "I have worked alone since 2009.", True),
        ("at least five years", "I spent six years at a bench.", True),
        ("at least five years", "I spent three years at a bench.", False),
        ("5+ years at the bench", "I spent six years at a bench.", True),
        ("5+ years of Fortran", "I spent six years at a bench.", False),
        ("six years", "I have worked alone since 2020.", False),
        ("five years", "We sign an agreement for up to five years.", None),
        ("five years", "They have worked here for six years.", None),
        ("five years", "I have not done it for six years.", None),
    ],
)
def test_years_are_counted_where_the_owner_says_them(asked: str, text: str, enough: bool | None) -> None:
    said = answers(text).on(asked, TODAY)
    assert (said and said.enough) == enough


@pytest.mark.parametrize(
    ("asked", "text", "enough"),
    [
        (
            "8+ years",
            "I worked as Clerk at A from 2010-01 to 2014-12.\nI have worked as Engineer at B since 2015-01.",
            True,
        ),
        ("8+ years", "I worked as Clerk at A from 2010 to 2014.\nI worked as Engineer at B from 2012 to 2016.", False),
        ("8+ years", "I worked as Clerk at A from 2010-01 to 2014-12.\nI volunteered from 2015-01 to 2019-12.", False),
        (
            "8+ years engineer",
            "I worked as Engineer at A from 2010-01 to 2014-12.\nI work as Engineer at B since 2020-01.",
            True,
        ),
        (
            "8+ years welding",
            "I worked in welding at A from 2010-01 to 2014-12.\nI work as Clerk at B since 2020-01.",
            False,
        ),
    ],
)
def test_years_of_several_jobs_are_counted_together_and_once(asked: str, text: str, enough: bool) -> None:
    said = answers(text).on(asked, TODAY)
    assert (said is not None and said.enough) == enough


@pytest.mark.parametrize(
    ("asked", "text", "enough"),
    [
        ("hourly rate", "An hour of work costs 68 euros.", True),
        ("hourly rate below 80 euros", "An hour of work costs 68 euros.", True),
        ("hourly rate below 60 euros", "An hour of work costs 68 euros.", False),
        ("hourly rate of 80 euros", "An hour of work costs 68 euros.", False),
        ("hourly rate", "This portfolio does not state it.", None),
        ("hourly rate", "An hour costs 68 euros.\nI do not work at night.", True),
        ("hourly rate", "An hour costs 68 euros.\nI state no rate to agencies.", False),
        ("insurance", "An hour of work costs 68 euros.", None),
    ],
)
def test_an_answer_is_found_by_its_question(asked: str, text: str, enough: bool | None) -> None:
    said = answers(text, "What is your hourly rate?").on(asked)
    assert (said and said.enough) == enough


@pytest.mark.parametrize(
    ("asked", "ask", "text", "near"),
    [
        ("daily rate under 900 euros", "What do you charge?", "A review costs 9,500 euros.", True),
        ("budget", "What do you charge?", "I do not say what I cost.", False),
        ("earliest start date", "When can you start?", "I can start in March.", True),
        ("on site two days a week", "Where are you based?", "I sit in Bremen.", True),
        ("on site two days a week", "What do you charge?", "A review costs 9,500 euros.", False),
        ("insurance", "What do you charge?", "A review costs 9,500 euros.", False),
    ],
)
def test_what_is_agreed_on_in_other_words_is_near_the_answer_about_it(
    asked: str, ask: str, text: str, near: bool
) -> None:
    said = answers(text, ask).near(asked)
    assert (said is not None) == near
    assert said is None or not said.enough


@pytest.mark.parametrize(
    ("asked", "enough"),
    [
        ("day rate", True),
        ("day rate up to 750 euros", True),
        ("day rate below 700 euros", False),
        ("hourly rate", None),
        ("rate per page", None),
    ],
)
def test_a_rate_is_what_the_answer_on_cost_says_of_its_unit(asked: str, enough: bool | None) -> None:
    told = (
        "A day of one of us costs 720 euros, and a week of all three 9,900.",
        "Within an hour 25 % more.",
        "Half page: 9 euros.",
    )
    held = answers("\n".join(told), "How much do you charge?")
    said = held.on(asked, TODAY)
    assert (said and said.enough) == enough
