"""A field of a résumé answers what asks for it, and no other field answers in the place of one that is lacking."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from content.schema import HiringAnswer
from engine.events import Passage
from engine.language.language import language
from engine.retrieve.hiring import Asks
from engine.retrieve.resume import ResumeFields
from engine.retrieve.stage import Findings, retrieve
from engine.tokenize.question import PackWords, read_question
from tests.fakes.engine import FakeMeanings, FakeRetriever

GIVEN = {
    "background": "I mend clocks and I speak at fairs.",
    "stack": "I work with Languages: Ada, Rust.",
    "education": "I studied horology in Annecy.",
}
ALL = ResumeFields(
    frozenset(
        {"languages", "certificates", "awards", "publications", "references", "education", "stack", "experience"}
    ),
    frozenset({"location-and-remote", "interests", "volunteer"}),
)


def asked_in(code: str, question: str) -> Any:
    return read_question(question, PackWords(language(code), (), lambda _: True, lambda _: True))


def found(question: str, *, lacks: tuple[str, ...], own: tuple[HiringAnswer, ...] = ()) -> Findings:
    """What is found in a résumé of GIVEN, and in answers of the owner's, where everything is taken for an answer."""
    texts = GIVEN | {answer.slug: answer.body for answer in own}
    passages = [
        Passage(number, "hiring", f"contact/{slug}", slug, "", text)
        for number, (slug, text) in enumerate(texts.items())
    ]
    given = tuple(HiringAnswer(slug=slug, title=slug, asks=(f"{slug}?",), body=text) for slug, text in GIVEN.items())
    meanings = FakeMeanings()
    library: Any = SimpleNamespace(
        retriever=FakeRetriever(passages),
        meanings=meanings,
        language=meanings.language,
        asks=Asks.of((*given, *own), meanings),
        resume=ResumeFields(frozenset(GIVEN), frozenset(lacks)),
    )
    return retrieve(asked_in("en", question), library, 4)


@pytest.mark.parametrize(
    ("code", "question", "field"),
    [
        ("en", "Which languages do you speak?", "languages"),
        ("en", "Do you speak German?", "languages"),
        ("en", "Hello, what is your mother tongue?", "languages"),
        ("en", "Which programming languages do you know?", "stack"),
        ("en", "Any certifications?", "certificates"),
        ("en", "Which university did you attend?", "education"),
        ("en", "Where did you study?", "education"),
        ("en", "What have you published?", "publications"),
        ("en", "Who recommends you?", "references"),
        ("en", "Have you won any prizes?", "awards"),
        ("en", "What was your last job?", "experience"),
        ("en", "Where do you live?", "location-and-remote"),
        ("en", "What are your hobbies?", "interests"),
        ("en", "Did you ever volunteer?", "volunteer"),
        ("en", "Which languages do you use?", ""),
        ("en", "Do you speak at conferences?", ""),
        ("en", "Where did you study the pendulum?", ""),
        ("en", "Which certificate expired at Acme?", ""),
        ("de", "Welche Sprachen sprechen Sie?", "languages"),
        ("de", "Sprechen Sie Russisch?", "languages"),
        ("de", "Welche Programmiersprachen können Sie?", "stack"),
        ("de", "Haben Sie Zertifikate?", "certificates"),
        ("de", "Wo haben Sie studiert?", "education"),
        ("de", "Haben Sie etwas veröffentlicht?", "publications"),
        ("de", "Was sagen andere über Sie?", "references"),
        ("de", "Wo wohnen Sie?", "location-and-remote"),
        ("de", "Sprechen Sie auf Konferenzen?", ""),
        ("de", "Welcher Abschluss fehlt der Pumpe?", ""),
    ],
)
def test_what_is_asked_for_is_told_by_its_words(code: str, question: str, field: str) -> None:
    assert ALL.asked(asked_in(code, question)) == field
    assert ResumeFields().asked(asked_in(code, question)) == ""


@pytest.mark.parametrize("question", ["What is your mother tongue?", "Do you have certificates?", "Any prizes?"])
def test_no_other_field_answers_for_one_that_is_lacking(question: str) -> None:
    told = found(question, lacks=("languages", "certificates", "awards"))
    assert not told.retrieved.answerable
    assert not told.leading
    assert "contact/stack" not in [passage.link for passage in told.retrieved.kept]


def test_what_the_owner_says_elsewhere_answers_for_a_field_that_is_lacking() -> None:
    own = HiringAnswer(slug="people", title="People", asks=("With whom do you work?",), body="I speak Breton, too.")
    told = found("Which languages do you speak?", lacks=("languages",), own=(own,))
    assert told.retrieved.answerable
    assert {passage.link for passage in told.retrieved.kept} == {"contact/people", "contact/background"}


def test_an_answer_that_the_owner_wrote_to_the_question_leads() -> None:
    own = HiringAnswer(slug="people", title="People", asks=("Which languages do you speak?",), body="Breton.")
    told = found("Which languages do you speak?", lacks=("languages",), own=(own,))
    assert told.leading == 1
    assert told.retrieved.kept[0].link == "contact/people"


def test_a_field_that_is_given_answers_alone() -> None:
    told = found("Which university did you attend?", lacks=("languages",))
    assert told.retrieved.answerable
    assert told.leading == 1
    assert [passage.link for passage in told.retrieved.kept] == ["contact/education"]


def test_a_list_without_a_word_of_the_question_answers_nothing() -> None:
    silent = found("How tall is the tower?", lacks=())
    assert "contact/education" not in [passage.link for passage in silent.retrieved.kept]
    spoken = found("What is horology?", lacks=())
    assert "contact/education" in [passage.link for passage in spoken.retrieved.kept]
