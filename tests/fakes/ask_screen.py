"""What the tests of the Ask room share: an assistant that says what it is told, and one question asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.pilot import Pilot

from engine.events import Event, Turn
from tests.fakes.app import press, settle
from tui.widgets.ask_box import AskBox
from tui.widgets.dialogue import Dialogue

SIZE = (80, 24)
QUESTION = "What does the outbox pattern buy?"


class Says:
    """An assistant that yields the events it is given, or raises."""

    def __init__(self, *events: Event | Exception) -> None:
        self._events = events

    def ask(self, question: str, history: Sequence[Turn] = (), **_: Any) -> Iterator[Event]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event


def dialogue(app: Any) -> Dialogue:
    found: Dialogue = app.room.query_one(Dialogue)
    return found


async def ask(pilot: Pilot[Any], question: str = QUESTION) -> None:
    pilot.app.room.query_one(AskBox).text = question
    await press(pilot, "enter")
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)
