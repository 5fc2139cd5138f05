"""Search by words alone, for machines on which llama.cpp does not run: BM25 over the passages, without an embedder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from content.loader import Portfolio
from engine.events import Candidate, Passage
from engine.language.language import Language, language_of
from engine.retrieve.index import indexed_text, spoken_in
from engine.retrieve.lexical import Lexical
from engine.retrieve.passages import passages_of
from engine.retrieve.ranking import best_of


class Words:
    """The passages of one portfolio by their words. Immutable; any thread may call it."""

    def __init__(self, passages: Sequence[Passage], lexical: Lexical, language: Language) -> None:
        self._passages, self._lexical, self._language = passages, lexical, language

    @classmethod
    def of(cls, portfolio: Portfolio) -> Words:
        """Index a portfolio, in memory: a third of a second."""
        passages = passages_of(portfolio)
        language = spoken_in(passages, language_of(portfolio))
        terms = [language.terms_of(indexed_text(passage)) for passage in passages]
        return cls(passages, Lexical.build(terms), language)

    def search(self, words: str, limit: int = 10) -> tuple[Candidate, ...]:
        """Return the passages that share words with `words`, best first; a candidate's `dense` is None."""
        terms = Counter(self._language.terms_of(words))
        scores = self._lexical.scores(terms)
        best = [int(number) for number in best_of(scores, limit) if scores[number] > 0]
        bound = self._lexical.bound(terms)
        return tuple(
            Candidate(self._passages[number], None, float(scores[number]), float(scores[number] / bound), None, False,
                      score=float(scores[number] / bound))
            for number in best
        )  # fmt: skip
