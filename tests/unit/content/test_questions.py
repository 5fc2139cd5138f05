"""The question set: the default pack's own set holds, and a broken set says what is wrong with it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from content.loader import DEFAULT_PACK, Portfolio, load_portfolio
from content.problems import ContentError
from content.questions import FILE, Question, QuestionKind, QuestionSet, load_questions, source_text

FIRST = """\
floors: {hit_at_5: 0.95, right_source: 0.95, facts: 0.9, abstains: 0.95, wrongly_abstains: 0.05, unsupported: 0}
questions:
  - ask: Why did the order pipeline fail at peak?
    sources: [work/order-pipeline#problem]
    facts: [[synchronous], [cascaded, fell over]]
"""
"""A set with one question, which the default pack answers."""


@pytest.fixture(scope="module")
def questions(portfolio: Portfolio) -> QuestionSet:
    found = load_questions(DEFAULT_PACK, portfolio)
    assert found is not None
    return found


def problems_of(text: str, folder: Path, portfolio: Portfolio) -> list[str]:
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_questions(folder, portfolio)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_the_set_is_large_enough_to_mean_something(questions: QuestionSet) -> None:
    assert len(questions.answerable) >= 80
    assert len(questions.unanswerable) >= 40
    assert len(questions.answerable) + len(questions.unanswerable) == len(questions.questions)


def test_every_document_answers_a_question_and_every_kind_of_document_answers_ten(
    questions: QuestionSet, portfolio: Portfolio
) -> None:
    paths = [{link.partition("#")[0] for link in question.sources} for question in questions.answerable]
    assert {path for some in paths for path in some} == set(portfolio.by_path)
    kinds = Counter(kind for some in paths for kind in {portfolio.by_path[path].kind for path in some})
    assert set(kinds) == {document.kind for document in portfolio.documents}
    assert min(kinds.values()) >= 10, kinds


def test_every_reason_why_the_pack_cannot_answer_is_asked_for(questions: QuestionSet) -> None:
    kinds = Counter(question.kind for question in questions.unanswerable)
    assert set(kinds) == set(get_args(QuestionKind))
    assert min(kinds.values()) >= 5, kinds


def test_every_source_is_there_and_every_fact_stands_in_a_source(questions: QuestionSet, portfolio: Portfolio) -> None:
    for question in questions.answerable:
        texts = [source_text(link, portfolio) for link in question.sources]
        assert None not in texts, question.ask
        assert question.facts_missing_from("\n".join(text or "" for text in texts)) == (), question.ask


def test_every_source_holds_a_fact_of_its_question(questions: QuestionSet, portfolio: Portfolio) -> None:
    for question in questions.answerable:
        for link in question.sources:
            missing = question.facts_missing_from(source_text(link, portfolio) or "")
            assert len(missing) < len(question.facts), f"{question.ask}: {link}"


def test_the_set_reads_the_same_when_the_owner_states_an_availability(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(DEFAULT_PACK, tmp_path / "pack"))
    profile = pack / "profile.yaml"
    text = profile.read_text(encoding="utf-8")
    assert 'availability: ""' in text
    profile.write_text(text.replace('availability: ""', "availability: Free from the first of May."), encoding="utf-8")
    assert load_questions(pack, load_portfolio(pack)) is not None


def test_a_fact_is_held_by_any_of_its_alternatives_in_any_case_and_across_lines() -> None:
    question = Question(ask="Why?", sources=("work/a",), facts=(("one local transaction", "one commit"), ("Outbox",)))
    assert question.facts_missing_from("It takes ONE\n  commit and an outbox.") == ()
    assert question.facts_missing_from("One local transaction, that is all.") == (("Outbox",),)
    assert len(question.facts_missing_from("")) == 2


def test_a_pack_without_a_set_has_none(tmp_path: Path, portfolio: Portfolio) -> None:
    assert load_questions(tmp_path, portfolio) is None


def test_a_sound_set_loads(tmp_path: Path, portfolio: Portfolio) -> None:
    (tmp_path / FILE).write_text(FIRST, encoding="utf-8")
    found = load_questions(tmp_path, portfolio)
    assert found is not None
    assert found.floors.facts == 0.9
    assert found.questions[0].facts == (("synchronous",), ("cascaded", "fell over"))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "[work/order-pipeline#problem]",
            "[work/order-pipelin]",
            f"{FILE}:4: the source `work/order-pipelin` leads nowhere; expected `work/order-pipeline`?",
        ),
        (
            "#problem",
            "#problems",
            f"{FILE}:4: the source `work/order-pipeline#problems` leads nowhere; "
            "expected `work/order-pipeline#problem`?",
        ),
        (
            "[cascaded, fell over]",
            "[the moon, fell over]",
            f"{FILE}:5: the fact `the moon` or `fell over` stands in none of the sources; "
            "expected words that a right answer can quote",
        ),
        (
            "    sources: [work/order-pipeline#problem]\n",
            "",
            f"{FILE}:3: an answerable question lacks `sources` or `facts`; expected both",
        ),
        (
            "    facts:",
            "    answerable: false\n    facts:",
            f"{FILE}:3: a question without an answer; expected a `kind`, and neither `sources` nor `facts`",
        ),
        (
            "    facts:",
            "    kind: world\n    facts:",
            f"{FILE}:3: an answerable question has a `kind`; expected `answerable: false`, or no kind",
        ),
        ("    facts:", "    fact:", f"{FILE}:5: unknown key `questions.1.fact`; expected `facts`?"),
        ("facts: 0.9,", "facts: 90,", f"{FILE}:1: `floors.facts` is 90; expected 1 or less"),
        ("[work/order-pipeline#problem]", "[order pipeline]", f"{FILE}:4: `questions.1.sources.1` is “order pipeline”"),
    ],
)
def test_a_planted_fault_is_named_with_its_file_and_line(
    old: str, new: str, expected: str, tmp_path: Path, portfolio: Portfolio
) -> None:
    assert FIRST.count(old) == 1
    found = problems_of(FIRST.replace(old, new), tmp_path, portfolio)
    assert any(problem.startswith(expected) for problem in found), found


def test_a_question_that_stands_twice_is_refused(tmp_path: Path, portfolio: Portfolio) -> None:
    again = "  - ask: why did the order pipeline  fail at peak?\n    answerable: false\n    kind: world\n"
    found = problems_of(FIRST + again, tmp_path, portfolio)
    assert found == [f"{FILE}:6: the question stands here twice; expected each question once"]


def test_a_question_by_which_the_search_was_taught_is_refused(tmp_path: Path, portfolio: Portfolio) -> None:
    taught = replace(portfolio, asks={"work/order-pipeline": ("why did the order pipeline fail at peak",)})
    found = problems_of(FIRST, tmp_path, taught)
    assert found == [
        f"{FILE}:3: the question stands in asks.yaml, too, so that it measures nothing; expected it in other words"
    ]


def test_all_faults_are_found_at_once(tmp_path: Path, portfolio: Portfolio) -> None:
    more = "  - ask: And then?\n    sources: [topology/nowhere, topology/edge#rol]\n    facts: [[TLS]]\n"
    found = problems_of(FIRST.replace("synchronous", "asynchronous chain") + more, tmp_path, portfolio)
    assert [problem.split(": ")[0] for problem in found] == [f"{FILE}:5", f"{FILE}:7", f"{FILE}:7"]
