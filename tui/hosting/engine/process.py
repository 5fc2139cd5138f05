"""The engine in a process of its own, so that computing an answer never delays anybody's key.

The doors are event loops in Python: while another thread of their process computes in Python, they wait for the
interpreter lock. A question is one connection to the engine's process, over a Unix socket of this user alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from models.errors import ModelError
from tui.hosting.operations.child import reporting
from tui.hosting.operations.log import make_log

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.events import Candidate, Event, Turn
    from engine.settings import Settings
    from tui.hosting.engine.questions import Engine
    from tui.live import PackWatch

BACKLOG = 128
LINGER = 2.0
"""Seconds that the engine may take to end once its supervisor is gone."""
_END = None
"""Sent after the last event."""


class EngineGoneError(Exception):
    """The engine's process is not there, in one sentence."""


UNABLE = "there are no answers on this machine at the moment; every page can be read, and all of the text be searched"
GONE = "the assistant is being restarted; please ask again in a moment"


class RemoteEngine:
    """The engine, from another process. Any thread may call it."""

    def __init__(self, address: str, secret: bytes) -> None:
        self.address, self._secret = address, secret

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Event]:
        """Answer a question. Raises EngineGoneError while there is no engine."""
        return RemoteAnswer(self._connect("ask", question, tuple(history), options))

    def search(self, words: str, limit: int = 10) -> Sequence[Candidate]:
        """Return the passages nearest to `words`. Raises EngineGoneError."""
        with self._connect("search", words, limit) as connection:
            try:
                found = connection.recv()
            except (OSError, EOFError) as error:
                raise EngineGoneError(GONE) from error
        if isinstance(found, Exception):
            raise found
        return cast("Sequence[Candidate]", found)

    def greet(self) -> None:
        """Have the engine answer once. Raises EngineGoneError where it does not."""
        with self._connect("greet") as connection:
            try:
                connection.recv()
            except (OSError, EOFError) as error:
                raise EngineGoneError(GONE) from error

    def _connect(self, *request: Any) -> Connection[Any, Any]:
        try:
            connection = Client(self.address, "AF_UNIX", authkey=self._secret)
            connection.send(request)
        except (OSError, EOFError, AuthenticationError) as error:
            raise EngineGoneError(GONE) from error
        return connection


