"""What can be quoted of a passage, and how well it fits a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.compose.excerpts import excerpts_of, rank
from engine.compose.selection import best
from engine.events import Shape
from engine.retrieve.meanings import Meaning
from tests.fakes.engine import ENGLISH, FakeMeanings, excerpt, passage, shapes
from tests.fakes.questions import asked

SAME = Meaning(np.ones(1, dtype=np.float32), np.ones((1, 1), dtype=np.float32))

TEXT = (
    "The outbox writes the event in the transaction of the order. It never loses one.\n"
    "Three tests show it:\nStop the relay and count.\nStop the broker and count.\nReplay a day.\n"
    "Something else follows after the list."
)


ROW = Shape("row", ("Runtime", "Load", "Memory"), ("llama.cpp", "2 s", "24 MB"))


def texts(*args: str, **fields: Any) -> list[str]:
    return [excerpt.text for excerpt in excerpts_of(passage(0, "\n".join(args), **fields), 1, ENGLISH)]


def test_a_list_stands_with_its_announcement_and_no_more() -> None:
    found = texts(TEXT)
    assert "Three tests show it: Stop the relay and count. Stop the broker and count. Replay a day." in found
    assert "Something else follows after the list." in found


def test_items_that_end_a_sentence_are_quoted_with_it_and_never_alone() -> None:
    ends = [
        "It pays for",
        "lists of short and simple parts,",
        "very many texts of one kind.",
        "Nobody pays for more of it.",
    ]
    roles = shapes("paragraph", "item", "item", "paragraph")
    assert texts(*ends, shapes=roles) == [" ".join(ends[:3]), ends[3]]
    assert "very many texts of one kind." in texts("It pays.", *ends[1:], shapes=roles)


def test_half_a_list_is_not_offered() -> None:
    assert not any("Five tests" in text for text in texts("Five tests show it:\nStop the relay.\nStop the broker."))


def test_fragments_are_not_offered() -> None:
    assert texts("Kafka, NestJS and PostgreSQL\nWorkers: idempotent.\nA relay publishes every event.") == [
        "A relay publishes every event."
    ]


class Alike(FakeMeanings):
    """Everything means the same, so that only words and figures decide."""

    def asked(self, question: str) -> Meaning:
        return SAME

    def of(self, texts: Sequence[str]) -> list[Meaning]:
        return [SAME for _ in texts]


def test_who_asks_for_a_quantity_gets_the_sentence_with_the_number() -> None:
    passages = [
        passage(0, "The outbox opens it all.\nThe table keeps events forever.\nThe table keeps events 24 hours.")
    ]
    _, forever, hours = rank(asked("How long are events kept in the table?"), passages, Alike())
    assert hours.score > forever.score
    _, forever, hours = rank(asked("Why are events kept in the table?"), passages, Alike())
    assert hours.score == forever.score


def test_a_sentence_loses_what_its_passage_is_behind_the_best_unless_that_was_written_as_the_answer() -> None:
    passages = [passage(0, "The outbox holds every event."), passage(1, "The outbox keeps every order.")]
    question = asked("Why the outbox?")
    best, _ = rank(question, passages, Alike())
    second = rank(question, passages, Alike(), behind={0: 0.25, 1: 0.0})
    assert [round(item.score - best.score, 2) for item in second] == [-0.25, -0.07]
    led = rank(question, passages, Alike(), leading=1, behind={0: 0.25, 1: 0.0})
    assert led[0].score > best.score


def test_a_table_row_is_as_good_as_a_sentence_where_figures_are_compared() -> None:
    passages = [passage(0, "Runtime: llama.cpp; Load: 2 s; Memory: 24 MB.", shapes=(ROW,))]
    [compared], [named] = (rank(asked(text), passages, Alike()) for text in ("runtime versus load", "runtime and load"))
    assert compared.score > named.score


def test_a_row_is_one_excerpt_whatever_stands_in_its_cells() -> None:
    text = "Stage: Retrieve; Question: Is it there? Where is it?; Metric: hit@k."
    [row] = excerpts_of(passage(0, text, shapes=(ROW,)), 1, ENGLISH)
    assert (row.sentences, row.shapes, row.is_row) == ((text,), (ROW,), True)


def test_what_stands_behind_code_that_is_not_shown_does_not_go_on_from_what_stands_above_it() -> None:
    text = "The relay writes one row for each event.\nThese columns are the router's defaults."
    found = excerpts_of(passage(0, text, shapes=(Shape(code="INSERT …"), Shape())), 1, ENGLISH)
    ranked = [replace(excerpt, score=score) for excerpt, score in zip(found, (0.6, 0.9), strict=True)]
    assert [excerpt.text for excerpt in best(ranked)] == ["The relay writes one row for each event."]


def test_code_stands_with_the_sentence_that_announces_it_and_alone_nowhere() -> None:
    shaped = (Shape(code="50 x 2\n= 100"), Shape())
    text = "It was counted. The sum is this:\nWhat follows is no item of it."
    found = excerpts_of(passage(0, text, shapes=shaped), 1, ENGLISH)
    assert [item.sentences for item in found] == [
        ("The sum is this:", "50 x 2\n= 100"),
        ("What follows is no item of it.",),
    ]
    assert [shape.role for shape in found[0].shapes] == ["paragraph", "code"]


def test_a_label_is_no_sentence() -> None:
    lines = ("Edge: CDN, TLS and rate limits.", "The edge ends TLS for all.")
    assert texts(*lines, shapes=shapes("label", "paragraph")) == ["The edge ends TLS for all."]
    assert texts(*lines) == list(lines)


def test_what_only_tells_what_a_document_is_about_ranks_lower() -> None:
    about, said = (passage(0, "The outbox keeps every event.", shapes=shapes(role)) for role in ("about", "side"))
    [[first], [second]] = (rank(asked("What does the outbox keep?"), [item], Alike()) for item in (about, said))
    assert first.score < second.score


def test_a_row_stands_in_an_answer_where_its_cells_do() -> None:
    row = excerpt(("Runtime: llama.cpp; Load: 2 s; Memory: 24 MB.",), 1, 0, shapes=(ROW,))
    assert row.stands_in("| Runtime | Load | Memory |\n| llama.cpp | 2 s | 24 MB |")
    assert not row.stands_in("llama.cpp loads in 2 s")
    assert excerpt(("It waits.",), 1, 0).stands_in("It waits. It leaves.")


def test_a_sum_of_money_answers_what_a_thing_costs_and_a_problem_answers_no_question_for_what_is_done() -> None:
    texts = ["The review takes two weeks of work.", "The review comes to 540 euros for all."]

    def ahead(question: str) -> float:
        found = {
            item.text: item.score for item in rank(asked(question), [passage(0, "\n".join(texts))], FakeMeanings())
        }
        return found[texts[1]] - found[texts[0]]

    assert ahead("What does the review cost?") - ahead("Who does the review?") == pytest.approx(0.2, abs=0.01)

    problem = replace(passage(0, "The relay loses one event in a thousand."), link="work/relay#problem")
    told = replace(problem, link="work/relay#architecture")
    for question, less in (("How does the relay work?", True), ("Why does the relay lose events?", False)):
        first, second = (rank(asked(question), [item], FakeMeanings())[0].score for item in (problem, told))
        assert (first < second) is less
