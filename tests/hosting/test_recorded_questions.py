"""Questions of visitors: their limits, their end, and the engine in a process of its own."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.events import Drafted, Waiting
from engine.tokenize.checks import QuestionError
from tests.hosting.waiting import PATIENCE
from tui.hosting.engine import process as engine_process
from tui.hosting.engine.process import EngineGoneError, RemoteEngine, serve_requests
from tui.hosting.engine.questions import Questions
from tui.hosting.host import Visitor
from tui.hosting.operations.log import make_log
from tui.hosting.operations.metrics import Metrics

SECRET = b"secret"


class Tokens:
    """Events that come as long as nobody closes them."""

    def __init__(self, engine: Scripted, question: str) -> None:
        self._engine, self._question = engine, question
        self._stopped = threading.Event()
        self._ended = threading.Lock()
        self._count = 0

    def __iter__(self) -> Tokens:
        return self

    def __next__(self) -> Any:
        if self._question == "break":
            raise LookupError("inside the engine")
        if self._question == "wait" and self._count:
            self._stopped.wait(PATIENCE)  # another visitor's question is being answered
        if self._stopped.is_set() or (self._count >= 3 and self._question != "forever"):
            self._end()
            raise StopIteration
        self._count += 1
        time.sleep(0.001)
        return Waiting(1) if self._question == "wait" else Drafted(self._count, "word", 1, 0.1)

    def close(self) -> None:
        self._stopped.set()
        self._end()

    def _end(self) -> None:
        """Say that it has ended, once: by its reader, or by whoever closes it where the reader asks for no more."""
        if self._ended.acquire(blocking=False):
            self._engine.ended.append(self._question)


class Scripted:
    """An engine without a model."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.ended: list[str] = []

    def ask(self, question: str, history: Any = (), **options: Any) -> Iterator[Any]:
        self.asked.append((question, options))
        if question == "refuse":
            raise QuestionError("not that one")
        return Tokens(self, question)

    def search(self, words: str, limit: int = 10) -> list[Any]:
        if words == "break":
            raise LookupError("inside the search")
        return [words] * limit


def make_questions(engine: Any, per_minute: int = 100, log_text: bool = False) -> tuple[Questions, io.StringIO]:
    log = io.StringIO()
    questions = Questions(
        engine,
        per_minute=per_minute,
        addresses=10,
        metrics=Metrics(),
        log=make_log(log, json=True),
        log_text=log_text,
    )
    return questions, log


def test_a_visitor_may_ask_so_often_and_another_still_may() -> None:
    engine = Scripted()
    questions, _ = make_questions(engine, per_minute=2)
    first, second = (questions.assistant_for(Visitor("ssh", key, key)) for key in ("192.0.2.1", "192.0.2.2"))
    for _ in range(2):
        assert len(list(first.ask("question"))) == 3
    with pytest.raises(QuestionError, match="2 a minute"):
        first.ask("question")
    assert list(second.ask("question"))
    assert [options["visitor"] for _, options in engine.asked] == ["192.0.2.1", "192.0.2.1", "192.0.2.2"]


@pytest.mark.parametrize("question", ["", "\x1b[2J"])
def test_a_question_that_is_none_costs_nothing(question: str) -> None:
    engine = Scripted()
    questions, _ = make_questions(engine, per_minute=1)
    visitor = questions.assistant_for(Visitor("ssh", "a", "a"))
    with pytest.raises(QuestionError):
        visitor.ask(question)
    assert list(visitor.ask("question"))


def test_the_words_of_a_question_are_logged_only_if_the_owner_wants_that() -> None:
    for wanted in (False, True):
        questions, log = make_questions(Scripted(), log_text=wanted)
        list(questions.assistant_for(Visitor("ssh", "a", "a")).ask("private words"))
        line = json.loads(log.getvalue())
        assert line["characters"] == 13
        assert ("private words" in log.getvalue()) is wanted


