"""Who is asked, and what they did with the questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from content.questions import QuestionSet
from engine.evaluation.metrics import Broken, Figures, Verdict, broken, figures_of
from engine.settings import NO_MODEL, AnswerMode


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who answers: a model in its mode (`auto` is the catalogue's), or the plain loop around the same model.

    `limit` is how many of the questions it gets; None for all.
    """

    model: str
    mode: AnswerMode | None = None
    peer: bool = False
    limit: int | None = None

    @property
    def label(self) -> str:
        """A short name for tables."""
        name = "quotes, no model" if self.model == NO_MODEL else Path(self.model).name.removesuffix(".gguf")
        return f"{name}, plain loop" if self.peer else f"{name}, {self.mode}" if self.mode else name


@dataclass(frozen=True)
class EvalRun:
    """What one contestant did with the questions."""

    contestant: Contestant
    verdicts: tuple[Verdict, ...]

    @cached_property
    def figures(self) -> Figures:
        """The figures of all verdicts."""
        return figures_of(self.verdicts)

    @property
    def mode(self) -> str:
        """How most answers were made."""
        modes = [verdict.record.mode for verdict in self.verdicts if verdict.record.kind in ("answer", "fallback")]
        return max(sorted(set(modes)), key=modes.count) if modes else "none"

    def broken(self, questions: QuestionSet) -> tuple[Broken, ...]:
        """Return the pack's floors that it breaks; a peer is held to none."""
        return () if self.contestant.peer else broken(self.figures, questions.floors)

    def on(self, identities: Iterable[str]) -> EvalRun:
        """Return the run on a part of its questions."""
        wanted = set(identities)
        return EvalRun(self.contestant, tuple(v for v in self.verdicts if v.question.identity in wanted))
