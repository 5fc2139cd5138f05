"""The one door to the engine: what is done with a question before it walks."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from engine.assistant import Assistant
from engine.events import Answer
from engine.settings import Settings


@pytest.mark.parametrize(("times", "told"), [(10, False), (20, True)])
def test_a_question_that_is_too_long_is_cut_and_its_answer_says_so(
    tiny_portfolio: Portfolio, tmp_path: Path, times: int, told: bool
) -> None:
    assistant = Assistant.open(tiny_portfolio, Settings(model="none", cache_dir=tmp_path, question_limit=50))
    answer = list(assistant.ask("test " * times))[-1]
    assert isinstance(answer, Answer)
    assert answer.question == ("test " * 10).strip()
    assert ("only its first 50 characters were read" in answer.notice) == told


def test_twenty_thousand_characters_are_read_whole(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Assistant.open(tiny_portfolio, Settings(model="none", cache_dir=tmp_path))
    pasted = "1 " * 9_999 + "2"
    answer = list(assistant.ask(f"\ufeff{pasted}"))[-1]
    assert isinstance(answer, Answer)
    assert (answer.question, answer.notice) == (pasted, "")