class RemoteAnswer:
    """The events of one answer, as they come from the engine's process. `close` stops it, from any thread."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._closed = False

    def __iter__(self) -> RemoteAnswer:
        return self

    def __next__(self) -> Event:
        if self._closed:
            raise StopIteration
        try:
            received = self._connection.recv()
        except (OSError, EOFError) as error:
            if self._closed:
                raise StopIteration from None
            raise EngineGoneError(GONE) from error
        if received is _END or isinstance(received, Exception) or self._closed:
            self._hang_up()
            raise received if isinstance(received, Exception) else StopIteration
        event: Event = received
        return event

    def close(self) -> None:
        """Tell the engine to stop; a reader in another thread then finds the end."""
        with self._lock, contextlib.suppress(OSError):
            if not self._closed:
                self._closed = True
                self._connection.send("stop")

    def _hang_up(self) -> None:
        with self._lock:  # not while another thread sends: the descriptor's number is somebody else's at once
            self._closed = True
            self._connection.close()


def serve_engine(
    supervisor: Connection[str, str], address: str, secret: bytes, settings: Settings, watch: bool = False
) -> None:
    """Load the portfolio and the engine, and answer until SIGTERM; with `watch` from the content as it is by then.

    The target of a process.
    """
    with reporting(supervisor, LINGER) as supervised:
        _serve_engine(address, secret, settings, watch, supervised.ready)


def _serve_engine(address: str, secret: bytes, settings: Settings, watch: bool, ready: Callable[[], None]) -> None:
    from content.loader import load_portfolio
    from engine.assistant import Assistant
    from tui.live import PackWatch

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C reaches the whole group; the supervisor decides
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.nice(5)  # a key comes before a token
    pack = PackWatch(settings.content)
    assistant = Assistant.open(load_portfolio(settings.content), settings, local=False)
    threading.Thread(target=_warm, args=(assistant,), name="warm-up", daemon=True).start()
    if watch:
        threading.Thread(target=follow_content, args=(assistant, pack), name="content", daemon=True).start()
    try:
        serve_requests(address, secret, assistant, opened=ready)
    finally:
        assistant.close()


def _warm(assistant: Any) -> None:
    try:
        assistant.warm()
    except Exception as error:  # visitors hear that there are no answers, the owner why
        log = make_log(sys.stderr, json=not sys.stderr.isatty())
        log.error("the engine is not ready", error=type(error).__name__, reason=str(error))


class Renewable(Protocol):
    """An assistant whose content may change."""

    def renew(self, portfolio: Portfolio) -> None:
        """Answer from other content from now on. Raises ModelError."""


def follow_content(assistant: Renewable, pack: PackWatch, stop: threading.Event | None = None) -> None:
    """Renew the assistant whenever the pack has changed and can be read, until `stop`. The target of a thread."""
    from tui.live import INTERVAL, reloaded

    ended = stop or threading.Event()
    while not ended.wait(INTERVAL):
        if pack.changed():
            content = reloaded(pack.root)
            if not isinstance(content, tuple):  # what is wrong with a pack is told where its pages are made
                with contextlib.suppress(ModelError):  # answers keep to the content so far
                    assistant.renew(content)


def serve_requests(
    address: str,
    secret: bytes,
    engine: Engine,
    stop: threading.Event | None = None,
    opened: Callable[[], None] = lambda: None,
) -> None:
    """Answer requests to `engine`, a thread each, until `stop` is set and one more connection comes.

    `opened` hears that requests are taken.
    """
    Path(address).unlink(missing_ok=True)
    with Listener(address, "AF_UNIX", backlog=BACKLOG) as listener:
        opened()
        while stop is None or not stop.is_set():
            try:
                connection = listener.accept()
            except OSError:  # who went away at once
                continue
            threading.Thread(target=_answer, args=(connection, secret, engine), daemon=True).start()


def _answer(connection: Connection[Any, Any], secret: bytes, engine: Engine) -> None:
    with connection, contextlib.suppress(OSError, EOFError, ValueError, AuthenticationError):
        deliver_challenge(connection, secret)  # in this thread: who is slow to show the key keeps nobody waiting
        answer_challenge(connection, secret)
        kind, *request = connection.recv()
        try:
            if kind == "greet":
                pass
            elif kind == "search":
                connection.send(tuple(engine.search(*request)))
            else:
                _send_answer(connection, engine, *request)
        except (OSError, EOFError):
            raise
        except Exception as error:  # it belongs to whoever asked
            connection.send(_portable(error))
        connection.send(_END)


def _send_answer(
    connection: Connection[Any, Any], engine: Engine, question: str, history: Sequence[Turn], options: dict[str, Any]
) -> None:
    events = engine.ask(question, history, **options)
    watcher = threading.Thread(target=_watch, args=(connection, events), daemon=True)
    watcher.start()
    try:
        for event in events:
            connection.send(event)
    finally:
        _close(events)
        _end_reading(connection)
        watcher.join()


def _watch(connection: Connection[Any, Any], events: Any) -> None:
    """Stop the answer when the other side says so, or is gone."""
    with contextlib.suppress(OSError, EOFError):
        connection.recv()
    _close(events)


def _end_reading(connection: Connection[Any, Any]) -> None:
    """Wake the thread that reads: left alone, it would read from whoever gets this descriptor's number next."""
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as channel:
        channel.shutdown(socket.SHUT_RD)


def _close(events: Any) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        with contextlib.suppress(Exception):
            close()


def _portable(error: Exception) -> Exception:
    """Return the error as the other process can unpickle it: our own as they are, others by their words.

    That llama.cpp does not run on this machine is the owner's to know, with the command that mends it.
    """
    from engine.tokenize.checks import QuestionError
    from models.errors import LibraryError

    if isinstance(error, LibraryError):
        return EngineGoneError(UNABLE)
    return error if isinstance(error, QuestionError) else RuntimeError(f"{type(error).__name__}: {error}")
