"""Four visitors who ask at the same moment, against the same four one after the other: the queue that a model makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.measure import Options, Result, Row, compared, in_turns, words
from benchmarks.rows.answers import QUESTIONS, warm_assistant


@dataclass(frozen=True)
class Asked:
    """Seconds from the moment at which all four wanted to ask: to the first words of the last one, and to the end."""

    words: float
    end: float


def heard(assistant: Any, question: str, visitor: str, began: float) -> Asked:
    """Read one answer to its end."""
    first = 0.0
    for event in assistant.ask(question, visitor=visitor):
        if not first and event.type == "sentence" and event.shown:
            first = time.perf_counter() - began
    return Asked(first, time.perf_counter() - began)


def together(assistant: Any) -> Asked:
    """Have all four ask at once."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(QUESTIONS)) as visitors:
        asked = [
            visitors.submit(heard, assistant, question, str(number), began) for number, question in enumerate(QUESTIONS)
        ]
    found = [each.result() for each in asked]
    return Asked(max(each.words for each in found), max(each.end for each in found))


def one_by_one(assistant: Any) -> Asked:
    """Have each wait for the answer of the one before."""
    began = time.perf_counter()
    return [heard(assistant, question, "", began) for question in QUESTIONS][-1]


def four(options: Options, model: str = "") -> Result:
    """Compare the time until all four have their answers; tell the last one's first words."""
    found: dict[str, list[Asked]] = {"together": [], "one by one": []}

    def timed(way: str, ask: Callable[[Any], Asked]) -> float:
        found[way].append(ask(assistant))
        return found[way][-1].end

    with warm_assistant(model or options.model) as assistant:
        one_by_one(assistant)
        sides = (partial(timed, "together", together), partial(timed, "one by one", one_by_one))
        result = compared(*in_turns(options.turns, *sides))
    last, queued = (sorted(each.words for each in asked)[len(asked) // 2] for asked in found.values())
    sooner = f"the last one's first words after {words(last, 's')} instead of {words(queued, 's')}"
    return Result(result.ratio, result.ours, result.baseline, f"{sooner}: {queued / last:.1f} times sooner")


_MISSED = "answers are written one after the other; two cores that read one prompt have nothing left for a second."
ROWS = (
    Row("four-quoted", "four visitors asking together, without a model: all have their answers",
        "the same four one after the other", 0.5, partial(four, model="none"),
        if_missed="what is Python in a search and in an answer runs on one core at a time."),
    Row("four", "four visitors asking together, with a model: all have their answers",
        "the same four one after the other", 0.5, four, if_missed=_MISSED),
)  # fmt: skip
