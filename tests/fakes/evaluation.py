"""Questions, records and answers from a script, for the tests of the evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from content.questions import Floors, Question
from engine.evaluation.metrics import Verdict, judge
from engine.evaluation.record import Record
from engine.evaluation.run import Contestant, EvalRun
from engine.events import Answer, Candidate, Event, NextStep, Passage, Retrieved, Sentence, Trace, Turn
from tests.places import DATA

HELD_OUT = DATA / "held_out.yaml"
NEAR_MISSES = DATA / "near_misses.yaml"
FLOORS = Floors(hit_at_5=0.9, right_source=0.9, facts=0.9, abstains=0.9, wrongly_abstains=0.1, unsupported=0)
OUTBOX = "The outbox buys atomicity and a defined order."
WHY = Question(ask="Why an outbox?", sources=("essays/kafka#outbox",), facts=(("atomicity", "one commit"), ("order",)))
PIZZA = Question(ask="Which pizza?", answerable=False, kind="personal")
TRACE = Trace("scripted", "copy", (), 2.0)


def passage(
    number: int = 0, link: str = "essays/kafka#outbox", text: str = OUTBOX, also: tuple[str, ...] = ()
) -> Passage:
    return Passage(number, "essay", link, "Kafka", "The outbox", text, also)


def said(text: str, *passages: int, quoted: bool = True, shown: bool = True) -> Sentence:
    return Sentence(text, shown, passages, 1.0, "scripted", 0.0, quoted)


def record(ask: str = WHY.ask, *sentences: Sentence, **fields: Any) -> Record:
    text = " ".join(sentence.text for sentence in sentences if sentence.shown)
    passages = (passage(0), passage(1, "work/shop#events", "A relay publishes what the outbox holds."))
    ranked = tuple((item.link, *item.also) for item in passages)
    given = {"kind": "answer", "text": text, "sentences": sentences, "passages": passages, "ranked": ranked}
    return Record(ask, **(given | {"first": 1.0, "seconds": 2.0, "confidence": 0.8, "threshold": 0.5} | fields))


def refused(question: Question, confidence: float = 0.2) -> Record:
    return record(
        question.ask, kind="not-in-portfolio", text="It does not say.", passages=(), confidence=confidence
    )  # fmt: skip


def verdict(question: Question, given: Record) -> Verdict:
    return judge(question, given, ())


class Scripted:
    """Answers from a script; asked beyond it, it fails."""

    def __init__(self, script: dict[str, Answer], *, searched: bool = True) -> None:
        self.script = script
        self.searched = searched
        self.asked: list[str] = []
        self.histories: list[tuple[Turn, ...]] = []

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        self.asked.append(question)
        self.histories.append(tuple(history))
        if self.searched:
            candidate = Candidate(passage(also=("essays/kafka#why",)), 0.5, 1.0, 0.1, 0.6, True)
            yield Retrieved((candidate,), True, 0.71239, 0.46, "near", 0.0)
        yield from self.script[question].sentences
        yield self.script[question]

    def search(self, words: str, limit: int) -> tuple[Candidate, ...]:
        return (Candidate(passage(), 0.5, 1.0, 0.1, 0.6, False),)


def answer(question: str, *sentences: Sentence, kind: Any = "answer", steps: tuple[NextStep, ...] = ()) -> Answer:
    text = " ".join(sentence.text for sentence in sentences if sentence.shown)
    return Answer(question, text, kind, sentences, (), steps, TRACE)


def run_of(label: str, *verdicts: Verdict) -> EvalRun:
    return EvalRun(Contestant(label), verdicts)
