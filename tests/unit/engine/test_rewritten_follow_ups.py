"""Follow-ups that are wholly rewritten, and questions for a part of a document: both are told from the structure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content.loader import Portfolio, load_portfolio
from engine.events import Answer, Turn
from engine.language.language import language_of
from engine.tokenize.follow_up import leans_on_a_refusal, rewritten
from tests.fakes.engine import ENGLISH, passage, walk_of

PACKS = Path(__file__).parents[2] / "packs"
PIPELINE = "work/order-pipeline"
TOLD = Turn("Why did the order pipeline fail at peak?", "…", (f"{PIPELINE}#problem", "topology/api#role"))


def told(portfolio: Portfolio, question: str, *history: Turn) -> Answer:
    """The answer, which has to come without a search."""
    walk, desk = walk_of(portfolio, question, [passage(0, "Not asked.")], history=history)
    walk.desk_of = lambda: pytest.fail("what is told from the structure needs no search")
    answer: Any = list(walk.events())[-1]
    desk.worker.close()
    assert isinstance(answer, Answer)
    return answer


def test_a_question_about_another_box_is_told_from_the_structure(portfolio: Portfolio) -> None:
    answer = told(portfolio, "and the relay?", Turn("Why the cache?", "…", ("topology/cache#chosen",)))
    assert answer.alone == "Why the relay?"
    assert [citation.link for citation in answer.citations] == ["topology/relay#chosen"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("how did you fix it?", "architecture"),
        ("And what was the outcome?", "outcome"),
        ("did it work?", "outcome"),
        ("what did you give up?", "trade-offs"),
        ("what about the constraints", "constraints"),
        ("what was the problem?", "problem"),
    ],
)
def test_a_part_of_the_case_study_that_was_told_of_is_how_it_begins(
    portfolio: Portfolio, question: str, part: str
) -> None:
    answer = told(portfolio, question, TOLD)
    section = portfolio.by_path[PIPELINE].section(part)
    assert section
    assert [citation.link for citation in answer.citations] == [f"{PIPELINE}#{part}"]
    assert answer.text.split(". ")[0].split(":")[0] in section.text.replace("\n", " ")
    assert answer.alone.endswith(portfolio.by_path[PIPELINE].title)


@pytest.mark.parametrize(
    ("question", "anchor", "begins"),
    [
        ("What alternatives did you look at?", "alternatives-and-why-not", "Six alternatives were weighed"),
        ("and the alternatives?", "alternatives-and-why-not", "Six alternatives were weighed"),
        ("and the failure handling?", "failure-handling", "Each failure in the order pipeline delays"),
    ],
)
def test_a_section_of_what_was_told_of_is_asked_for_by_the_words_of_its_title(
    portfolio: Portfolio, question: str, anchor: str, begins: str
) -> None:
    answer = told(portfolio, question, TOLD)
    assert answer.text.startswith(begins)
    assert [citation.link for citation in answer.citations] == [f"{PIPELINE}#{anchor}"]


@pytest.mark.parametrize("question", ["and what did the alternatives cost?", "Does the failure handling need Kafka?"])
def test_what_asks_something_of_a_section_is_no_question_for_all_of_it(portfolio: Portfolio, question: str) -> None:
    assert rewritten(question, [TOLD], portfolio, language_of(portfolio)) == ""


def test_a_list_that_a_part_begins_with_is_told_whole(portfolio: Portfolio) -> None:
    answer = told(portfolio, "trade-offs of the order pipeline")
    section = portfolio.by_path[PIPELINE].section("trade-offs")
    assert section
    assert [one.shape.role for one in answer.sentences] == ["paragraph", *["item"] * section.text.count("\n- ")]


@pytest.mark.parametrize(
    ("pack", "question", "link"),
    [
        ("hospital", "what did you do about it?", "work/lab-results#architecture"),
        ("hospital", "what was the outcome of the lab results that did not arrive?", "work/lab-results#outcome"),
        ("uebersetzer", "wie ging das aus?", "work/liefervertrag#outcome"),
        ("uebersetzer", "Was waren die Abwägungen beim Liefervertrag?", "work/liefervertrag#trade-offs"),
        ("hospital", "what do we get?", "services/interface-review#what-you-get"),
        ("hospital", "and how does it run?", "services/interface-review#how-it-runs"),
        ("hospital", "who is it not for?", "services/interface-review#when-it-is-not-for-you"),
        ("hospital", "What do we get from an interface review?", "services/interface-review#what-you-get"),
        (
            "hospital",
            "When should we not buy a registry pipeline?",
            "services/registry-pipeline#when-it-is-not-for-you",
        ),
    ],
)
def test_any_pack_tells_of_the_parts_of_its_case_studies(pack: str, question: str, link: str) -> None:
    before = Turn("…", "…", (link.replace("#", "#problem-of-"),))
    assert [citation.link for citation in told(load_portfolio(PACKS / pack), question, before).citations] == [link]


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("how did you fix it?", ()),
        ("how did you fix it?", (Turn("Why Kafka?", "…", ("topology/events#chosen",)),)),
        ("what do we get?", (TOLD,)),
        ("how did you fix the relay?", (TOLD,)),
        ("and what does it cost?", (TOLD,)),
        ("tell me more", (TOLD,)),
    ],
)
def test_what_asks_for_no_part_of_a_case_study_is_searched(
    portfolio: Portfolio, question: str, history: tuple[Turn, ...]
) -> None:
    assert rewritten(question, history, portfolio, language_of(portfolio)) == ""


@pytest.mark.parametrize("question", ["why?", "But why not?", "tell me more", "and when?"])
def test_what_only_goes_on_from_a_refusal_is_refused_without_a_search(portfolio: Portfolio, question: str) -> None:
    refused = Turn("How old are you?", "This portfolio does not say.", refused=True)
    assert told(portfolio, question, refused).kind == "not-in-portfolio"


def test_behind_a_refusal_more_is_more_of_the_last_answer_and_a_question_is_one() -> None:
    refused = Turn("How old are you?", "This portfolio does not say.", refused=True)
    assert leans_on_a_refusal("why?", (TOLD, refused), ENGLISH)
    assert not leans_on_a_refusal("tell me more", (TOLD, refused), ENGLISH)
    assert not leans_on_a_refusal("why does the relay fail?", (refused,), ENGLISH)
    assert not leans_on_a_refusal("what do you do?", (refused,), ENGLISH)
    assert not leans_on_a_refusal("why?", (refused, TOLD), ENGLISH)
