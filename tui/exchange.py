"""A question and all that came back, as the conversation gathers it and the pages of an answer show it: data alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the events take 15 ms, which the first frame need not wait for
    from engine.events import Answer, Event


@dataclass(frozen=True, slots=True)
class Fault:
    """A title, what happened, and what to do about it."""

    title: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.text, self.advice) if part)


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to answer: another model, or another number of passages. None leaves it as it is set."""

    model: str | None = None
    passages: int | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the assistant itself can do about it, for one question."""
        quoted = {"quoted": True} if self.model == "none" else {}
        return quoted | ({"passages": self.passages} if self.passages else {})

    @property
    def needs_model(self) -> bool:
        """Whether it takes a model that has to be loaded for it."""
        return self.model not in (None, "none")

    def __str__(self) -> str:
        passages = f"{self.passages} passage{'' if self.passages == 1 else 's'}" if self.passages else ""
        model = "quoted, without a model" if self.model == "none" else self.model or ""
        return ", ".join(part for part in (model, passages) if part) or "as it is set"


@dataclass(eq=False)
class Exchange:
    """A question and everything that came back: every event in order, and how it ended.

    `beside` is the exchange that this one repeats in another way; such a repetition is no turn of the conversation.
    `looked_at` says that somebody looked into it on the Pipeline screen; `fetching` tells of a model file on its way.
    """

    question: str
    events: list[Event] = field(default_factory=list)
    answer: Answer | None = None
    fault: Fault | None = None
    stopped: bool = False
    probabilities: bool = False
    variant: Variant | None = None
    beside: Exchange | None = None
    looked_at: bool = False
    fetching: str = ""

    @property
    def is_running(self) -> bool:
        """Whether events are still to come."""
        return self.answer is None and self.fault is None and not self.stopped
