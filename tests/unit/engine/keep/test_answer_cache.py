"""Answers are given again only where nothing that decides them has changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from content.fingerprint import Code
from content.loader import Portfolio
from engine.assistant import Assistant
from engine.events import (
    Alternative,
    Answer,
    Candidate,
    Citation,
    Composed,
    Drafted,
    Event,
    NextStep,
    Passage,
    PromptPart,
    Retrieved,
    Sentence,
    StageTime,
    Token,
    Tokenized,
    Trace,
    Turn,
    Waiting,
)  # fmt: skip
from engine.keep.answers import AnswerCache, cache_key, may_keep
from engine.settings import Settings
from models.resolve import LlmFile

PASSAGE = Passage(3, "essay", "essays/outbox#why", "The outbox", "Why", "It buys atomicity — “both or none”.", ("a/b",))
TRACE = Trace("scripted", "copy", (StageTime("tokenize", 0.0, 0.1),), 2.5, 0.4, 300, 200, 40, 20.0, 1)
SAID = Sentence("It buys atomicity.", True, (1,), 0.9, "copied", 0.01, True)
EVENTS: tuple[Event, ...] = (
    Tokenized("What?", (Token(5, "What"), Token(6, "?")), "scripted", 0.1),
    Retrieved((Candidate(PASSAGE, 0.5, None, 0.1, 0.7, True, 1.2),), True, 0.7, 0.46, "near enough", 0.02),
    Composed((PromptPart("question", "What?", 4),), 300, 560, "copy", 0.003),
    Drafted(0, "It", 17, 0.05, 0.8, (Alternative("This", 0.1),), True),
    SAID,
    Answer("What?", SAID.text, "answer", (SAID,), (Citation(1, PASSAGE.link, "The outbox", "Why", PASSAGE.text),),
           (NextStep("work/a", "See the work"),), TRACE),
)  # fmt: skip


def answered(**changes: Any) -> tuple[Event, ...]:
    last = EVENTS[-1]
    assert isinstance(last, Answer)
    return (*EVENTS[:-1], replace(last, **changes))


def again(cache: AnswerCache, key: str) -> list[Event]:
    def fresh() -> Iterator[Event]:
        pytest.fail("the answer was made again")
        yield

    return list(cache.through(key, fresh()))


def test_an_answer_is_replayed_event_for_event_and_says_that_it_was_kept(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    assert list(cache.through("k", iter(EVENTS))) == list(EVENTS)
    assert again(cache, "k") == list(answered(trace=replace(TRACE, cached=True)))


def test_a_place_in_the_queue_is_not_replayed(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    assert Waiting(1) in list(cache.through("k", iter((Waiting(1), *EVENTS))))
    assert Waiting(1) not in again(cache, "k")


@pytest.mark.parametrize("changes", [{"kind": "stopped"}, {"kind": "fallback"}, {"notice": "no model could be loaded"}])
def test_a_stopped_or_failed_answer_is_not_kept(tmp_path: Path, changes: dict[str, Any]) -> None:
    cache = AnswerCache(tmp_path)
    list(cache.through("k", iter(answered(**changes))))
    assert cache.get("k") is None


def test_an_answer_that_nobody_heard_to_its_end_is_not_kept_and_its_source_is_closed(tmp_path: Path) -> None:
    closed = []

    def source() -> Iterator[Event]:
        try:
            yield from EVENTS
        finally:
            closed.append(True)

    cache = AnswerCache(tmp_path)
    events = cache.through("k", source())
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert closed
    assert cache.get("k") is None


def test_what_was_not_asked_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("engine.keep.answers.time", SimpleNamespace(time=lambda: next(clock)))
    cache = AnswerCache(tmp_path, answers=2)
    cache.put("a", EVENTS)
    cache.put("b", EVENTS)
    assert cache.get("a")
    cache.put("c", EVENTS)
    assert [bool(cache.get(key)) for key in "abc"] == [True, False, True]


def test_the_answers_stay_below_their_share_of_the_disk(tmp_path: Path) -> None:
    one = AnswerCache(tmp_path / "one")
    one.put("a", EVENTS)
    size = one.stat().bytes
    cache = AnswerCache(tmp_path / "two", size=2 * size)
    for key in "abcde":
        cache.put(key, EVENTS)
    assert cache.stat().answers == 2
    assert cache.stat().bytes <= 2 * size


def test_a_torn_file_is_replaced_and_fails_no_answer(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.path.write_bytes(b"no database" * 1000)
    assert cache.get("k") is None
    assert list(cache.through("k", iter(EVENTS))) == list(EVENTS)
    assert cache.get("k") is not None


def test_what_another_version_wrote_is_not_read(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.put("k", EVENTS)
    with sqlite3.connect(cache.path) as database:
        database.execute("UPDATE answers SET events = ?", (b"\x00\x01",))
    database.close()
    assert cache.get("k") is None


def test_a_folder_that_cannot_be_written_fails_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = AnswerCache(tmp_path / "file")
    assert list(cache.through("k", iter(EVENTS))) == list(EVENTS)


def test_many_may_write_at_once(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for index in range(10):
            AnswerCache(tmp_path).put(f"{number}-{index}", EVENTS)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AnswerCache(tmp_path).stat().answers == 40


def key_of(
    portfolio: Portfolio, folder: Path, question: str = "What?", history: Sequence[Turn] = (),
    probabilities: bool = False, long: bool = False, **settings: Any,
) -> str:  # fmt: skip
    file = folder / "model.gguf"
    if not file.exists():
        file.touch()
    key = cache_key(
        question, history, portfolio, Settings(**settings), LlmFile(file, "m", "copy", 4096),
        probabilities=probabilities, long=long,
    )  # fmt: skip
    assert key
    return key


def test_everything_that_decides_an_answer_decides_its_key(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    keys = [
        key_of(tiny_portfolio, tmp_path),
        key_of(tiny_portfolio, tmp_path, "What else?"),
        key_of(tiny_portfolio, tmp_path, history=[Turn("Before?", "That.")]),
        key_of(tiny_portfolio, tmp_path, probabilities=True),
        key_of(tiny_portfolio, tmp_path, long=True),
        key_of(tiny_portfolio, tmp_path, mode="free"),
        key_of(tiny_portfolio, tmp_path, passages=2),
        key_of(tiny_portfolio, tmp_path / "other"),
    ]
    other = replace(tiny_portfolio)
    other.__dict__["digest"] = "changed content"
    keys.append(key_of(other, tmp_path))
    monkeypatch.setattr("engine.keep.answers.ANSWERING", Code(("engine/keep",)))
    keys.append(key_of(tiny_portfolio, tmp_path))
    assert len(set(keys)) == len(keys)


def test_spaces_around_a_question_do_not_matter(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    assert key_of(tiny_portfolio, tmp_path, "What  is it? ") == key_of(tiny_portfolio, tmp_path, "What is it?")


def test_a_model_that_is_not_here_yet_has_no_key(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    file = LlmFile(tmp_path / "absent.gguf", "m", "copy", 4096)
    assert cache_key("What?", (), tiny_portfolio, Settings(), file, probabilities=False) is None


def test_a_strangers_own_words_are_not_written_down(tiny_portfolio: Portfolio) -> None:
    own = tiny_portfolio.profile.suggested_questions[0]
    assert may_keep("My name is Ada, and …", tiny_portfolio, local=True)
    assert not may_keep("My name is Ada, and …", tiny_portfolio, local=False)
    assert may_keep(own, tiny_portfolio, local=False)


def test_the_cache_is_counted_and_cleared_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    AnswerCache(tmp_path).put("k", EVENTS)
    told = CliRunner().invoke(app, ["cache", "stat"])
    assert told.output.startswith("1 answers")
    cleared = CliRunner().invoke(app, ["cache", "clear"])
    assert "1 answer" in cleared.output
    assert AnswerCache(tmp_path).stat().answers == 0


def walk(portfolio: Portfolio, question: str) -> Any:
    return SimpleNamespace(
        text=question, history=(), probabilities=False, long=False, events=lambda: iter(EVENTS), portfolio=portfolio
    )


def test_what_a_server_behind_an_address_says_is_not_kept(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    settings = Settings(llm_url="http://127.0.0.1:1/v1", cache_dir=tmp_path, answer_cache=True)
    assistant = Assistant.open(tiny_portfolio, settings)
    assert list(assistant._remembered(walk(tiny_portfolio, "What?"), 4, False)) == list(EVENTS)
    assert AnswerCache(tmp_path).stat().answers == 0


@pytest.mark.parametrize("wanted", [True, False])
def test_the_setting_switches_it(tiny_portfolio: Portfolio, tmp_path: Path, wanted: bool) -> None:
    settings = Settings(model="none", cache_dir=tmp_path, answer_cache=wanted)
    list(Assistant.open(tiny_portfolio, settings)._remembered(walk(tiny_portfolio, "What?"), 4, False))
    assert AnswerCache(tmp_path).stat().answers == int(wanted)
