"""All that speaks for an answer and against it, weighed at once: how surely does the portfolio answer?

A logistic regression beside the costs of `decision`, which were set by hand on one pack: it knows more (how well the
words that fit worst still do, how far the best passage is in front) and was fitted on packs of several trades. Where it
is sure, the question is answered though the costs refuse it; where it rather thinks so, the nearest passage may be
shown as the nearest. Each embedder has a regression of its own, since a similarity of .5 says another thing in each;
with the multilingual one it decides in the place of the costs, which were set for the other. Its weights are data
(evidence.toml, by `scripts/fit_evidence.py`); docs/quality.md has what it does for packs that were left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.retrieve.doubts import Doubt, DoubtKind
from engine.settings import ENGLISH_EMBEDDER

EVIDENT = 4
"""Passages that are looked at for evidence: as many as are kept."""

WEIGHTS_FILE = Path(__file__).with_name("evidence.toml")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: the best `match` (MaxSim, 0 to 1), how well the words that fit worst still do
    (`weakest`, 0 to 1), how far the best passage is in front of the next (`lead`), how many `words` the question has.
    """

    match: float
    weakest: float
    lead: float
    words: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of the evidence adds and each doubt takes, in log-odds (natural logarithm).

    From `sure` the portfolio answers what the costs refuse, and from `alone`, where there is such a number, whatever
    the costs say. Doubts that are not named take nothing.
    """

    constant: float
    sure: float
    evidence: Mapping[str, float]
    doubts: Mapping[DoubtKind, float]
    alone: float | None = None

    def log_odds(self, evidence: Evidence, doubts: Sequence[Doubt]) -> float:
        """Return the log-odds that the portfolio answers; above 0 it rather does."""
        found: float = sum(self.evidence[name] * value for name, value in asdict(evidence).items())
        return self.constant + found - sum(self.doubts.get(doubt.kind, 0.0) * doubt.count for doubt in doubts)


@cache
def weights(embedder: str = ENGLISH_EMBEDDER) -> Weights:
    """Return the weights that were fitted for an embedder, by its name, or else those of the English one.

    They are read once, by the first question.
    """
    import tomllib  # 2 ms, which only answers need

    data: dict[str, Any] = tomllib.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return Weights(**data.get(embedder.lower(), data[ENGLISH_EMBEDDER]))
