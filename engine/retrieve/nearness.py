"""Is the nearest passage near enough to be shown as the nearest, where the question is not answered?

A logistic regression, fitted by `scripts/fit_nearness.py` on questions to the default pack, with and without its ways
to ask, and to packs of other trades, which prints what it does for each pack when that was left out. Of the questions
that the decision refuses there although they are answered, 30 of 44 are near by this, and 8 of the 43 others; by a
threshold on the decision's own confidence, as before, it was 9 of 44.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.retrieve.doubts import Doubt, DoubtKind

EVIDENT = 4
"""Passages that are looked at for evidence: as many as are kept."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer: the best `match` (MaxSim, 0 to 1), how well the words that fit worst still do
    (`weakest`, 0 to 1), how far the best passage is in front of the next (`lead`), how many `words` the question has.
    """

    match: float
    weakest: float
    lead: float
    words: int


CONSTANT = -3.670
MATCH, WEAKEST, LEAD, WORDS = 0.987, 8.311, 5.981, 0.129
DOUBTS: Mapping[DoubtKind, float] = {
    "name": 2.516,
    "apart": 1.798,
    "event": 1.297,
    "quantity": 1.699,
    "moment": 0.410,
    "around": 3.196,
    "person": 4.704,
    "kind": 4.420,
    "count": 2.860,
}
"""What each doubt takes; those that are not named take nothing."""


def log_odds(evidence: Evidence, doubts: Sequence[Doubt]) -> float:
    """Return the log-odds (natural logarithm) that the portfolio answers; above 0 it rather does."""
    found = MATCH * evidence.match + WEAKEST * evidence.weakest + LEAD * evidence.lead + WORDS * evidence.words
    return CONSTANT + found - sum(DOUBTS.get(doubt.kind, 0.0) * doubt.count for doubt in doubts)
