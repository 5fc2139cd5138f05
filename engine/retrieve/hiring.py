"""Questions about hiring: the pack lists how visitors phrase them, and each leads to its own answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from content.schema import HiringAnswer
from engine.events import Candidate, Passage, Retrieved
from engine.language.language import Language
from engine.retrieve.doubts import gives_orders
from engine.retrieve.meanings import Meanings
from engine.retrieve.ranking import best_of, even
from engine.tokenize.conversation import has_any
from engine.tokenize.question import Question
from engine.tokenize.working_together import SAID_BY

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]

_ALIKE = 0.70
"""Cosine from which a question counts as one of the phrasings, and its answer leads. Measured: of 14 questions that the
pack does not answer none came over 0.54. Below, retrieval decides, which sees the phrasings, too."""
ALIKE_IN_WORDS = 0.60
"""The same where every word of the question that says anything stands in the answer's phrasings."""
_ALIKE_IN_ONE_WORD = 0.65
"""The same where there is one such word, which may mean another thing there: "on-call", "book a call"."""
SURE = 0.80
"""Cosine from which an answer leads whatever the search found."""
FAR = 0.2
"""How much lower than the best passage the search may rank a less sure answer's. Where it is lower, the question only
sounds like the phrasing: "When would you use it?" is not "Do you use it?"."""
_OPENING = 0.08
"""What the opening of an answer gains over its further sections."""
_BESIDE = 0.05
"""A second answer leads, too, where its cosine is nearer to the best than this."""


@dataclass(frozen=True, slots=True)
class Match:
    """The paths of the answers that a question asks for, best first; how like the nearest phrasing, `ask`, it is."""

    paths: tuple[str, ...]
    alike: float
    ask: str


@dataclass(frozen=True)
class Asks:
    """Every phrasing of the pack's hiring answers, with the path of its document and its vector."""

    paths: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.float32] | None
    language: Language

    @classmethod
    def of(
        cls, answers: Sequence[HiringAnswer], meanings: Meanings, known: Mapping[str, Vector] = MappingProxyType({})
    ) -> Asks:
        """Take the vectors of the phrasings of `answers` from those that are `known`, and embed the others."""
        import numpy as np

        pairs = [(f"contact/{answer.slug}", ask) for answer in answers for ask in answer.asks]
        new = list(dict.fromkeys(ask for _, ask in pairs if ask not in known))
        embedded = {ask: meaning.whole for ask, meaning in zip(new, meanings.of(new), strict=True)} if new else {}
        vectors = np.stack([known[ask] if ask in known else embedded[ask] for _, ask in pairs]) if pairs else None
        return cls(tuple(path for path, _ in pairs), tuple(ask for _, ask in pairs), vectors, meanings.language)

    def match(self, question: Question, meanings: Meanings) -> Match | None:
        """Return which answers `question` asks for; None where it is no such question."""
        if self.vectors is None or gives_orders(question):
            return None
        similarities = even(self.vectors @ meanings.of([question.alone])[0].whole)
        order = best_of(similarities)
        alike = float(similarities[order[0]])
        if alike < self._least(question, self.paths[order[0]]):
            return None
        if any(question.is_of(form) and not has_any((form,), self.texts[order[0]], self.language) for form in SAID_BY):
            return None  # alike in words only: "Are you hiring?" and "Are you available for hire?"
        near = [self.paths[index] for index in order if similarities[index] > alike - _BESIDE]
        return Match(tuple(dict.fromkeys(near))[:2], alike, self.texts[order[0]])

    def to(self, path: str) -> Match | None:
        """Return what leads to the answer at `path` as if it were asked for word for word; None where there is none."""
        asks = (ask for own, ask in zip(self.paths, self.texts, strict=True) if own == path)
        ask = next(asks, None)
        return Match((path,), SURE, ask) if ask is not None else None

    def _least(self, question: Question, path: str) -> float:
        """Return the cosine from which `question` asks for the answer at `path`."""
        if not question.own_terms <= self._terms(path):
            return _ALIKE
        return ALIKE_IN_WORDS if len(question.own_terms) > 1 else _ALIKE_IN_ONE_WORD

    def _terms(self, path: str) -> set[str]:
        texts = (text for own, text in zip(self.paths, self.texts, strict=True) if own == path)
        return {term for text in texts for term in self.language.terms_of(text)}


def leads(match: Match, retrieved: Retrieved) -> bool:
    """Return whether the answer of `match` leads: it is asked for word for word, or the search finds it near, too."""
    best = max((candidate.score for candidate in retrieved.candidates), default=0.0)
    near = (item.score for item in retrieved.candidates if item.passage.link.partition("#")[0] in match.paths)
    return match.alike >= SURE or max(near, default=best - 1) >= best - FAR


def lead(match: Match, retrieved: Retrieved, passages: Sequence[Passage]) -> Retrieved:
    """Return `retrieved` with the best passage of each matching answer in front, then the other ones of the first."""
    known = {candidate.passage.id: candidate for candidate in retrieved.candidates}
    front: list[Candidate] = []
    for path in match.paths:
        own = [passage for passage in passages if passage.link.partition("#")[0] == path]
        found = [known.get(passage.id) or Candidate(passage, None, None, 0.0, None, False) for passage in own]
        found.sort(key=lambda item: -(item.rerank or 0.0) - (_OPENING if item.passage.link == path else 0.0))
        front = [*front, *found] if not front else [front[0], found[0], *front[1:]]
    behind = [candidate for candidate in retrieved.candidates if candidate not in front]
    keep = sum(candidate.kept for candidate in retrieved.candidates)
    candidates = tuple(replace(item, kept=place < keep) for place, item in enumerate([*front, *behind]))
    confidence, reason = max(match.alike, retrieved.confidence), f"asked like “{match.ask}”"
    return replace(retrieved, candidates=candidates, answerable=True, confidence=confidence, reason=reason)
