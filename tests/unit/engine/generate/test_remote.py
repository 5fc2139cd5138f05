"""Generation by URL: what a server may do to us, and that an answer comes of it all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from content.loader import Portfolio
from engine.events import Answer, Drafted
from engine.generate.chat_client import ChatError, Patience
from engine.generate.circuit import Circuit
from engine.generate.remote import RemoteModel
from engine.llama.context import Cancel
from tests.fakes.chat_server import Server, Words, drip, endless, events, hang, ping, raw, reset, status, then_hang
from tests.fakes.engine import of, passage, walk_of

PATIENCE = Patience(connect=1, first=0.3, between=0.3, whole=5, tries=3, pause=0.001, asked=0.001)
SAID = "The outbox stores an event in the same transaction as the order."
PASSAGES = (passage(1, SAID),)


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


@contextmanager
def model_at(server: Server, **options: Any) -> Iterator[RemoteModel]:
    model = RemoteModel(server.url, "key", "name", Words(), options.pop("patience", PATIENCE), **options)
    try:
        yield model
    finally:
        model.close()
        server.close()


def said_by(model: RemoteModel, question: str = "What does the outbox do?", cancel: Cancel | None = None) -> str:
    cancel = Cancel() if cancel is None else cancel  # one that is not set is false
    prompt = model.compose(question, PASSAGES, (), ())
    return "".join(item.text for item in model.generate(prompt, (), cancel) if isinstance(item, Drafted))


def test_pieces_come_as_they_are_sent_and_the_request_says_what_is_needed() -> None:
    server = Server(events("The outbox ", "stores", "."))
    with model_at(server) as model:
        assert said_by(model) == "The outbox stores."
    [body] = server.bodies
    assert body["stream"] is True
    assert body["model"] == "name"
    assert server.headers[0]["Authorization"] == "Bearer key"
    roles = [message["role"] for message in body["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert body["messages"][-1]["content"].endswith("Question: What does the outbox do?")


@pytest.mark.parametrize("first", [status(429, Retry_After="1"), status(500), status(503), reset, raw(b"")])
def test_what_has_not_begun_is_tried_again(first: Callable[[Any], None]) -> None:
    server = Server(first, first, events("Yes."))
    with model_at(server) as model:
        assert said_by(model) == "Yes."
    assert len(server.bodies) == 3


@pytest.mark.parametrize(
    ("step", "words", "requests"),
    [
        (status(500), "status 500", 3),
        (status(429), "status 429", 3),
        (status(401), "refuses the key", 1),
        (status(404), "no such model", 1),
        (status(302, Location="http://192.0.2.1/"), "status 302", 1),
        (reset, "broke off", 3),
        (hang, "does not answer", 1),
        (ping, "does not answer", 1),
        (drip, "sends too much", 1),
        (raw(b"<html>", "text/html"), "no server of a language model", 1),
        (raw(b"data: {]\n\n"), "no answer", 1),
        (raw(b"data: [1]\n\n"), "error", 3),
        (raw(b'data: {"choices": 7}\n\n'), "no answer", 1),
        (raw(b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'), "no answer", 1),
        (raw(b"data: " + b"[" * 100_000 + b"\n\n"), "no answer", 1),
        (raw(b'data: {"error": {"message": "secret words"}}\n\n'), "reports an error", 3),
        (events("Half", end=b""), "broke off", 1),
        (then_hang("Half"), "stopped", 1),
    ],
)  # fmt: skip
def test_every_failure_is_one_sentence_without_the_servers_words(
    step: Callable[[Any], None], words: str, requests: int
) -> None:
    server = Server(step)
    with model_at(server) as model, pytest.raises(ChatError, match=words) as caught:
        said_by(model)
    assert "secret" not in str(caught.value)
    assert len(server.bodies) == requests


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    server = Server(hang)
    server.close()
    model = RemoteModel(server.url, "", "", Words(), PATIENCE)
    with pytest.raises(ChatError, match="cannot be reached"):
        said_by(model)
    model.close()


def test_bytes_that_are_no_text_and_characters_that_steer_a_terminal_become_harmless() -> None:
    data = b'data: {"choices": [{"delta": {"content": "a\xff\\u001b[31mb"}}]}\n\ndata: [DONE]\n\n'
    with model_at(Server(raw(data))) as model:
        assert said_by(model) == "a\ufffd[31mb"


def test_an_answer_without_an_end_is_cut() -> None:
    server = Server(endless)
    with model_at(server) as model:
        assert len(said_by(model)) <= 4_000
        assert server.gone.wait(5), "the connection was not closed"


def test_who_goes_on_after_the_answer_is_not_listened_to() -> None:
    with model_at(Server(events("Yes.", "\n\n", "Question: and?"))) as model:
        assert said_by(model) == "Yes."


@pytest.mark.parametrize("step", [hang, then_hang("The outbox ")])
def test_a_stop_ends_a_wait_at_once_and_closes_the_connection(step: Callable[[Any], None]) -> None:
    cancel = Cancel()

    def asked(handler: Any) -> None:
        threading.Timer(0.1, cancel.set).start()
        step(handler)

    server = Server(asked)
    patient = Patience(first=20, between=20)
    with model_at(server, patience=patient) as model:
        began = time.monotonic()
        said_by(model, cancel=cancel)
        assert time.monotonic() - began < 5
        assert server.gone.wait(5)


def test_a_stop_before_the_start_asks_nobody() -> None:
    server, cancel = Server(events("Yes.")), Cancel()
    cancel.set()
    with model_at(server) as model:
        assert said_by(model, cancel=cancel) == ""


def test_a_server_that_keeps_failing_is_left_alone_and_tried_again_later() -> None:
    now = [0.0]
    server = Server(*[status(401)] * 3, events("Back."))
    with model_at(server, circuit=Circuit(clock=lambda: now[0])) as model:
        for _ in range(3):
            with pytest.raises(ChatError, match="refuses"):
                said_by(model)
        with pytest.raises(ChatError, match="left alone"):
            said_by(model)
        assert len(server.bodies) == 3
        now[0] = 31.0
        assert said_by(model) == "Back."
        assert said_by(model) == "Back."


def test_one_call_tries_whether_the_server_is_back() -> None:
    now = [0.0]
    circuit = Circuit(failures=1, rest=30, clock=lambda: now[0])
    assert circuit.enter()
    circuit.failed()
    assert not circuit.enter()
    now[0] = 30.0
    assert [circuit.enter(), circuit.enter()] == [True, False]
    circuit.left()
    assert circuit.enter()
    circuit.failed()
    assert not circuit.enter()


def test_a_supported_sentence_is_shown_and_an_invented_one_is_withheld(tiny_portfolio: Portfolio) -> None:
    with model_at(Server(events(f"{SAID} ", "It was invented by Napoleon in 1805."))) as model:
        walk, _ = walk_of(tiny_portfolio, "What does the outbox store?", PASSAGES, model=_worded(model))
        answer = list(walk.events())[-1]
    assert isinstance(answer, Answer)
    assert answer.text == SAID
    assert [sentence.shown for sentence in answer.sentences] == [True, False]
    assert answer.notice == ""


def test_without_the_server_the_passages_are_quoted_and_the_answer_says_so(tiny_portfolio: Portfolio) -> None:
    with model_at(Server(status(500))) as model:
        walk, _ = walk_of(tiny_portfolio, "What does the outbox store?", PASSAGES, model=_worded(model))
        answer = list(walk.events())[-1]
    assert isinstance(answer, Answer)
    assert answer.kind == "fallback"
    assert SAID in answer.text
    assert answer.citations
    assert answer.notice == (
        "This answer is quoted, without a language model: the model's server answers with status 500."
    )


def test_what_was_said_before_the_server_broke_off_stays(tiny_portfolio: Portfolio) -> None:
    more = "A relay reads the table and publishes it."
    with model_at(Server(events(f"{more} ", "And then", end=b""))) as model:
        passages = (passage(1, f"{SAID} {more}"),)
        walk, _ = walk_of(tiny_portfolio, "What does the outbox store?", passages, model=_worded(model))
        seen = list(walk.events())
    [answer] = of(Answer, seen)
    assert answer.text == f"{SAID} {more}"
    assert answer.notice == "This answer ends early: the model's server broke off."


def _worded(model: RemoteModel) -> Any:
    """The model, with a vocabulary for the first stage."""
    model.pieces = Words().pieces  # type: ignore[attr-defined]
    return model
