"""Recorded event streams of real answers, read back into events, and an assistant that plays them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from engine.events import Answer, Composed, Drafted, Event, Retrieved, Sentence, Tokenized, Turn, Waiting
from tests.places import RECORDED

KINDS: dict[str, type[Any]] = {
    kind.type: kind for kind in (Waiting, Tokenized, Retrieved, Composed, Drafted, Sentence, Answer)
}


@cache
def recorded(name: str) -> tuple[Event, ...]:
    """Return the events of a recording, such as `outbox`."""
    data = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return tuple(_event(item) for item in data["events"])


def _event(item: dict[str, Any]) -> Event:
    fields = {name: value for name, value in item.items() if name not in ("type", "stage")}
    event: Event = TypeAdapter(KINDS[item["type"]]).validate_python(fields)
    return event


class Playback:
    """An assistant that plays recordings, in the order in which their names are given; the last one again and again.

    With `hold` it stops after so many events of the last recording, until `release` is set or it is stopped.
    """

    def __init__(self, *names: str, hold: int | None = None) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.histories: list[tuple[Turn, ...]] = []
        self.release = threading.Event()
        self.holding = threading.Event()
        self.stopped = threading.Event()
        self.ended = threading.Event()
        self._names, self._hold = names, hold

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Played:
        """Play the next recording."""
        at = len(self.asked)
        self.asked.append((question, options))
        self.histories.append(tuple(history))
        last = at >= len(self._names) - 1
        return Played(self, recorded(self._names[min(at, len(self._names) - 1)]), self._hold if last else None)

    def close(self) -> None:
        """Give everything back, as an assistant does."""
        self.ended.set()


class Played(Iterator[Event]):
    """The events of one recording. `stop` is safe from any thread, as the assistant's own is."""

    def __init__(self, playback: Playback, events: Sequence[Event], hold: int | None) -> None:
        self._playback, self._events, self._hold, self._at = playback, events, hold, 0

    def __next__(self) -> Event:
        playback = self._playback
        if self._at == self._hold:
            playback.holding.set()
            playback.release.wait(10)
        if playback.stopped.is_set() or self._at >= len(self._events):
            playback.ended.set()
            raise StopIteration
        self._at += 1
        return self._events[self._at - 1]

    def stop(self) -> None:
        """Stop, whatever the reader waits for."""
        self._playback.stopped.set()
        self._playback.release.set()

    def close(self) -> None:
        """The reader has let go."""
        self.stop()
        self._playback.ended.set()
