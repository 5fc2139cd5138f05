"""Headings as a signal of their own: a question that names a title or a section is about what stands below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from engine.events import Passage
from engine.language.language import Language

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vector = npt.NDArray[np.float32]
    Numbers = npt.NDArray[np.int64]

NAMED = 0.2
"""Weight of how much of a heading the question speaks of, beside late interaction's 1."""

FACET = 0.15
"""What a passage gains whose section the question names, where several documents have a section of that title:
"Trade-offs" and "Problem" say which side of a thing is asked for. Both weights are set on tests/data/calibration.yaml,
where they raise hit@1 by two points."""


class Headings:
    """The headings of an index's passages: how many word pieces each takes, and which sections are facets."""

    def __init__(self, passages: Sequence[Passage], pieces: Callable[[str], int], language: Language) -> None:
        """`pieces` counts the word pieces of a text."""
        import numpy as np

        counts = {heading: pieces(heading) for heading in {passage.heading for passage in passages}}
        self._lengths = np.array([counts[passage.heading] for passage in passages])
        documents: dict[str, set[str]] = defaultdict(set)
        members: dict[str, list[int]] = defaultdict(list)
        for number, passage in enumerate(passages):
            documents[passage.section].add(passage.document)
            members[passage.section].append(number)
        shared = [section for section, found in documents.items() if len(found) > 1]
        self._facets = [
            (terms, members[section]) for section in shared if (terms := frozenset(language.terms_of(section)))
        ]

    def named(self, matches: Vector, starts: Numbers, pool: Numbers) -> Vector:
        """Return how much of each heading the question speaks of, from 0 to 1.

        `matches` holds each word piece's best match in the question, passage after passage from `starts`: late
        interaction the other way round. A heading's pieces follow the opening one; a passage without one gets 0.
        """
        import numpy as np

        sums = np.concatenate(([0.0], np.cumsum(matches, dtype=np.float64)))
        first = starts + 1
        last = np.minimum(first + self._lengths[pool], len(matches))
        found: Vector = ((sums[last] - sums[first]) / np.maximum(last - first, 1)).astype(np.float32)
        return found

    def facets(self, terms: Collection[str], size: int) -> Vector:
        """Return 1 for each passage whose section is a facet that `terms` name, else 0: shape (size,)."""
        import numpy as np

        found: Vector = np.zeros(size, dtype=np.float32)
        asked = set(terms)
        for facet, numbers in self._facets:
            if facet <= asked:
                found[numbers] = 1
        return found
