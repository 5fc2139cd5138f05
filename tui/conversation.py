"""One visitor's questions, and the thread in which the current one is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.message import Message
from textual.worker import Worker, get_current_worker

from engine.events import Answer, Event, Turn
from engine.question import QuestionError

if TYPE_CHECKING:
    from tui.app import PortfolioApp

KEPT = 10
"""How many exchanges, with all their events, a visitor's session keeps."""

HISTORY = 3
"""How many earlier turns go along with a question."""


class Answers(Protocol):
    """What a conversation needs of the assistant."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer a question as a stream of events."""
        ...


@dataclass(eq=False)
class Exchange:
    """A question and everything that came back: every event in order, and how it ended."""

    question: str
    events: list[Event] = field(default_factory=list)
    answer: Answer | None = None
    fault: str = ""
    stopped: bool = False

    @property
    def is_running(self) -> bool:
        """Whether events are still to come."""
        return self.answer is None and not self.fault and not self.stopped


@dataclass
class Heard(Message):
    """One event of the answer that is being made; None when the exchange has ended in another way."""

    exchange: Exchange
    event: Event | None


class Conversation:
    """The exchanges of one visitor. Runs one question at a time, in a worker thread of the visitor's app.

    The thread touches nothing but its exchange; it posts `Heard` to the app, which publishes it to the rooms.
    """

    def __init__(self, app: PortfolioApp, assistant: Answers | None) -> None:
        self._app = app
        self.assistant = assistant
        self.exchanges: list[Exchange] = []
        self._worker: Worker[None] | None = None

    @property
    def current(self) -> Exchange | None:
        """The newest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def is_running(self) -> bool:
        """Whether an answer is being made."""
        return self.current is not None and self.current.is_running

    def ask(self, question: str, **options: Any) -> Exchange:
        """Ask a question; one that is still running is stopped. Keyword options go to the assistant."""
        self.stop()
        exchange = Exchange(question)
        turns = [Turn(past.question, past.answer.text) for past in self.exchanges if past.answer is not None]
        self.exchanges = [*self.exchanges[1 - KEPT :], exchange]
        if self.assistant is None:
            exchange.fault = "There is no assistant here: no model is installed. The rooms can all be read without it."
            self._app.post_message(Heard(exchange, None))
            return exchange
        run = partial(self._run, exchange, self.assistant, tuple(turns[-HISTORY:]), options)
        self._worker = self._app.run_worker(run, group="ask", thread=True, exclusive=True, exit_on_error=False)
        return exchange

    def stop(self) -> bool:
        """Stop the answer that is being made; False where there is none."""
        exchange = self.current
        if exchange is None or not exchange.is_running:
            return False
        exchange.stopped = True
        if self._worker is not None:
            self._worker.cancel()
        self._app.post_message(Heard(exchange, None))
        return True

    def _run(self, exchange: Exchange, assistant: Answers, turns: tuple[Turn, ...], options: dict[str, Any]) -> None:
        worker = get_current_worker()
        try:
            events = assistant.ask(exchange.question, turns, **options)
            for event in events:
                if worker.is_cancelled or exchange.stopped:
                    close = getattr(events, "close", None)
                    if close is not None:
                        close()
                    return
                exchange.events.append(event)
                if isinstance(event, Answer):
                    exchange.answer = event
                self._app.post_message(Heard(exchange, event))
        except QuestionError as error:
            exchange.fault = str(error)
        except Exception as error:  # whatever the engine raises ends this answer, not the visit
            self._app.log.error(error)
            exchange.fault = f"The assistant could not answer: {error or type(error).__name__}"
        if exchange.is_running:
            exchange.fault = "The assistant stopped without an answer."
        if exchange.fault:
            self._app.post_message(Heard(exchange, None))
