"""Quoted answers: the best sentences, whole, once, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.compose.excerpts import WORDS, best, excerpts_of, rank, words_in
from engine.retrieve.meanings import Meaning
from tests.fakes.engine import ENGLISH, FakeMeanings, excerpt, passage
from tests.fakes.questions import asked

SAME = Meaning(np.ones(1, dtype=np.float32), np.ones((1, 1), dtype=np.float32))

TEXT = (
    "The outbox writes the event in the transaction of the order. It never loses one.\n"
    "Three tests show it:\nStop the relay and count.\nStop the broker and count.\nReplay a day.\n"
    "Something else follows after the list."
)


def texts(*args: str) -> list[str]:
    return [excerpt.text for excerpt in excerpts_of(passage(0, "\n".join(args)), 1, ENGLISH)]


def test_a_list_stands_with_its_announcement_and_no_more() -> None:
    found = texts(TEXT)
    assert "Three tests show it: Stop the relay and count. Stop the broker and count. Replay a day." in found
    assert "Something else follows after the list." in found


def test_half_a_list_is_not_offered() -> None:
    assert not any("Five tests" in text for text in texts("Five tests show it:\nStop the relay.\nStop the broker."))


def test_fragments_are_not_offered() -> None:
    assert texts("Kafka, NestJS and PostgreSQL\nWorkers: idempotent.\nA relay publishes every event.") == [
        "A relay publishes every event."
    ]


def test_the_answer_is_the_sentence_that_was_asked_for() -> None:
    passages = [passage(0, "Workers wait in line. The relay publishes the outbox. Nobody sleeps at night.")]
    assert (
        best(rank(asked("Who publishes the outbox?"), passages, FakeMeanings()))[0].text
        == "The relay publishes the outbox."
    )


def test_a_leaning_sentence_brings_what_it_leans_on() -> None:
    passages = [passage(0, "The relay reads the log. It publishes every event to Kafka.")]
    answer = [item.text for item in best(rank(asked("publishes every event to Kafka"), passages, FakeMeanings()))]
    assert answer == ["The relay reads the log.", "It publishes every event to Kafka."]


def test_nothing_is_said_twice() -> None:
    passages = [passage(0, "The relay publishes every event."), passage(1, "The relay publishes every event.")]
    assert len(best(rank(asked("relay publishes events"), passages, FakeMeanings()))) == 1


def test_no_passage_gives_no_answer() -> None:
    assert best(rank(asked("anything"), [], FakeMeanings())) == []


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


def test_a_table_row_is_as_good_as_a_sentence_where_figures_are_compared() -> None:
    passages = [passage(0, "Runtime: llama.cpp; Load: 2 s; Memory: 24 MB.")]
    [compared], [named] = (rank(asked(text), passages, Alike()) for text in ("runtime versus load", "runtime and load"))
    assert compared.score > named.score


def test_neighbors_that_are_alike_but_say_other_things_are_both_said() -> None:
    one = excerpt(("A steady error ratio never fires that alert.",), 1, 0, 0.9, meaning=SAME)
    other = excerpt(("A blip of six minutes wakes somebody up.",), 1, 1, 0.8, meaning=SAME)
    again = excerpt(("A steady error ratio, however, never fires the alert.",), 2, 0, 0.85, meaning=SAME)
    assert best([one, other, again]) == [one, other]


def test_a_short_answer_is_filled_up_with_less_similar_sentences_and_a_long_one_is_not() -> None:
    first = excerpt(("word " * 70 + "end.",), 1, 0, 1.0)
    short = excerpt(("The relay publishes every event.",), 1, 0, 1.0)
    further = excerpt(("Workers answer much later.",), 2, 0, 0.6)
    assert best([first, further]) == [first]
    assert best([short, further]) == [short, further]


def test_an_answer_ends_before_it_is_too_long() -> None:
    many = [excerpt((f"{number} " * 39 + "end.",), number, 0, 1.0) for number in range(1, 6)]
    assert words_in(best(many)) <= WORDS


def test_the_first_paragraph_of_what_was_written_as_the_answer_is_quoted() -> None:
    text = "Rates are not stated here. A message on that screen gets an answer.\nAn hour of this has no fixed price."
    answer = best(rank(asked("What do you charge?"), [passage(0, text)], FakeMeanings(), leading=1))
    assert [item.text for item in answer[:2]] == text.splitlines()[0].replace("here. ", "here.|").split("|")


def test_what_leads_does_not_keep_other_good_sentences_out() -> None:
    leading = excerpt(("This portfolio does not state rates.",), 1, 0, 1.1, leads=True)
    further = excerpt(("A price follows from the scope of the work.",), 2, 0, 0.6)
    assert best([leading, further]) == [leading, further]


def test_of_two_equal_sentences_the_neighbor_of_what_is_said_is_chosen() -> None:
    first = excerpt(("The relay reads the table.",), 1, 0, 1.0)
    elsewhere = excerpt(("Brokers store events.",), 2, 4, 0.60)
    neighbor = excerpt(("Workers answer later.",), 1, 1, 0.59)
    assert best([first, elsewhere, neighbor], most=2) == [first, neighbor]


def test_an_example_brings_the_claim_that_it_is_for() -> None:
    claim = excerpt(("Errors multiply along the pipeline.",), 1, 0, 0.1)
    example = excerpt(("Suppose three stages are right nine times in ten.",), 1, 1, 0.9)
    assert best([claim, example]) == [claim, example]


def test_an_answer_does_not_begin_with_a_condition_where_something_else_can() -> None:
    condition = excerpt(("If the relay fails, events wait.",), 1, 0, 0.9)
    plain = excerpt(("The outbox keeps every order.",), 2, 0, 0.8)
    assert best([condition, plain]) == [plain, condition]


def test_a_sentence_in_other_spelling_is_not_said_again_and_a_longer_one_is() -> None:
    one = excerpt(("I can help with architecture, delivery and execution.",), 1, 0, 0.9)
    other = excerpt(("I can help with architecture/delivery and execution too.",), 2, 0, 0.8)
    longer = excerpt(("Architecture, delivery and execution need a plan, a budget, a date and an owner.",), 3, 0, 0.7)
    assert best([one, other, longer]) == [one, longer]


def test_a_label_is_no_sentence() -> None:
    assert texts("Edge: CDN, TLS and rate limits.\nThe edge ends TLS for all.") == ["The edge ends TLS for all."]
