"""Can the passages answer the question? One calibrated decision, before any model is asked.

The confidence is late interaction's best match (MaxSim), which of all the signals of retrieval separates best, less
what each doubt costs. The costs are the weights of a logistic regression over the questions of
tests/data/calibration.yaml, in units of MaxSim. In five-fold cross-validation there, injections left out, doubts raise
the area under the ROC curve from .83 (MaxSim alone) to .94, and from .65 to .86 on its hardest questions, of which most
are on the right topic and ask for an absent fact. The cosine, the share of words found, the weakest word's match and
the distance to the next passages add nothing to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.doubts import DoubtKind, asks_for_reasons, doubts_about
from engine.events import Candidate
from engine.index import Index
from engine.lexical import words_of

THRESHOLD = 0.42
"""Confidence from which a question is answered: the highest, in steps of .02, at which 94 % of the answerable questions
of the calibration set are answered, hiring answers that lead among them. 84 % of the others are refused there; of those
on the right topic whose fact is absent, 74 %."""

COSTS: dict[DoubtKind, float] = {
    "order": 1.0,
    "name": 0.19,
    "few": 0.15,
    "word": 0.05,
    "apart": 0.15,
    "event": 0.2,
    "quantity": 0.16,
    "who": 0.08,
    "moment": 0.07,
    "around": 0.06,
    "topic": 0.05,
    "person": 0.2,
    "kind": 0.4,
    "count": 0.2,
}
"""What a doubt takes from the confidence, each time it arises. Orders and questions of one or two words are too few to
be fitted: their costs are rules."""

REASONS = 0.07
"""What is added where a question asks for reasons, from the same regression: those a portfolio gives."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer. `confidence` (0 to 1) is compared with `threshold`; `reason` says in words what decided."""

    answerable: bool
    confidence: float
    threshold: float
    reason: str


def decide(question: str, candidates: Sequence[Candidate], index: Index, reworded: str = "") -> Decision:
    """Decide from the candidates' scores and the words of the question whether the portfolio answers it.

    `reworded` is the question with its typos mended and spelled as the portfolio spells, where that was done.
    """
    if not candidates or not words_of(question):
        return Decision(False, 0.0, THRESHOLD, "there is no word to search for")
    found = list(doubts_about(question, candidates, index, reworded))
    best = max(candidate.rerank or 0.0 for candidate in candidates) + REASONS * asks_for_reasons(question)
    confidence = min(1.0, max(0.0, best - sum(COSTS[doubt.kind] * doubt.count for doubt in found)))
    if confidence >= THRESHOLD:
        return Decision(True, confidence, THRESHOLD, "a passage speaks of what the question asks")
    heaviest = max(found, key=lambda doubt: COSTS[doubt.kind] * doubt.count, default=None)
    return Decision(
        False, confidence, THRESHOLD, heaviest.reason if heaviest else "no passage comes near enough to the question"
    )
