"""How fast answers come: what is timed, and what is chosen by it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.evaluation.pace import CROWDS, IN_TIME, Pace, measure_pace, suited_model
from engine.events import Answer, Event, Sentence, Trace

TRACE = Trace("scripted", "copy", (), 1.5, generated_tokens=12, tokens_per_second=40.0, forced_tokens=30)
SAID = Sentence("The outbox.", True, (1,), 1.0, "quoted", 0.0, quoted=True)


class Scripted:
    """Respondent at once, and counts how many are asked at the same time."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def ask(self, question: str, *, visitor: str = "") -> Iterator[Event]:
        with self._lock:
            self.asked.append((question, visitor))
        yield SAID
        yield Answer(question, SAID.text, "answer", (SAID,), (), (), TRACE)


def test_each_question_is_timed_alone_and_then_by_visitors_of_their_own() -> None:
    scripted = Scripted()
    pace = measure_pace("scripted", scripted, ("Why?", "How?"))
    assert (pace.mode, pace.answer, pace.tokens_per_second) == ("copy", 1.5, 40.0)
    assert pace.forced_tokens == 30
    assert 0 < pace.first_words < 1.5
    assert tuple(pace.answers_per_minute) == CROWDS
    assert all(figure > 0 for figure in pace.answers_per_minute.values())
    assert scripted.asked[:2] == [("Why?", ""), ("How?", "")]
    assert {visitor for _, visitor in scripted.asked[2:]} == {str(number) for number in range(max(CROWDS))}


@pytest.mark.parametrize(
    ("answers", "model"),
    [((IN_TIME / 2, IN_TIME), "large"), ((IN_TIME / 2, 2 * IN_TIME), "small"), ((9, 9), "none")],
)
def test_the_largest_model_whose_answers_stand_in_time_is_chosen(answers: tuple[float, float], model: str) -> None:
    pace = Pace("none", "quote", 0.02, 0.02, None, {})
    small, large = (
        replace(pace, model=name, answer=seconds) for name, seconds in zip(("small", "large"), answers, strict=True)
    )
    assert suited_model([pace, small, large]) == model
