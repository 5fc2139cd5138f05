"""Is it in the passages? The check that every generated sentence passes before it is shown."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from content.safe_text import safe_text
from engine.events import Passage, Sentence
from engine.lexical import Lexical, terms_of
from engine.sentences import sentences_of
from engine.vectors import Meanings, maxsim

COVERED = 0.75


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a passage: the 1-based number of the passage, its place there, its text."""

    passage: int
    position: int
    text: str


class Grounding:
    """Checks sentences against the passages of one question."""

    def __init__(self, passages: Sequence[Passage], meanings: Meanings, lexical: Lexical) -> None:
        self._meanings = meanings
        self._lexical = lexical
        self._sources = [
            Source(number, position, text)
            for number, passage in enumerate(passages, 1)
            for position, text in enumerate(sentences_of(passage.text))
        ]

    def _rarity(self, term: str) -> float:
        return 1 / math.log(2 + len(self._lexical.holders(term)))

    def check(self, text: str) -> Sentence:
        """Return `text` as a checked sentence: shown with its citations, or withheld with the reason."""
        start = time.perf_counter()
        told = safe_text(text)
        mine, *theirs = self._meanings.of([told, *(source.text for source in self._sources)])
        near = sorted(
            ((maxsim(mine, meaning), source) for meaning, source in zip(theirs, self._sources, strict=True)),
            key=lambda pair: -pair[0],
        )
        support, source = near[0]
        terms = set(terms_of(told))
        weight = sum(map(self._rarity, terms)) or 1.0
        covered = sum(self._rarity(term) for term in terms & set(terms_of(source.text))) / weight
        shown = covered >= COVERED
        reason = "supported" if shown else f"no passage says so ({covered:.0%} of its words are in the nearest)"
        return Sentence(told, shown, (source.passage,) if shown else (), support, reason, time.perf_counter() - start)
