"""A real server of a language model on this machine: it generates, and everything else stays here."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from content.loader import load_portfolio
from engine.assistant import Assistant
from engine.events import Answer, Composed, Drafted, Tokenized
from engine.settings import load_settings
from models.resolve import ensure_llm
from tests.end_to_end.model_server import SMALLEST, free_port, running

QUESTION = "What does the outbox pattern buy?"


def last(assistant: Assistant, question: str) -> Answer:
    answer = list(assistant.ask(question))[-1]
    assert isinstance(answer, Answer)
    return answer


def test_a_real_server_generates_is_stopped_and_is_missed(tmp_path: Path) -> None:
    file = ensure_llm(SMALLEST, load_settings().cache_dir)
    port = free_port()
    settings = load_settings(llm_url=f"http://127.0.0.1:{port}/v1", llm_model="small", llm_first_token=120)
    assistant = Assistant.open(load_portfolio(), settings)
    with contextlib.closing(assistant):
        with running(file.path, port, tmp_path / "log"):
            seen = list(assistant.ask(QUESTION))
            answer = seen[-1]
            assert isinstance(answer, Answer)
            assert answer.kind in ("answer", "fallback")  # the smallest model may say little that holds
            assert answer.notice == ""
            assert answer.text
            assert answer.trace.model == "small"
            assert answer.trace.mode == "free"
            assert sum(isinstance(event, Drafted) for event in seen) > 5
            assert next(event.tokenizer for event in seen if isinstance(event, Tokenized)) == "all-MiniLM-L6-v2"
            [composed] = [event for event in seen if isinstance(event, Composed)]
            assert composed.used <= composed.budget

            stopped = assistant.ask("Why did the order pipeline fail at peak?")
            for event in stopped:
                if isinstance(event, Drafted):
                    stopped.stop()
                    began = time.monotonic()
                    break
            rest = list(stopped)
            assert isinstance(rest[-1], Answer)
            assert rest[-1].kind == "stopped"
            assert time.monotonic() - began < 2
            assert last(assistant, QUESTION).text, "the server does not answer after a stop"
        missed = last(assistant, QUESTION)
        assert missed.kind == "fallback"
        assert missed.citations
        assert "without a language model: the model's server" in missed.notice
