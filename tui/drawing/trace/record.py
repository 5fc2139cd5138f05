"""The events of one answer, sorted by stage, and what each stage is doing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from content.safe_text import safe_text
from engine.events import (
    STAGES,
    Answer,
    Composed,
    Drafted,
    Event,
    Passage,
    Retrieved,
    Sentence,
    Stage,
    Tokenized,
    Waiting,
)  # fmt: skip
from engine.stream.citing import cited_places
from tui.drawing.prose.runs import printable

if TYPE_CHECKING:
    from tui.exchange import Exchange


class StageState(Enum):
    """What a stage is doing."""

    AHEAD = "ahead"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass
class AnswerRecord:
    """One answer as far as it has come: the last event of each stage, the tokens, the sentences.

    It grows by `take`, so that reading a long answer again and again costs nothing.
    """

    exchange: Exchange | None = None
    tokenized: Tokenized | None = None
    retrieved: Retrieved | None = None
    composed: Composed | None = None
    drafts: list[Drafted] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    answer: Answer | None = None
    waiting: Waiting | None = None
    taken: int = 0

    @classmethod
    def of(cls, exchange: Exchange) -> AnswerRecord:
        """Return the record of an exchange as it is now."""
        record = cls(exchange)
        record.catch_up()
        return record

    @classmethod
    def of_events(cls, events: Iterable[Event]) -> AnswerRecord:
        """Return the record of events that no exchange holds."""
        record = cls()
        for event in events:
            record.take(event)
        return record

    def catch_up(self) -> None:
        """Take what has come since the last time."""
        if self.exchange is not None:
            for event in self.exchange.events[self.taken :]:
                self.take(event)

    @property
    def is_behind(self) -> bool:
        """Whether more has come since the last time."""
        return self.exchange is not None and len(self.exchange.events) > self.taken

    def take(self, event: Event) -> None:
        """Take one event. Whatever else comes ends the waiting."""
        self.taken += 1
        self.waiting = event if isinstance(event, Waiting) else None
        match event:
            case Tokenized():
                self.tokenized = event
            case Retrieved():
                self.retrieved = event
            case Composed():
                self.composed = event
            case Drafted():
                self.drafts.append(event)
            case Sentence():
                self.sentences.append(event)
            case Answer():
                self.answer = event

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that went on, best first."""
        return self.retrieved.kept if self.retrieved else ()

    @property
    def sources(self) -> dict[int, Passage]:
        """The passages that are cited so far, by their numbers in the answer."""
        kept = self.passages
        return {n: kept[place - 1] for n, place in cited_places(self.sentences).items() if 0 < place <= len(kept)}

    @property
    def numbers(self) -> dict[int, int]:
        """The numbers in the answer of the passages that are cited so far, by the passages' own."""
        return {passage.id: number for number, passage in self.sources.items()}

    @property
    def has_probabilities(self) -> bool:
        """Whether somebody asked for probabilities."""
        return any(draft.probability is not None for draft in self.drafts)

    @property
    def is_over(self) -> bool:
        """Whether no more will come."""
        return self.answer is not None or (self.exchange is not None and not self.exchange.is_running)

    @property
    def running(self) -> Stage | None:
        """The stage that is at work; None before the first and after the last."""
        if self.is_over:
            return None
        if self.tokenized is None:
            return "tokenize"
        if self.retrieved is None:
            return "retrieve"
        if self.composed is None:  # what answers is quoted first, and a model may add to it
            return "stream" if self.sentences or not self.retrieved.answerable else "compose"
        return "generate"

    def state_of(self, stage: Stage) -> StageState:
        """Return what a stage is doing. One that this answer did without is skipped."""
        if stage == self.running:
            return StageState.RUNNING
        reached = {
            "tokenize": self.tokenized,
            "retrieve": self.retrieved,
            "compose": self.composed,
            "generate": self.drafts,
            "stream": self.sentences,
        }[stage]
        if reached:
            return StageState.DONE
        after = STAGES[STAGES.index(stage) + 1 : -1]  # a sentence may be quoted before a model is asked
        later = self.is_over or any(self._has(other) for other in after)
        return StageState.SKIPPED if later else StageState.AHEAD

    def _has(self, stage: Stage) -> bool:
        held = {"retrieve": self.retrieved, "compose": self.composed, "generate": self.drafts}
        return bool(held.get(stage))

    def seconds_of(self, stage: Stage) -> float | None:
        """Return how long a stage took; None where that is not known yet."""
        if self.answer is not None:
            return next((time.seconds for time in self.answer.trace.stages if time.stage == stage), None)
        event = {"tokenize": self.tokenized, "retrieve": self.retrieved, "compose": self.composed}.get(stage)
        return event.seconds if event is not None else None


def clean(text: str) -> str:
    """Return text of a visitor or a model as it may be shown: no control, no direction override, no lone surrogate."""
    return printable(safe_text(text))


def marked(number: int | None) -> str:
    """Return what marks a passage: its number in the answer, or that it is not cited."""
    return "·" if number is None else f"[{number}]"


def duration(seconds: float) -> str:
    """Return a time with the digits that matter: 0.2 ms, 14 ms, 2.31 s."""
    if seconds < 0.0095:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 0.9995 else f"{seconds:.2f} s"
