"""Takes the times and counts of one answer as its events go by."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from engine.events import Drafted, Event, Sentence, Stage, StageTime, Trace
from engine.llama.context import Evaluated


@dataclass
class Stopwatch:
    """Belongs to one question; starts when it is made."""

    began: float = field(default_factory=time.perf_counter)
    stages: list[StageTime] = field(default_factory=list)
    evaluated: Evaluated = field(default_factory=lambda: Evaluated(0, 0))
    generating: float | None = None
    first: float | None = None
    ended: float = 0.0
    chosen: int = 0
    forced: int = 0
    withheld: int = 0
    checking: float = 0.0

    def now(self) -> float:
        """Return the seconds since the question was asked."""
        return time.perf_counter() - self.began

    def note(self, stage: Stage, seconds: float) -> None:
        """Record a stage that has just ended."""
        self.stages.append(StageTime(stage, max(0.0, self.now() - seconds), seconds))

    def see(self, event: Event | Evaluated) -> None:
        """Take what the trace needs from an event."""
        match event:
            case Evaluated():
                self.evaluated = event
                self.generating = self.now() - event.seconds
            case Drafted():
                self.forced += event.forced
                self.chosen += not event.forced
                self.ended = self.now()
                if self.first is None:
                    self.first = self.ended
            case Sentence():
                if self.first is None:
                    self.first = self.now()
                self.checking += event.seconds
                self.withheld += not event.shown

    def generated(self) -> None:
        """Take the time at which the model had computed its last token: forced ones are told before they are."""
        self.ended = self.now()

    def trace(self, model: str, mode: str) -> Trace:
        """Return the figures."""
        stages = list(self.stages)
        speed = None
        if self.generating is not None:
            writing = max(self.ended, self.generating) - self.generating
            stages.append(StageTime("generate", self.generating, writing))
            prompted = self.generating + self.evaluated.seconds
            if self.chosen and self.ended > prompted:
                speed = self.chosen / (self.ended - prompted)
        stages.append(StageTime("stream", self.first if self.first is not None else self.now(), self.checking))
        return Trace(
            model, mode, tuple(stages), self.now(), self.first, self.evaluated.computed + self.evaluated.reused,
            self.evaluated.reused, self.chosen, speed, self.withheld, forced_tokens=self.forced,
        )  # fmt: skip
