"""What the tests of the screens share: the app over the small pack, and an assistant that reads from a script."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from content.loader import Portfolio
from engine.events import Answer, Citation, Event, NextStep, Passage, Retrieved, Sentence, Tokenized, Trace, Turn
from engine.settings import Settings
from tui.app import PortfolioApp
from tui.widgets.reader import Reader

_PATIENCE = 60.0
"""Seconds for which a key waits for those before it, on a machine that is busy with other tests."""
FACT = "An order is accepted in one local transaction."


class ScriptedAssistant:
    """Answers every question with one sentence. With `hold` it waits before it answers, until it is released."""

    def __init__(self, *, hold: bool = False, fault: Exception | None = None) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.release = threading.Event()
        self.waiting = threading.Event()
        self.closed = threading.Event()
        self._fault = fault
        if not hold:
            self.release.set()

    def ask(self, question: str, history: Sequence[Turn] = (), **_: Any) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        return self._events(question)

    def _events(self, question: str) -> Iterator[Event]:
        try:
            yield Tokenized(question, (), "scripted", 0.0)
            if self._fault:
                raise self._fault
            yield Retrieved((), True, 0.9, 0.5, "scripted", 0.0)
            self.waiting.set()
            while not self.release.wait(0.02):
                yield Tokenized(question, (), "scripted", 0.0)
            yield Sentence(FACT, True, (1,), 1.0, "", 0.0, citations=(1,))
            yield answer(question)
        finally:
            self.closed.set()


def answer(question: str) -> Answer:
    """The scripted answer to a question."""
    return Answer(
        question,
        f"{FACT} [1]",
        "answer",
        (Sentence(FACT, True, (1,), 1.0, "", 0.0, citations=(1,)),),
        (Citation(1, "work/order-pipeline#architecture", "Scaling an Order Pipeline", "Architecture", FACT),),
        (NextStep("contact/availability", "Are you available?"),),
        Trace("scripted", "copy", (), 0.1),
    )


PASSAGE = Passage(1, "case-study", "work/order-pipeline#problem", "Scaling an Order Pipeline", "Problem", FACT)


def settings_in(folder: Path) -> Settings:
    """Settings that write nowhere else."""
    return Settings(data_dir=folder / "data", cache_dir=folder / "cache")


def app_of(portfolio: Portfolio, folder: Path, assistant: Any = None, **options: Any) -> PortfolioApp:
    """The app over a pack, still: nothing on it moves by itself, and no first key waits for a second."""
    app = PortfolioApp(portfolio, settings_in(folder), assistant, **options)
    app.typed.blink, app.typed.patience = 0, _PATIENCE
    app.animation_level = "none"
    return app


def here(app: PortfolioApp) -> str:
    """The path of the place where the visitor is."""
    return app.room.where.path


def reader(app: PortfolioApp) -> Reader:
    """The reader of the room."""
    return app.room.query_one(Reader)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the room is mounted and has opened what it was asked for."""
    app: Any = pilot.app
    for _ in range(200):
        await pilot.pause()
        if app.room.is_ready and app.room._waiting is None and app.typed.is_settled and not app.room._after_drawn:
            break
    await pilot.pause()


async def loaded(pilot: Pilot[Any]) -> None:
    """Wait until what is read beside the screen is shown, too, such as a picture."""
    await settle(pilot)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, each after what the one before did is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
