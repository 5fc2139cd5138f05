"""What visitors ask: how often each may, and that nothing is answered for who has left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from engine.tokenize.checks import QuestionError, check_question
from tui.hosting.limits import BucketTable

if TYPE_CHECKING:
    from engine.events import Candidate, Event, Turn
    from tui.hosting.host import Visitor
    from tui.hosting.operations.log import Log
    from tui.hosting.operations.metrics import Metrics

TOO_OFTEN = "that is question after question: {per_minute} a minute is the limit here; take a breath, and ask again"


class Engine(Protocol):
    """What hosting needs of the assistant. Any thread may call it."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, probabilities: bool = False, visitor: str = ""
    ) -> Iterator[Event]:
        """Answer a question; the iterator has `close`, which stops it from any thread."""

    def search(self, words: str, limit: int = 10) -> Sequence[Candidate]:
        """Return the passages nearest to `words`."""


class Questions:
    """The questions of all visitors. `engine` is shared; a visitor's own view of it comes from `assistant_for`."""

    def __init__(
        self,
        engine: Engine,
        *,
        per_minute: int,
        addresses: int,
        metrics: Metrics,
        log: Log,
        log_text: bool,
    ) -> None:
        self.engine = engine
        self._per_minute, self._metrics, self._log, self._log_text = per_minute, metrics, log, log_text
        self._buckets = BucketTable(per_minute / 60, per_minute, addresses)
        self._running: dict[str, set[Running]] = {}

    def assistant_for(self, visitor: Visitor) -> VisitorAssistant:
        """Return the engine as this visitor may use it."""
        return VisitorAssistant(self, visitor)

    def begin(self, visitor: Visitor, question: str, ask: Callable[[str], Iterator[Event]]) -> Iterator[Event]:
        """Take a question within the limits and return its events. Raises QuestionError."""
        asked = check_question(question)
        if not self._buckets.take(visitor.key):
            self._metrics.questions.labels("too often").inc()
            raise QuestionError(TOO_OFTEN.format(per_minute=self._per_minute))
        self._metrics.questions.labels("asked").inc()
        text = {"question": asked} if self._log_text else {}
        self._log.info("question", session=visitor.id, characters=len(asked), **text)
        heard = self._metrics.performance.begin()
        running = Running(ask(asked), partial(self._ended, visitor.id), lambda event: heard.take(event.type))
        self._running.setdefault(visitor.id, set()).add(running)
        return running

    def stop(self, visitor: Visitor) -> None:
        """Stop whatever is being answered for a visitor who has left."""
        for running in list(self._running.get(visitor.id, ())):
            running.close()

    def running(self) -> int:
        """Return how many questions are being answered or wait for it."""
        return sum(len(each) for each in self._running.values())

    def _ended(self, session: str, running: Running) -> None:
        mine = self._running.get(session)
        if mine is not None:
            mine.discard(running)
            if not mine:
                self._running.pop(session, None)


class Running:
    """The events of one answer, which `close` stops from any thread."""

    def __init__(
        self, events: Iterator[Event], ended: Callable[[Running], None], heard: Callable[[Event], None]
    ) -> None:
        self._events, self._ended, self._heard = events, ended, heard

    def __iter__(self) -> Running:
        return self

    def __next__(self) -> Event:
        try:
            event = next(self._events)
            self._heard(event)
            return event
        except BaseException:
            self._ended(self)
            raise

    def close(self) -> None:
        """Stop the answer, at the latest with the next token."""
        close = getattr(self._events, "close", None)
        if close is not None:
            close()
        self._ended(self)


class VisitorAssistant:
    """The assistant as one visitor meets it."""

    def __init__(self, questions: Questions, visitor: Visitor) -> None:
        self._questions, self._visitor = questions, visitor

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Iterator[Event]:
        """Answer a question within the visitor's limits. Raises QuestionError."""
        options["visitor"] = self._visitor.key
        ask = self._questions.engine.ask
        return self._questions.begin(self._visitor, question, lambda asked: ask(asked, history, **options))

    def search(self, words: str, limit: int = 10) -> Sequence[Candidate]:
        """Return the passages nearest to `words`; the model is not needed for it."""
        return self._questions.engine.search(words, limit)
