"""One visitor's questions, and the thread in which the current one is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App
from textual.message import Message
from textual.worker import Worker, get_current_worker

from models.progress import Progress, Step
from tui.answers.faults import NO_ASSISTANT, NO_END, fault_of
from tui.exchange import Exchange, Variant

if TYPE_CHECKING:  # the events take 15 ms, which the first frame need not wait for
    from engine.events import Event, Turn

EXCHANGES = 10
"""How many exchanges, with all their events, a visitor's session keeps."""

HISTORY = 3
"""How many earlier turns go along with a question."""


class Answers(Protocol):
    """What a conversation needs of the assistant."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer a question as a stream of events."""
        ...


@dataclass
class Heard(Message):
    """One event of the answer that is being made; None when something else about the exchange has changed.

    Of tokens that follow each other only the first is told: who shows them looks for more in every frame, and waking
    the app for each would take time from the model.
    """

    exchange: Exchange
    event: Event | None


class Conversation:
    """The exchanges of one visitor. Runs one question at a time, in a worker thread of the visitor's app.

    The thread touches nothing but its exchange; it posts `Heard` to the app, which publishes it to the rooms.
    `open_with` returns an assistant with another model, which lives for one question.
    """

    def __init__(self, app: App[None], assistant: Answers | None, open_with: Callable[[str], Any]) -> None:
        self._app, self._open_with = app, open_with
        self.assistant = assistant
        self.exchanges: list[Exchange] = []
        self.opened: Exchange | None = None
        self._worker: Worker[None] | None = None
        self._events: Iterator[Event] | None = None
        self._other: Answers | None = None

    @property
    def current(self) -> Exchange | None:
        """The newest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def turns(self) -> list[Exchange]:
        """What was asked and answered, without repetitions."""
        return [exchange for exchange in self.exchanges if exchange.variant is None]

    @property
    def is_running(self) -> bool:
        """Whether an answer is being made."""
        return self.current is not None and self.current.is_running

    def ask(self, question: str, *, probabilities: bool | None = None, **options: Any) -> Exchange:
        """Ask a question; one that is still running is stopped. Other keyword options go to the assistant.

        Every token comes with its probability where that is wanted, or where somebody looked into the answer before:
        who did will look into this one. They cost a little, so nobody else pays for them.
        """
        self.stop()
        if probabilities is None:
            probabilities = bool(self.current and self.current.looked_at)
        exchange = Exchange(question, probabilities=probabilities)
        return self._start(exchange, _past(self.turns), options)

    def repeat(self, exchange: Exchange, variant: Variant) -> Exchange:
        """Ask the question of `exchange` again in another way, with probabilities, beside the first answer."""
        self.stop()
        first = exchange.beside or exchange
        again = Exchange(first.question, probabilities=True, variant=variant, beside=first, looked_at=True)
        at = self.turns.index(first) if first in self.turns else 0
        return self._start(again, _past(self.turns[:at]), variant.options)

    def look_at(self, exchange: Exchange) -> None:
        """Have the Pipeline screen open at an exchange, in place of the newest one."""
        self.opened = exchange

    def stop(self) -> bool:
        """Stop the answer that is being made, within one token; False where there is none."""
        exchange = self.current
        if exchange is None or not exchange.is_running:
            return False
        exchange.stopped = True
        if self._worker is not None:
            self._worker.cancel()
        _stop(self._events)  # the thread may be waiting for the next token: it need not come
        _leave(self._other)  # nor the other model, or its index
        self._app.post_message(Heard(exchange, None))
        return True

    def leave(self) -> None:
        """Have whatever is loaded, read or computed for this visitor end soon: the app ends. Returns at once."""
        self.stop()
        _leave(self.assistant)

    def hear_of_pull(self, progress: Progress) -> None:
        """Show which model file or index the answer waits for. Called in the thread that makes it."""
        exchange = self.current
        said = words_of_pull(progress)
        if exchange is not None and exchange.is_running and said != exchange.fetching:
            exchange.fetching = said
            self._app.post_message(Heard(exchange, None))

    def _start(self, exchange: Exchange, turns: tuple[Turn, ...], options: dict[str, Any]) -> Exchange:
        self.exchanges = [*self.exchanges[1 - EXCHANGES :], exchange]
        self._events = self.opened = None
        if self.assistant is None:
            exchange.fault = NO_ASSISTANT
            self._app.post_message(Heard(exchange, None))
            return exchange
        if exchange.probabilities:
            options = options | {"probabilities": True}
        run = partial(self._run, exchange, self.assistant, turns, options)
        self._worker = self._app.run_worker(run, group="ask", thread=True, exclusive=True, exit_on_error=False)
        return exchange

    def _run(self, exchange: Exchange, assistant: Answers, turns: tuple[Turn, ...], options: dict[str, Any]) -> None:
        from engine.events import Answer, Drafted

        worker = get_current_worker()
        opened: Any = None
        try:
            variant = exchange.variant
            if variant is not None and variant.model is not None and variant.needs_model:
                opened = self._other = assistant = self._open_with(variant.model)
            events = assistant.ask(exchange.question, turns, **options)
            if exchange is self.current:
                self._events = events
            for event in events:
                if worker.is_cancelled or exchange.stopped:
                    _close(events)
                    return
                goes_on = (
                    bool(exchange.events) and isinstance(event, Drafted) and isinstance(exchange.events[-1], Drafted)
                )
                exchange.events.append(event)
                if isinstance(event, Answer):
                    exchange.answer = event
                if not goes_on:
                    self._app.post_message(Heard(exchange, event))
        except Exception as error:  # whatever the engine raises ends this answer, not the visit
            self._app.log.error(error)
            exchange.fault = fault_of(error) if exchange.is_running else None
        finally:
            if opened is not None:
                opened.close()
                self._other = None
        if exchange.is_running:
            exchange.fault = NO_END
        if exchange.fault:
            self._app.post_message(Heard(exchange, None))


def words_of_pull(progress: Progress) -> str:
    """Say in a sentence what is being fetched or read and how far it has come; nothing once it is here."""
    artefact = progress.artefact
    size = f"{artefact.bytes / 1_000_000:,.0f} MB"
    match progress.step:
        case Step.COMPILING:
            return f"{progress.detail}. This answer waits for it …"
        case Step.DONE:
            return ""
        case Step.WAITING:
            return f"Another process is fetching {artefact.title} ({size}); waiting for it …"
        case Step.DOWNLOADING if progress.total:
            return f"Fetching {artefact.title}, {size}, once: {progress.done / progress.total:.0%} …"
        case Step.CONVERTING:
            return f"Converting {artefact.title} for llama.cpp, once …"
        case Step.INDEXING:
            here = progress.done == progress.total
            return "" if here else f"Reading the portfolio, once: {progress.done:,} of {progress.total:,} passages …"
    return f"Fetching {artefact.title}, {size}, once …"


def _past(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return what was answered last, as the assistant takes it."""
    from engine.events import Turn

    past = [Turn.of(turn.question, turn.answer) for turn in exchanges if turn.answer]
    return tuple(past[-HISTORY:])


def _stop(events: Iterator[Event] | None) -> None:
    stop = getattr(events, "stop", None) or getattr(events, "close", None)
    if stop is not None:
        try:
            stop()
        except ValueError:  # a plain generator, running in the other thread: it ends with its next event
            return


def _leave(assistant: Answers | None) -> None:
    leave = getattr(assistant, "leave", None)  # those of a door serve others, too
    if leave is not None:
        leave()


def _close(events: Iterator[Event]) -> None:
    close = getattr(events, "close", None)
    if close is not None:
        close()
