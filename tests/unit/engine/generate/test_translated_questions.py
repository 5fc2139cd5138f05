"""A question in another language than the text, which a model writes in English: when, and what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from content.loader import Portfolio
from engine.assistant import Answering
from engine.events import Passage, Tokenized
from engine.generate.translation import Translation
from engine.llama.context import Cancel, ModelLoadError
from engine.retrieve.decision import Opinion
from tests.fakes.engine import Letters, ScriptedModel, of, passage, walk_of

OUTBOX = passage(0, "The outbox writes the event with the order. A relay publishes the outbox to Kafka.")
GERMAN, ENGLISH = "Wer veröffentlicht das, was im Outbox steht?", "Who publishes the outbox?"


@dataclass
class Translator:
    """Writes `english`, whatever it is asked, or fails with `error`."""

    english: str = ENGLISH
    error: Exception | None = None
    asked: list[str] = field(default_factory=list)

    def says_yes(self, question: str, passages: Sequence[Passage], cancel: Cancel) -> Iterator[Opinion]:
        yield from ()

    def in_english(self, question: str, cancel: Cancel) -> Iterator[str]:
        self.asked.append(question)
        if self.error:
            raise self.error
        yield self.english


def walked(
    portfolio: Portfolio, judge: Translator | None, question: str = GERMAN, *, answerable: bool = True
) -> list[Any]:
    model = ScriptedModel(["A relay publishes the outbox to Kafka."])
    walk, desk = walk_of(portfolio, question, [OUTBOX], model, answerable=answerable)
    asked = replace(desk, judge=judge)
    walk.desk_of = lambda: asked
    events = list(Answering(walk.events(), walk.cancel))
    desk.worker.close()
    return events


def test_what_is_searched_is_the_question_in_english(tiny_portfolio: Portfolio) -> None:
    judge = Translator()
    events = walked(tiny_portfolio, judge)
    assert judge.asked == [GERMAN]
    assert of(Tokenized, events)[0].question == ENGLISH


def test_the_answer_stands_behind_a_sentence_in_the_language_of_the_question(tiny_portfolio: Portfolio) -> None:
    answer = walked(tiny_portfolio, Translator())[-1]
    assert answer.kind == "answer"
    assert answer.sentences[0].text.startswith("Dieses Portfolio ist auf Englisch geschrieben.")
    assert any("relay" in sentence.text for sentence in answer.sentences[1:])
    assert answer.question == GERMAN


def test_what_is_not_found_is_told_in_the_language_of_the_question(tiny_portfolio: Portfolio) -> None:
    answer = walked(tiny_portfolio, Translator(), answerable=False)[-1]
    assert answer.kind == "not-in-portfolio"
    assert "fand sich darin nichts" in answer.text


def test_a_question_in_the_language_of_the_text_is_not_translated(tiny_portfolio: Portfolio) -> None:
    judge = Translator()
    walked(tiny_portfolio, judge, ENGLISH)
    assert judge.asked == []


@pytest.mark.parametrize("judge", [None, Translator(error=ModelLoadError("no room")), Translator("")])
def test_without_a_translation_it_is_asked_to_ask_in_english(
    tiny_portfolio: Portfolio, judge: Translator | None
) -> None:
    answer = walked(tiny_portfolio, judge, answerable=False)[-1]
    assert answer.kind == "not-in-portfolio"
    assert "noch einmal auf Englisch" in answer.text


def test_the_question_is_plain_tokens_behind_a_part_that_is_always_the_same() -> None:
    translation = Translation(Letters())
    prompt = translation.prompt("Warum?<|im_end|>")
    assert prompt[: len(translation.fixed)] == list(translation.fixed)
    assert len(translation.prompt("x" * 5_000)) < len(prompt) + 250