@pytest.mark.parametrize("question", ["forever", "wait"])
def test_who_leaves_is_not_answered_any_further(question: str) -> None:
    engine = Scripted()
    questions, _ = make_questions(engine)
    visitor = Visitor("ssh", "a", "a")
    events = questions.assistant_for(visitor).ask(question)
    next(events)
    reader = threading.Thread(target=lambda: list(events))
    reader.start()
    assert questions.running() == 1
    questions.stop(visitor)
    reader.join(PATIENCE)
    assert not reader.is_alive()
    assert engine.ended == [question]
    assert questions.running() == 0


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[tuple[RemoteEngine, Scripted]]:
    """The scripted engine behind a socket, as another process would reach it."""
    engine, stop = Scripted(), threading.Event()
    address = str(tmp_path / "engine")
    server = threading.Thread(target=serve_requests, args=(address, SECRET, engine, stop), daemon=True)
    server.start()
    client = RemoteEngine(address, SECRET)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            client.search("ready", 1)
            break
        except EngineGoneError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    yield client, engine
    stop.set()
    client.search("end", 1)
    server.join(PATIENCE)


def test_events_come_through_as_they_are(remote: tuple[RemoteEngine, Scripted]) -> None:
    client, engine = remote
    assert list(client.ask("question", (), probabilities=True, visitor="v")) == [
        Drafted(number, "word", 1, 0.1) for number in (1, 2, 3)
    ]
    assert engine.asked == [("question", {"probabilities": True, "visitor": "v"})]
    assert list(map(str, client.search("words", 2))) == ["words", "words"]


def test_errors_come_through_as_words(remote: tuple[RemoteEngine, Scripted]) -> None:
    client, _ = remote
    with pytest.raises(QuestionError, match="not that one"):
        list(client.ask("refuse"))
    with pytest.raises(RuntimeError, match="inside the engine"):
        list(client.ask("break"))
    with pytest.raises(RuntimeError, match="inside the search"):
        client.search("break")
    assert len(list(client.ask("question"))) == 3


@pytest.mark.parametrize("question", ["forever", "wait"])
def test_closing_stops_the_engine_on_the_other_side(remote: tuple[RemoteEngine, Scripted], question: str) -> None:
    client, engine = remote
    events: Any = client.ask(question)
    next(events)
    reader = threading.Thread(target=lambda: list(events))
    reader.start()
    events.close()
    reader.join(PATIENCE)
    assert not reader.is_alive()
    deadline = time.monotonic() + PATIENCE
    while engine.ended != [question]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_worker_that_dies_stops_its_questions(remote: tuple[RemoteEngine, Scripted]) -> None:
    client, engine = remote
    events: Any = client.ask("wait")
    next(events)
    events._connection.close()
    deadline = time.monotonic() + PATIENCE
    while engine.ended != ["wait"]:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_without_an_engine_there_is_a_sentence(tmp_path: Path) -> None:
    client = RemoteEngine(str(tmp_path / "nothing"), SECRET)
    with pytest.raises(EngineGoneError, match="being restarted"):
        client.ask("question")
    with pytest.raises(EngineGoneError, match="being restarted"):
        client.search("words")


def test_a_stranger_without_the_secret_gets_nothing(remote: tuple[RemoteEngine, Scripted]) -> None:
    client, engine = remote
    with pytest.raises(EngineGoneError):
        RemoteEngine(client.address, b"wrong").ask("question")
    assert not engine.asked
    assert len(list(client.ask("question"))) == 3


def test_who_connects_and_says_nothing_keeps_nobody_waiting(remote: tuple[RemoteEngine, Scripted]) -> None:
    client, _ = remote
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(client.address)
        assert list(map(str, client.search("words", 2))) == ["words", "words"]


@pytest.mark.parametrize("question", ["question", "break"])
def test_nobody_reads_from_a_connection_that_is_closed(
    remote: tuple[RemoteEngine, Scripted], question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader left behind would read from whoever gets the descriptor's number next."""
    watch, closed_when_left = engine_process._watch, []

    def watched(connection: Any, events: Any) -> None:
        watch(connection, events)
        closed_when_left.append(connection.closed)

    monkeypatch.setattr(engine_process, "_watch", watched)
    client, _ = remote
    with contextlib.suppress(RuntimeError):
        list(client.ask(question))
    assert closed_when_left == [False]
