"""The numbers by which an answer cites passages: 1, 2, 3, in the order in which it first does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from engine.events import Citation, Passage, Sentence


@dataclass
class Numbering:
    """Numbers the passages of one answer, by their places among the kept ones, as its sentences come."""

    numbers: dict[int, int] = field(default_factory=dict)

    def numbered(self, sentence: Sentence) -> Sentence:
        """Return a sentence with the numbers of its passages; one that was not cited before gets the next."""
        places = sentence.passages if sentence.shown else ()
        if not places:
            return sentence
        pairs = sorted((self.numbers.setdefault(place, len(self.numbers) + 1), place) for place in places)
        citations, passages = zip(*pairs, strict=True)
        return replace(sentence, citations=citations, passages=passages)

    def citations(self, kept: Sequence[Passage]) -> tuple[Citation, ...]:
        """Return a citation for each passage that was cited, by its number."""
        cited = ((number, kept[place - 1]) for place, number in self.numbers.items())
        return tuple(Citation(number, it.link, it.document, it.section, it.text) for number, it in cited)


def cited_places(sentences: Iterable[Sentence]) -> dict[int, int]:
    """Return where the passages that sentences cite stand among the kept ones, by their numbers in the answer."""
    return {n: place for said in sentences for n, place in zip(said.citations, said.passages, strict=False)}
