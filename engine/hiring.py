"""Questions about hiring: the pack lists how visitors phrase them, and each leads to its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from content.schema import HiringAnswer
from engine.events import Candidate, Passage, Retrieved
from engine.lexical import terms_of
from engine.vectors import Meanings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ALIKE = 0.60
"""Cosine from which a question counts as one of the phrasings: its answer then leads the passages."""
SURE = 0.64
"""Cosine from which it is answered even where the passages' own words are far from it. Measured: of 14 questions that
the pack does not answer none came over 0.54, of 22 that it does two stayed below 0.57."""
BESIDE = 0.05
"""A second answer leads, too, where its cosine is nearer to the best than this."""


@dataclass(frozen=True)
class Asks:
    """Every phrasing of the pack's hiring answers, with the path of its document and its vector."""

    paths: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.float32] | None

    @classmethod
    def of(cls, answers: Sequence[HiringAnswer], meanings: Meanings) -> Asks:
        """Embed the phrasings of `answers`."""
        import numpy as np

        pairs = [(f"contact/{answer.slug}", ask) for answer in answers for ask in answer.asks]
        vectors = np.stack([meaning.whole for meaning in meanings.of([ask for _, ask in pairs])]) if pairs else None
        return cls(tuple(path for path, _ in pairs), tuple(ask for _, ask in pairs), vectors)

    def lead(self, question: str, retrieved: Retrieved, passages: Sequence[Passage], meanings: Meanings) -> Retrieved:
        """Return `retrieved` with the passages of the matching hiring answer in front, where one matches."""
        import numpy as np

        if self.vectors is None:
            return retrieved
        similarities = self.vectors @ meanings.of([question])[0].whole
        alike = float(similarities.max())
        if alike < ALIKE or not set(terms_of(question)) <= self._terms(passages):
            return retrieved
        order = [int(index) for index in np.argsort(-similarities) if similarities[index] > alike - BESIDE]
        paths = list(dict.fromkeys(self.paths[index] for index in order))[:2]
        candidates = _led(retrieved.candidates, paths, passages)
        if alike < SURE:
            return replace(retrieved, candidates=candidates)
        confidence, reason = max(alike, retrieved.confidence), f"asked like “{self.texts[order[0]]}”"
        return replace(retrieved, candidates=candidates, answerable=True, confidence=confidence, reason=reason)

    def _terms(self, passages: Sequence[Passage]) -> set[str]:
        own = {term for text in self.texts for term in terms_of(text)}
        return own.union(*(terms_of(passage.text) for passage in passages if passage.kind == "hiring"))


def _led(ranked: Sequence[Candidate], paths: Sequence[str], passages: Sequence[Passage]) -> tuple[Candidate, ...]:
    """Return `ranked` with the documents of `paths` in front: their openings, then the rest of the first one."""
    known = {candidate.passage.id: candidate for candidate in ranked}
    openings = [next(passage for passage in passages if passage.link.partition("#")[0] == path) for path in paths]
    rest = [passage for passage in passages if passage.link.partition("#")[0] == paths[0] and passage not in openings]
    front = [known.get(item.id) or Candidate(item, None, None, 0.0, None, False) for item in (*openings, *rest)]
    behind = [candidate for candidate in ranked if candidate not in front]
    keep = sum(candidate.kept for candidate in ranked)
    return tuple(replace(item, kept=place < keep) for place, item in enumerate([*front, *behind]))
