"""Listens to answers and to opened places, and keeps them without making a visitor wait."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from engine.events import Answer, Event, Retrieved, Turn
from engine.keep.visits import Visits, VisitsError, asked_of, without_private
from engine.settings import Settings

WAITING = 1_000
"""How many entries may wait to be written. Beyond that they are dropped: visitors come before statistics."""
MOST_OF_A_THING = 80
"""Characters that are kept of a thing that an advertisement asks for: what is longer is a sentence of somebody's."""
_PATIENCE = 5.0
"""Seconds to wait for the last entries at the end."""


class Recorder:
    """Writes to the log on a thread of its own. Losing an entry is no fault that a visitor should hear of."""

    def __init__(self, visits: Visits, days: int) -> None:
        self._visits = visits
        self._days = days
        self._waiting: queue.Queue[Callable[[], None] | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write, name="log of visits", daemon=True)
        self._thread.start()

    def asked(self, answer: Answer, retrieved: Retrieved | None) -> None:
        """Keep a question and how it was answered. Small talk is nobody's business."""
        if answer.kind not in ("small-talk", "stopped"):
            entry = asked_of(answer, retrieved)
            self._put(lambda: self._visits.add(entry))

    def opened(self, place: str) -> None:
        """Count that a place (``essays/slug``, or a screen) was opened."""
        self._put(lambda: self._visits.read(place))

    def sought(self, things: Iterable[str]) -> None:
        """Count what an advertisement asked for and the portfolio does not say; each by its first words alone."""
        kept = [without_private(thing)[:MOST_OF_A_THING].lower() for thing in things]
        self._put(lambda: self._visits.seek(kept))

    def close(self) -> None:
        """Write what waits, and end."""
        self._waiting.put(None)
        self._thread.join(timeout=_PATIENCE)

    def _put(self, write: Callable[[], None]) -> None:
        try:
            self._waiting.put_nowait(write)
        except queue.Full:
            return

    def _write(self) -> None:
        with contextlib.suppress(VisitsError):  # a database may be back before the first question
            self._visits.forget_older(self._days)
        while (write := self._waiting.get()) is not None:
            try:
                write()
            except VisitsError:
                continue


class Recorded:
    """An assistant whose answers are kept. Everything else is the assistant's own."""

    def __init__(self, assistant: Any, recorder: Recorder) -> None:
        self._assistant = assistant
        self._recorder = recorder

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> RecordedAnswer:
        """Answer as the assistant does; the last event is kept."""
        return RecordedAnswer(self._assistant.ask(question, history, **options), self._recorder)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)


class RecordedAnswer(Iterator[Event]):
    """The events of one answer, passed on as they come."""

    def __init__(self, events: Any, recorder: Recorder) -> None:
        self._events = events
        self._recorder = recorder
        self._retrieved: Retrieved | None = None

    def __next__(self) -> Event:
        event: Event = next(self._events)
        if isinstance(event, Retrieved):
            self._retrieved = event
        elif isinstance(event, Answer):
            self._recorder.asked(event, self._retrieved)
        return event

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events, name)


def recorder_for(settings: Settings) -> Recorder | None:
    """Return a recorder where the owner has opted in, else None."""
    return Recorder(Visits.of(settings), settings.visits_days) if settings.visits else None


def recorded(assistant: Any, recorder: Recorder | None) -> Any:
    """Return the assistant, listened to where there is a recorder."""
    return Recorded(assistant, recorder) if recorder else assistant
