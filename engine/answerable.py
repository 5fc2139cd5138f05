"""Can the passages answer the question? One calibrated decision, before any model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Candidate
from engine.index import Index

THRESHOLD = 0.46


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer. `confidence` (0 to 1) is compared with `threshold`; `reason` says in words what decided."""

    answerable: bool
    confidence: float
    threshold: float
    reason: str


def decide(question: str, candidates: Sequence[Candidate], index: Index) -> Decision:
    """Decide from the candidates' scores and the words of the question whether the portfolio answers it."""
    best = max((candidate.rerank or 0.0 for candidate in candidates), default=0.0)
    answerable = best >= THRESHOLD
    reason = "the best passage matches the question" if answerable else "no passage matches the question well enough"
    return Decision(answerable, best, THRESHOLD, reason)
