"""`portfolio ask`: where the question comes from, with what it goes on, and how it fails."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli import asking
from cli.main import run
from tests.fakes.recordings import Playback

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Playback:
    """An assistant that answers from a recording."""
    engine = Playback("outbox")

    @contextmanager
    def assistant_for(settings: Any) -> Iterator[Playback]:
        yield engine

    monkeypatch.setattr(asking, "assistant_for", assistant_for)
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path))
    return engine


def pipe(
    monkeypatch: pytest.MonkeyPatch, text: str, *, terminal: bool = False, written: str = "utf-8", read: str = "utf-8"
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(text.encode(written)), encoding=read)
    monkeypatch.setattr(stdin, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stdin", stdin)


@pytest.mark.parametrize("arguments", [[], ["-"], ["--plain"]])
def test_a_question_in_a_pipe_is_asked(arguments: list[str], engine: Playback, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "What does the outbox buy?\n")
    assert run(["ask", *arguments]) == 0
    assert [question for question, _ in engine.asked] == ["What does the outbox buy?"]


def test_a_dash_between_words_is_one(engine: Playback, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "what stands there anyway")
    assert run(["ask", "The", "outbox", "-", "what", "for?"]) == 0
    assert [question for question, _ in engine.asked] == ["The outbox - what for?"]


def test_a_question_in_a_pipe_may_be_written_as_the_terminal_writes(
    engine: Playback, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    for read in ("latin-1", "utf-8"):
        pipe(monkeypatch, "Who runs the café?", written=read, read=read)
        assert run(["ask"]) == 0
    assert [question for question, _ in engine.asked] == ["Who runs the café?"] * 2
    pipe(monkeypatch, "Who runs the café?", written="latin-1")
    assert run(["ask"]) == 2
    assert "is no UTF-8 text" in capsys.readouterr().err


def test_without_a_question_on_a_terminal_one_is_asked_for(
    engine: Playback, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    pipe(monkeypatch, "", terminal=True)
    assert run(["ask"]) == 2
    assert "what is the question?" in capsys.readouterr().err
    assert engine.asked == []


@pytest.mark.parametrize("words", [["What is it?", "-"], ["-", "What is it?"]])
def test_stdin_is_no_context_of_a_question_and_that_is_said(
    words: list[str], engine: Playback, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    pipe(monkeypatch, "a job advertisement")
    assert run(["ask", *words]) == 2
    assert "cannot be their context" in capsys.readouterr().err
    assert engine.asked == []


def test_it_goes_on_with_the_last_conversation_and_starts_a_new_one_without_c(engine: Playback) -> None:
    assert run(["ask", "What does the outbox buy?"]) == 0
    assert run(["ask", "-c", "and why?"]) == 0
    assert run(["ask", "--continue", "--json", "and then?"]) == 0
    assert run(["ask", "Something else?"]) == 0
    histories = [[turn.question for turn in history] for history in engine.histories]
    assert histories == [[], ["What does the outbox buy?"], ["What does the outbox buy?", "and why?"], []]


def test_there_may_be_nothing_to_go_on_with(engine: Playback, capsys: Captured) -> None:
    assert run(["ask", "-c", "and why?"]) == 2
    assert "there is no conversation to go on with" in capsys.readouterr().err


def test_nothing_of_a_question_is_kept_when_told_so(
    engine: Playback, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORTFOLIO_CONVERSATION_HOURS", "0")
    assert run(["ask", "What does the outbox buy?"]) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["ask", "", "--json"], 2, "the question is empty"),
        (["ask", "--json", "--nope"], 2, "No such option: --nope"),
        (["ask", "hi", "--json", "--model", "nonesuch"], 4, "There is no model named “nonesuch”"),
        (["search", "outbox", "--json", "--limit", "900"], 2, "should be less than or equal to 50"),
        (["essays", "nowhere", "--json"], 4, "nothing here is called “nowhere”"),
        (["topology", "nowhere", "--json"], 4, "no box is called “nowhere”"),
        (["services", "--json", "--content", "/nowhere"], 3, "the content has 1 problem(s)"),
        (["inbox", "show", "7", "--json"], 4, "the inbox has no message 7"),
        (["models", "list", "--json", "--nope"], 2, "No such option"),
        (["insights", "--json", "--days", "0"], 2, "should be greater than or equal to 1"),
    ],
)
def test_with_json_what_ends_a_command_is_json_too(
    command: list[str], code: int, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path))
    assert run(command) == code
    captured = capsys.readouterr()
    error = json.loads(captured.out)["error"]
    assert (error["code"], said in error["message"], said in captured.err) == (code, True, True)
    if code == 3:
        assert error["problems"][0]["file"] == "/nowhere"


def test_behind_two_dashes_json_is_a_word(engine: Playback, capsys: Captured) -> None:
    assert run(["essays", "--", "--json"]) == 4
    assert capsys.readouterr().out == ""


def test_a_card_is_written_beside_the_answer(engine: Playback, tmp_path: Path, capsys: Captured) -> None:
    card = tmp_path / "card.svg"
    assert run(["ask", "--card", str(card), "What does the outbox buy?"]) == 0
    captured = capsys.readouterr()
    assert "Sources" in captured.out
    assert f"{card} is written" in captured.err
    assert card.read_text("utf-8").startswith("<svg ")
    assert [path.name for path in tmp_path.glob("card*")] == ["card.svg"]


def test_a_card_that_cannot_be_written_is_said_in_a_sentence(
    engine: Playback, tmp_path: Path, capsys: Captured
) -> None:
    assert run(["ask", "--card", str(tmp_path), "What does the outbox buy?"]) == 1
    assert "the card is not written to" in capsys.readouterr().err
