"""What the portfolio says to a requirement, by its words alone: no model, so that the same text says the same anywhere.

A sentence shows a requirement where it holds every word that names it, near each other, and neither denies nor sets
aside what it says. That is narrow on purpose: what is said as "shown" has to stand there.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.loader import Portfolio
from content.site_map import DocumentKind
from engine.events import Passage
from engine.fit.requirement import telling
from engine.language.language import Language, language_of
from engine.language.words import words_of
from engine.retrieve.index import spoken_in
from engine.retrieve.lists import lines_in
from engine.retrieve.passages import passages_of

_BETWEEN = 3
"""Other words that may stand between those that name a requirement, at most."""
_ENOUGH = {1: 3, 2: 2}
"""Sentences in which a name of so many words has to stand to be more than mentioned; a longer one stands once."""
_OFFERED: tuple[DocumentKind, ...] = ("service", "project")
"""Kinds of documents that say what the owner does or has built: one sentence there is enough for more
than a word."""
_NEAR = 0.5
"""Share of what a requirement's words say, from which a sentence with the others comes near it."""
_SHORT = 2
"""Letters of a name that is a word of its own only as it is written."""
_ALL = 0.999
"""The same where it holds all of them, added up in whatever order."""
_READ = 40
"""Passages that are read for one requirement, at most: those that hold most of it."""
_HIRING: DocumentKind = "hiring"
_KINDS: tuple[str, ...] = ("service", "case-study", "project", "essay", _HIRING, "box", "stage", "profile")
"""Kinds of documents, in the order in which they are cited where each of them says it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a passage, and how much of a requirement it says.

    `share` is that of the `words` which name it, by how rare they are; `whole` says that it holds all of them near each
    other, and `plain` that it neither denies nor sets aside.
    """

    text: str
    passage: Passage
    share: float
    words: int
    whole: bool
    plain: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, float, int, int]:
        """What sorts the line that is cited first."""
        announces = self.text.endswith(":")
        kind = _KINDS.index(self.passage.kind) if self.passage.kind in _KINDS else len(_KINDS)
        return (not self.whole, not self.plain, announces, -self.share, kind, len(self.text))


class Pages:
    """The passages of one portfolio by their words. Immutable; any thread may call it."""

    def __init__(self, passages: Sequence[Passage], language: Language) -> None:
        self._passages, self.language = passages, language
        self._holders: Mapping[str, set[int]] = defaultdict(set)
        for number, passage in enumerate(passages):
            for term in language.terms_of(f"{passage.heading} {passage.text}"):
                self._holders[term].add(number)

    @classmethod
    def of(cls, portfolio: Portfolio) -> Pages:
        """Read a portfolio, in memory."""
        passages = passages_of(portfolio)
        return cls(passages, spoken_in(passages, language_of(portfolio)))

    def lines_on(self, text: str, *, personal: bool = False) -> list[Statement]:
        """Return the sentences that speak of what `text` names, best first; of the answers on hiring alone where it is
        personal."""
        ways = self._ways(text)
        found = [line for way in ways for line in self._lines(way, text, personal=personal)]
        return sorted(found, key=lambda line: line.rank)

    def shown(self, lines: Sequence[Statement], text: str, *, personal: bool = False) -> bool:
        """Return whether `lines`, which were found for `text`, are enough to say that it is shown."""
        sure = {(line.passage.id, line.text): line for line in lines if line.whole and line.plain}
        if not sure:
            return False
        words = max(line.words for line in sure.values())
        return len(sure) >= (1 if personal else _ENOUGH.get(words, 1)) or any(
            (words > 1 and line.passage.kind in _OFFERED) or self._is_topic(line.passage, text)
            for line in sure.values()
        )

    def _terms(self, text: str) -> list[str]:
        """Return the terms that name what a text asks for, without a verb in front of it: "defining", "to design"."""
        names = telling(text, self.language)
        if all(name.isdigit() for name in names):  # "8 years"
            names = tuple(words_of(text))
        terms = self.language.terms_of(" ".join(names))
        doing = {self.language.stem(word) for word in self.language.words("advert_doing")}
        return list(dict.fromkeys(terms[1:] if len(terms) > 1 and terms[0] in doing else terms))

    def _ways(self, text: str) -> list[list[str]]:
        """Return the terms of a text, and those of it with its abbreviations written out, and the other way round."""
        long = self.language.table("abbreviations")
        lower = text.lower()
        out = re.sub(r"\w+", lambda word: long.get(word[0], word[0]), lower)
        short = lower
        for abbreviation, written in long.items():
            short = re.sub(rf"\b{re.escape(written.lower())}\b", abbreviation, short)
        return [terms for way in dict.fromkeys((lower, out, short)) if (terms := self._terms(way))]

    def _rarity(self, term: str) -> float:
        return math.log(1 + len(self._passages) / (0.5 + len(self._holders.get(term, ()))))

    def _lines(self, terms: Sequence[str], text: str, *, personal: bool) -> Iterator[Statement]:
        weights = {term: self._rarity(term) for term in terms}
        total = sum(weights.values())
        held: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            for number in self._holders.get(term, ()):
                if not personal or self._passages[number].kind == _HIRING:
                    held[number] += weight / total
        order = sorted((number for number in held if held[number] >= _NEAR), key=lambda number: (-held[number], number))
        for number in order[:_READ]:
            passage = self._passages[number]
            for line in lines_in(passage, self.language):
                for sentence in line.sentences:
                    share = self._match(weights, sentence)
                    if share >= _NEAR and _names(text, sentence):
                        tags = line.shape.role == "label" and passage.kind != "box"
                        aside = tags or self._sets_aside(passage, line.text)
                        plain = not aside and not self._denies(sentence)
                        yield Statement(sentence, passage, share, len(terms), share > _ALL, plain)

    def _match(self, weights: Mapping[str, float], sentence: str) -> float:
        """Return what share of some terms stands near each other in a sentence, by what they weigh."""
        said, most = self.language.terms_of(sentence), len(weights) + _BETWEEN
        starts = (place for place, term in enumerate(said) if term in weights)
        found = (set(said[start : start + most]) & set(weights) for start in starts)
        return max((sum(weights[term] for term in terms) for terms in found), default=0.0) / sum(weights.values())

    def _denies(self, sentence: str) -> bool:
        """Return whether a sentence denies something, or begins with the condition under which it holds."""
        words = words_of(sentence)
        if words[:1] and words[0] in self.language.words("conditions"):
            return True
        negations, endings = self.language.words("negations"), self.language.words("negative_endings")
        return any(word in negations for word in words) or any(end in sentence for end in endings)

    def _sets_aside(self, passage: Passage, line: str) -> bool:
        form = self.language.form("advert_set_aside")
        label = line.partition(":")[0] if ":" in line else ""
        return any(form.search(text) is not None for text in (passage.section, label))

    def _is_topic(self, passage: Passage, text: str) -> bool:
        """Return whether a passage is about what a text names, by its headings."""
        return set(self._terms(text)) <= set(self.language.terms_of(passage.heading))


def _names(text: str, sentence: str) -> bool:
    """Return whether a sentence holds a name as it is written, where it is so short that it may be a word: "Go"."""
    return len(text) > _SHORT or re.search(rf"(?<![\w+#]){re.escape(text)}(?![\w+#])", sentence) is not None
