"""Compounds that are written as one word, such as "Vertragsstrafe": found by their parts, and parts by their compounds.

No dictionary tells the parts but the pack's own words, since what it does not hold cannot be found in it either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

SHORTEST_PART = 4
"""Letters of a part, at least: shorter ones are endings and prefixes as often."""
SHORTEST_HEAD = 5
"""Letters of the last part where what stands before it is no word of the pack."""
MOST_AROUND = 3
"""Compounds that stand for a part which the pack does not hold by itself, at most."""


class Compounds:
    """The words of a pack, as stems, and how they are joined. Immutable; any thread may call it."""

    def __init__(self, stems: Iterable[str], joints: Sequence[str], stem: Callable[[str], str]) -> None:
        """`joints` are what may stand between two parts, nothing among them; `stem` stems a part."""
        self._stem = stem
        self._stems = frozenset(stem for stem in stems if len(stem) >= SHORTEST_PART and stem.isalpha())
        self._joints = tuple(sorted(joints, key=len))
        self.as_held = lru_cache(maxsize=20_000)(self._as_held)
        """Return the stems under which the pack may hold what a word says."""

    def holds(self, word: str) -> bool:
        """Return whether the pack holds a word itself."""
        return self._stem(word) in self._stems

    def speaks_of(self, word: str) -> bool:
        """Return whether the pack holds a word, all parts of it, or a compound that it is a part of."""
        stem = self._stem(word)
        return stem in self._stems or bool(self._whole(word) or self._holding(stem))

    def asked(self, word: str) -> tuple[str, ...]:
        """Return the stems of all that must be held to say what a word says: its own, or those of all its parts.

        Of a compound that is not held but for its last part, the whole is named, too, which then nothing holds.
        """
        stem = self._stem(word)
        if stem in self._stems:
            return (stem,)
        if head := self._head(word):
            return self._whole(word) or (stem, *head)
        return self._whole(word) or self._holding(stem)[:1] or (stem,)

    def _as_held(self, word: str) -> tuple[str, ...]:
        stem, parts = self._stem(word), self._whole(word) or self._head(word)
        return (stem, *parts) if stem in self._stems else parts or self._holding(stem) or (stem,)

    def _whole(self, word: str) -> tuple[str, ...]:
        """Return parts that are the whole of `word`, the longest first part first; nothing where there are none."""
        for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            first = self._joined(word[:end])
            if not first:
                continue
            if last := self._known(word[end:]):
                return first, last
            if rest := self._whole(word[end:]):
                return first, *rest
        return ()

    def _joined(self, text: str) -> str:
        """Return the stem of a part, without what joins it to the next; "" where it is no word of the pack."""
        bare = (text.removesuffix(joint) for joint in self._joints if text.endswith(joint))
        return next((stem for part in bare if (stem := self._known(part))), "")

    def _known(self, text: str) -> str:
        stem = self._stem(text)
        return stem if stem in self._stems else ""

    def _head(self, word: str) -> tuple[str, ...]:
        """Return the longest known word that `word` ends with: what a compound is one of."""
        places = range(SHORTEST_PART, len(word) - SHORTEST_HEAD + 1)
        return next(((head,) for place in places if (head := self._known(word[place:]))), ())

    def _holding(self, stem: str) -> tuple[str, ...]:
        """Return the stems of the pack that begin or end with `stem`, the shortest ones."""
        if len(stem) < SHORTEST_PART:
            return ()
        around = [
            other
            for other in self._stems
            if len(other) >= len(stem) + SHORTEST_PART and (other.startswith(stem) or other.endswith(stem))
        ]
        return tuple(sorted(around, key=lambda other: (len(other), other))[:MOST_AROUND])
