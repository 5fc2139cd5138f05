"""Can the passages answer the question? One calibrated decision, before anything is generated.

The confidence is late interaction's best match (MaxSim), which of all the signals of retrieval separates best, less
what each doubt costs. The costs began as the weights of a logistic regression over the questions of
tests/data/calibration.yaml, in units of MaxSim; fitted anew to the 600 questions that stand there now, they order them
no better. In five-fold cross-validation, injections left out, doubts raise the area under the ROC curve from .88
(MaxSim alone) to .96, and from .80 to .95 where those without an answer are on the right topic and ask for an absent
fact. The cosine, the nearest way to ask, the share of words found and the distance to the next passages add nothing to
that. What it refuses is answered where all the evidence, weighed on packs of several trades (`evidence`), is sure. With
the multilingual embedder, for which no cost was set, that evidence alone decides, but for orders, single words and
follow-ups.
Where the confidence is near the threshold, a model that is good enough says yes or no, and its word moves it: before a
question is refused, and behind what was quoted where it was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.events import Candidate, Retrieved
from engine.retrieve.doubts import Doubt, DoubtKind, asks_for_reasons, doubts_about
from engine.retrieve.evidence import Evidence, Weights, weights
from engine.retrieve.index import Index
from engine.tokenize.question import Question

THRESHOLD = 0.46
"""Confidence from which a question is answered: the highest, in steps of .02, at which 95 % of the answerable questions
of the calibration set are answered, hiring answers that lead among them. 88 % of the others are refused there; of those
on the right topic whose fact is absent, 81 %."""

COSTS: dict[DoubtKind, float] = {
    "order": 1.0,
    "name": 0.19,
    "few": 0.15,
    "word": 0.035,
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
    "unsaid": 0.4,
}
"""What a doubt takes from the confidence, each time it arises. Orders and questions of one or two words are too few to
be fitted: their costs are rules. So are those of "topic", "person", "kind", "count" and "unsaid", which rarely arise:
each but the last was tried on the calibration set, where together with a dearer "event" and the threshold then they
took the wrongly answered from 33 to 21, and none of the rightly answered."""

REASONS = 0.07
"""What is added where a question asks for reasons, from the same regression: those a portfolio gives."""

_UNDER_TOPIC = 0.06
"""What is added for a follow-up, whose confidence is the mean of two searches and so lower than the better of them."""

FIRM: frozenset[DoubtKind] = frozenset({"order", "name", "few", "topic", "person", "around", "unsaid"})
"""Doubts after which nothing is sure or near: what the portfolio never mentions, what it is no answer to, orders."""

RULES: frozenset[DoubtKind] = frozenset({"order", "few", "unsaid"})
"""Doubts that are too few to be fitted: where they arise, costs decide, whatever the weights say."""

ON_THE_SUBJECT = 0.5
"""Log-odds of what speaks for an answer, without the doubts, from which the places of the best passages are named. On
the default pack's own questions and those of tests/packs (30 November 2026) places are named for 44 of 144 that are
refused rightly, and before for all of them; where a refused question is answered and a place was right, for 9 of 13."""

UNRELATED: frozenset[DoubtKind] = frozenset({"order", "person"})
"""Doubts after which no place is named: what gives orders, and who somebody is, has none."""

UNCERTAIN = 0.38, 0.58
"""Confidences from the first and below the second, at which the model's own word is asked for. Of the questions that
are searched for, 24 % (calibration set) or 13 % (the default pack's) lie there. Reading one takes the 1.5B model about
5 s of processor time, on top of the answer's own."""

WEIGHT = 0.04
"""What a log-odds of 1 adds to the confidence: the smallest of the weights between which the calibration set is all but
indifferent, so that the word seldom overturns what retrieval is nearly sure of. On its 159 questions in the band, the
word of qwen2.5-coder-1.5b answers 84 of 93 answerable ones instead of 81, refuses 46 of the other 66 instead of 37, and
raises the area under the ROC curve from .82 to .90. On the default pack's 48, it answers 31 of 33 instead of 28,
refuses 12 of 15 as without it, and the area rises from .91 to .95. The 0.5B model's word tells nothing."""

UNDECIDED = 0.35
"""Log-odds of yes at which the word changes nothing: of those at which as many answerable questions of the calibration
set are answered as without it, or more, one in the middle."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer, and if not, whether the nearest passage may be shown as the nearest.

    `confidence` (0 to 1) is compared with `threshold`; `reason` says in words what decided. `related` says whether the
    best passages are on the question's subject at all, so that their places may be named.
    """

    answerable: bool
    confidence: float
    threshold: float
    reason: str
    near: bool = False
    related: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """A model's own word: log-odds of yes against no (natural logarithm; 0 is undecided), and the seconds it took."""

    log_odds: float
    seconds: float


def decide(
    question: Question, candidates: Sequence[Candidate], index: Index, evidence: Evidence, fitted: Weights | None = None
) -> Decision:
    """Decide from the candidates' scores and the words of the question whether the portfolio answers it.

    `fitted` are the weights for the embedder that made the index; by default those for the English one.
    """
    if not candidates or not question.words:
        return Decision(False, 0.0, THRESHOLD, "there is no word to search for")
    found = list(doubts_about(question.own or question, candidates, index))
    fitted = fitted or weights()
    odds, kinds = fitted.log_odds(evidence, found), {doubt.kind for doubt in found}
    if fitted.alone is None or question.leans or RULES & kinds:  # the weights know no follow-ups
        confidence = confidence_of(question, candidates, found)
    else:
        confidence = min(1.0, max(0.0, THRESHOLD + WEIGHT * (odds - fitted.alone)))
    if confidence >= THRESHOLD:
        return Decision(True, confidence, THRESHOLD, "a passage speaks of what the question asks", related=True)
    firm = FIRM & kinds
    if odds >= fitted.sure and not firm and not question.leans:
        confidence = min(1.0, THRESHOLD + WEIGHT * (odds - fitted.sure))
        together = "all that was found together speaks of what the question asks"
        return Decision(True, confidence, THRESHOLD, together, related=True)
    heaviest = max(found, key=lambda doubt: COSTS[doubt.kind] * doubt.count, default=None)
    reason = heaviest.reason if heaviest else "no passage comes near enough to the question"
    related = fitted.log_odds(evidence, ()) >= ON_THE_SUBJECT and not UNRELATED & kinds
    return Decision(False, confidence, THRESHOLD, reason, near=odds >= 0 and not firm, related=related)


def confidence_of(question: Question, candidates: Sequence[Candidate], doubts: Sequence[Doubt]) -> float:
    """Return the confidence by the best match and the costs alone, 0 to 1."""
    best = max(candidate.rerank or 0.0 for candidate in candidates) + REASONS * asks_for_reasons(question)
    best += _UNDER_TOPIC * question.leans
    return min(1.0, max(0.0, best - sum(COSTS[doubt.kind] * doubt.count for doubt in doubts)))


def uncertain(retrieved: Retrieved) -> bool:
    """Return whether retrieval alone is unsure enough of its decision to ask a model, too."""
    least, most = UNCERTAIN
    return least <= retrieved.confidence < most


def reconsidered(retrieved: Retrieved, opinion: Opinion) -> Retrieved:
    """Return the decision anew: `opinion` moves the confidence, which is compared with the same threshold."""
    moved = retrieved.confidence + WEIGHT * (opinion.log_odds - UNDECIDED)
    confidence = min(1.0, max(0.0, moved))
    answerable = confidence >= retrieved.threshold
    reason = retrieved.reason
    if answerable != retrieved.answerable:
        reason = (
            "the model reads the answer in the passages" if answerable else "the model reads no answer in the passages"
        )
    seconds = retrieved.seconds + opinion.seconds
    return replace(
        retrieved, answerable=answerable, confidence=confidence, reason=reason, seconds=seconds, word=opinion.log_odds
    )
