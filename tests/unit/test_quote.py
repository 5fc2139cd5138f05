"""Quoted answers: the best sentences, whole, once, in reading order."""

from __future__ import annotations

from engine_fakes import FakeMeanings, passage

from engine.quote import best, excerpts_of, rank

TEXT = (
    "The outbox writes the event in the transaction of the order. It never loses one.\n"
    "Three tests show it:\nStop the relay and count.\nStop the broker and count.\nReplay a day.\n"
    "Something else follows after the list."
)


def texts(*args: str) -> list[str]:
    return [excerpt.text for excerpt in excerpts_of(passage(0, "\n".join(args)), 1)]


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
        best(rank("Who publishes the outbox?", passages, FakeMeanings()))[0].text == "The relay publishes the outbox."
    )


def test_a_leaning_sentence_brings_what_it_leans_on() -> None:
    passages = [passage(0, "The relay reads the log. It publishes every event to Kafka.")]
    answer = [item.text for item in best(rank("publishes every event to Kafka", passages, FakeMeanings()))]
    assert answer == ["The relay reads the log.", "It publishes every event to Kafka."]


def test_nothing_is_said_twice() -> None:
    passages = [passage(0, "The relay publishes every event."), passage(1, "The relay publishes every event.")]
    assert len(best(rank("relay publishes events", passages, FakeMeanings()))) == 1


def test_no_passage_gives_no_answer() -> None:
    assert best(rank("anything", [], FakeMeanings())) == []
