"""What an owner would do in another way, and what went wrong, is told from the sections that say so."""

from __future__ import annotations

import pytest

from content.loader import Portfolio, load_portfolio
from engine.compose.structure import structure_says
from engine.language.language import language_of
from tests.places import PACKS


def told(question: str, pack: Portfolio | str) -> tuple[list[str], list[str]]:
    portfolio = load_portfolio(PACKS / pack) if isinstance(pack, str) else pack
    sentences, citations = structure_says(question, portfolio, language_of(portfolio))
    return [sentence.text for sentence in sentences], [citation.link for citation in citations]


@pytest.mark.parametrize(
    ("question", "pack", "begins", "link"),
    [
        ("What would you do differently with the FHIR store?", "hospital", "I would not offer 22 search parameters",
         "work/fhir-store#what-i-would-change"),
        ("what would you change about the frame ruler", "studio", "We would store time stamps as differences.",
         "work/frame-ruler#what-we-would-change"),
        ("Was würden Sie heute anders machen?", "uebersetzer", "Zusammensetzungen erkennt der Wortwächter schlecht",
         "work/wortwaechter#was-ich-heute-anders-machen-würde"),
        ("Which mistakes have you made?", "restorer", "In 2012 I replaced the whole hammer leather",
         "essays/what-i-leave-alone#where-i-have-been-wrong"),
        ("How do I pay?", "restorer", "A third is due when the instrument arrives", "contact/cost#how-payment-runs"),
    ],
)  # fmt: skip
def test_it_is_told_from_the_one_section_that_says_so(question: str, pack: str, begins: str, link: str) -> None:
    said, cited = told(question, pack)
    assert (said[0].startswith(begins), cited) == (True, [link])


def test_of_several_documents_one_sentence_each_is_told_under_its_title(portfolio: Portfolio) -> None:
    said, cited = told("What would you do differently today?", portfolio)
    assert [text.partition(":")[0] for text in said] == [project.title for project in portfolio.projects]
    assert cited == [f"{project.path}#what-i-would-change" for project in portfolio.projects]


def test_a_list_that_the_section_announces_is_told_with_it(portfolio: Portfolio) -> None:
    said, _ = told("What would you do differently on the commerce platform?", portfolio)
    assert (said[0].endswith("four decisions around them:"), len(said)) == (True, 5)


def test_a_sentence_that_admits_a_mistake_is_told_behind_the_one_that_says_which() -> None:
    said, cited = told("Welche Fehler haben Sie gemacht?", "uebersetzer")
    assert "eine Stunde allein weitergemacht. Das war ein Fehler:" in said[0]
    assert cited == ["work/werksabnahme#trade-offs"]


def test_two_sentences_that_admit_one_behind_the_other_are_told_once() -> None:
    said, _ = told("what's your biggest mistake?", "hospital")
    assert len(said) == 1
    assert said[0].count("22 search parameters") == 1


def test_where_no_mistake_is_told_what_would_be_changed_stands_under_its_own_heading(portfolio: Portfolio) -> None:
    said, _ = told("What is your biggest failure?", portfolio)
    assert all("(What I would change): " in text for text in said)


@pytest.mark.parametrize("question", ["What would you do differently with the bakery?", "What would you do?"])
def test_of_what_no_document_is_about_nothing_is_told(portfolio: Portfolio, question: str) -> None:
    assert told(question, portfolio) == ([], [])
