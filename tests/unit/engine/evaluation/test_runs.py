"""Asking a whole question set, and the records that let a stopped run go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import Portfolio
from content.questions import Question, QuestionSet
from engine.evaluation.evaluate import Evaluator, subset
from engine.evaluation.peer import claims_of
from engine.evaluation.record import Record, RecordFile, collect, observe
from engine.evaluation.run import Contestant
from engine.events import NextStep
from engine.settings import Settings
from tests.fakes.engine import ENGLISH
from tests.fakes.evaluation import (
    FLOORS,
    OUTBOX,
    PIZZA,
    WHY,
    Scripted,
    answer,
    record,
    said,
)


def asking(ask: str, *after: str) -> Question:
    return replace(WHY, ask=ask, after=after)


def test_a_follow_up_is_asked_behind_its_conversation_and_kept_apart_from_the_same_words_alone(tmp_path: Path) -> None:
    script = {"Why?": answer("Why?", said(OUTBOX, 1)), "And when?": answer("And when?", said("In year two.", 1))}
    assistant = Scripted(script)
    follow_up = asking("And when?", "Why?")
    seen = observe(assistant, follow_up)
    assert [(turn.question, turn.answer) for turn in assistant.histories[-1]] == [("Why?", OUTBOX)]
    assert (seen.ask, seen.after, seen.text) == ("And when?", ("Why?",), "In year two.")
    file = RecordFile(tmp_path / "records.jsonl")
    file.append(seen)
    file.append(record("And when?", said(OUTBOX, 1)))
    assert file.read()[follow_up.identity].text == "In year two."
    assert file.read()[asking("And when?").identity].text == OUTBOX


def test_a_record_holds_what_was_found_decided_and_said() -> None:
    seen = observe(Scripted({"Why?": answer("Why?", said(OUTBOX, 1))}), asking(" Why? "))
    assert seen.ranked == (("essays/kafka#outbox", "essays/kafka#why"),)
    assert (seen.confidence, seen.threshold, seen.mode) == (0.7124, 0.46, "copy")
    assert [item.link for item in seen.cited] == ["essays/kafka#outbox"]
    assert 0 <= seen.first <= seen.seconds


def test_a_question_that_the_door_refuses_is_refused_without_asking() -> None:
    assistant = Scripted({})
    assert observe(assistant, asking("\x1b[2J")).kind == "refused"
    assert observe(assistant, asking("\u200b")).kind == "refused"
    assert assistant.asked == []


def test_a_reply_without_a_search_is_ranked_by_one_of_its_own() -> None:
    steps = (NextStep("essays/kafka", "Kafka"),)
    script = {"show kafka": answer("show kafka", said("Kafka."), kind="navigation", steps=steps)}
    seen = observe(Scripted(script, searched=False), asking("show kafka"))
    assert seen.ranked == (("essays/kafka#outbox",),)
    assert seen.opened == ("essays/kafka",)
    assert seen.confidence is None


def test_a_stopped_run_goes_on_where_it_was_also_after_half_a_line(tmp_path: Path) -> None:
    file = RecordFile(tmp_path / "records.jsonl")
    file.append(record("one", said(OUTBOX, 1)))
    with file.path.open("a", encoding="utf-8") as stream:
        stream.write('{"ask": "two", "ki')
    asked: list[str] = []

    def ask(question: Question) -> Record:
        asked.append(question.ask)
        return record(question.ask, said(OUTBOX, 1))

    told: list[tuple[int, int]] = []
    asks = [asking(name) for name in ("one", "two", "three")]
    records = collect(asks, ask, file, lambda done, count: told.append((done, count)))
    assert asked == ["two", "three"]
    assert told[-1] == (3, 3)
    assert [file.read()[name] for name in ("one", "two", "three")] == records


def test_a_subset_is_the_same_each_time_and_keeps_the_balance_of_the_set() -> None:
    yes = [replace(WHY, ask=f"why {number}") for number in range(60)]
    no = [replace(PIZZA, ask=f"pizza {number}") for number in range(30)]
    whole = QuestionSet(floors=FLOORS, questions=(*yes, *no))
    part = subset(whole, 30)
    assert (len(part), sum(question.answerable for question in part)) == (30, 20)
    turned = QuestionSet(floors=FLOORS, questions=(*reversed(no), *reversed(yes)))
    assert {question.ask for question in subset(turned, 30)} == {question.ask for question in part}
    assert {question.ask for question in subset(whole, 12)} < {question.ask for question in part}
    assert subset(whole, 500) == whole.questions


def test_records_are_kept_by_content_model_and_mode(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    evaluator = Evaluator(tiny_portfolio, QuestionSet(floors=FLOORS, questions=(WHY,)), Settings(cache_dir=tmp_path))
    half, more, free = Contestant("coder-0.5b"), Contestant("coder-0.8b"), Contestant("coder-0.5b", "free")
    who = (Contestant("none"), half, more, free, Contestant("coder-0.5b", peer=True))
    assert len({evaluator.path(one) for one in who}) == len(who)
    wider = Evaluator(tiny_portfolio, evaluator.questions, Settings(cache_dir=tmp_path, passages=7))
    assert wider.path(half) != evaluator.path(half)


def test_a_run_whose_answers_are_all_known_loads_nothing(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    evaluator = Evaluator(tiny_portfolio, QuestionSet(floors=FLOORS, questions=(WHY,)), Settings(cache_dir=tmp_path))
    RecordFile(evaluator.path(Contestant("no-such-model"))).append(record(WHY.ask, said(OUTBOX, 1)))
    assert evaluator.run(Contestant("no-such-model")).figures.facts == 1


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("I don't know.", True),
        ("I'm sorry, but I can't assist with that.", True),
        ("The answer is not provided.", True),
        ("The provided context does not contain any information about pizza.", True),
        ("There is no information on that in the passages.", True),
        ("The order pipeline does not make a slow payment provider fast.", False),
        ("The assistant does not write missing documentation.", False),
        ("The outbox is not exactly-once.", False),
    ],
)
def test_a_plain_loop_abstains_where_it_says_that_it_does_not_know(text: str, denies: bool) -> None:
    assert bool(ENGLISH.form("unknowing").search(text)) is denies


def test_a_plain_loops_claims_count_once_without_their_frames_and_may_draw_on_every_passage() -> None:
    text = "Based on the context, the answer is: It commits once. 1. It commits once.\n- It ends.\n2."
    first, second = claims_of(text, 2, ENGLISH)
    assert (first.text, second.text) == ("It commits once.", "It ends.")
    assert first.passages == (1, 2)
