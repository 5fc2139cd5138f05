"""An answer that fails: the card that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import Portfolio
from engine.llama.context import ModelLoadError
from engine.tokenize.checks import QuestionError
from models.errors import LibraryError, ModelError
from tests.fakes.app import app_of, settle
from tests.fakes.ask_screen import SIZE, Says, ask, dialogue
from tui.answers.faults import fault_of


@pytest.mark.parametrize(
    ("error", "title", "advice"),
    [
        (ModelError("the model file is missing"), "A model file is missing", "portfolio models pull"),
        (LibraryError("llama.cpp dies here"), "The assistant cannot run here", "Every room can be read"),
        (ModelLoadError("cannot be loaded"), "The model does not load", "--model smollm2-135m"),
        (MemoryError(), "Out of memory", "--model none"),
        (ConnectionResetError("gone"), "The assistant is away", "Ask again"),
        (QuestionError("the question is empty"), "Not asked", ""),
        (ValueError("odd"), "No answer", "Ask again"),
    ],
)
async def test_a_fault_is_a_card_that_says_what_to_do(
    portfolio: Portfolio, tmp_path: Path, error: Exception, title: str, advice: str
) -> None:
    assert fault_of(error).title == title
    app = app_of(portfolio, tmp_path, Says(error), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        text = " ".join(dialogue(app).text.split())
        assert title in text
        assert advice in text
