"""How fast answers come on this machine: first words, whole answers, tokens a second, answers a minute for several."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Protocol

from engine.events import Answer, Event, Sentence, Trace
from engine.settings import NO_MODEL

CROWDS = (1, 4, 8)
"""How many ask at once."""
IN_TIME = 2.0
"""Seconds after which a whole answer should stand where a visitor waits for it."""


class Respondent(Protocol):
    """Who answers: an assistant."""

    def ask(self, question: str, *, visitor: str = "") -> Iterator[Event]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Pace:
    """What one way of answering took, warm: medians in seconds, and answers a minute by the number of visitors.

    `tokens_per_second` are those that the model decoded, and None where it decoded none: `forced_tokens`, which copy
    mode gives it behind a choice, are counted apart, as the mean of an answer.
    """

    model: str
    mode: str
    first_words: float
    answer: float
    tokens_per_second: float | None
    answers_per_minute: dict[int, float]
    forced_tokens: float = 0.0


def measure_pace(model: str, assistant: Respondent, questions: Sequence[str]) -> Pace:
    """Ask `questions` one by one, then by several visitors at once. The assistant is warm."""
    taken = [_answered(assistant.ask(question)) for question in questions]
    traces = [trace for _, trace in taken]
    speeds = [trace.tokens_per_second for trace in traces if trace.tokens_per_second]
    return Pace(
        model,
        next((trace.mode for trace in traces if trace.written_tokens), traces[0].mode),
        median(first for first, _ in taken),
        median(trace.seconds for trace in traces),
        median(speeds) if speeds else None,
        {count: _per_minute(assistant, questions, count) for count in CROWDS},
        fmean(trace.forced_tokens for trace in traces),
    )


def suited_model(paces: Iterable[Pace]) -> str:
    """Return the model to take where one is wished for: the last, which is the largest, whose answers stand in time;
    none where no answer does."""
    in_time = [pace.model for pace in paces if pace.model != NO_MODEL and pace.answer <= IN_TIME]
    return in_time[-1] if in_time else NO_MODEL


def _answered(events: Iterator[Event]) -> tuple[float, Trace]:
    """Return when the first sentence stood there, and the trace of the answer."""
    began, first = time.perf_counter(), None
    for event in events:
        if first is None and isinstance(event, Sentence | Answer):
            first = time.perf_counter() - began
        if isinstance(event, Answer):
            return first or event.trace.seconds, event.trace
    raise RuntimeError("an answer ended without its end")


def _per_minute(assistant: Respondent, questions: Sequence[str], visitors: int) -> float:
    def ask(number: int) -> None:
        for _ in assistant.ask(questions[number % len(questions)], visitor=str(number)):
            pass

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(visitors)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 60 * visitors / (time.perf_counter() - began)
