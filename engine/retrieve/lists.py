"""Lists with the sentence that announces them: "four things:" and the four, "five steps." and their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import NamedTuple

from engine.events import Candidate, Passage, Retrieved, Shape
from engine.language.language import Language
from engine.language.sentences import is_complete, sentences_of

_LONGEST = 120
"""Longest list with its announcement, in words."""
LONGEST_LIST = 6
"""How many paragraphs follow a sentence that announces them, where it does not say how many."""
MOST_ITEMS = 12
"""A larger number in words counts no items: "a thousand orders fail in one of these ways:"."""
FEWEST_ITEMS = 3
"""How many items an announcement without a colon must speak of: "five steps." and a list of five."""


class SpokenLine(NamedTuple):
    """A line of a passage as its sentences. A row of a table is one, whatever stands in it."""

    sentences: tuple[str, ...]
    shape: Shape = Shape()

    @property
    def text(self) -> str:
        """The sentences in one line."""
        return " ".join(self.sentences)


Lines = Sequence[SpokenLine]


@dataclass(frozen=True, slots=True)
class Items:
    """What an announcement speaks of, an item a line. The last `behind` stand in the passage after."""

    texts: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    behind: int = 0

    def __bool__(self) -> bool:
        return bool(self.texts)


def lines_in(passage: Passage, language: Language) -> list[SpokenLine]:
    """Return the lines of a passage."""
    texts = passage.text.splitlines()
    shapes = passage.shapes or (Shape(),) * len(texts)
    return [
        SpokenLine((text,) if shape.role == "row" else sentences_of(text, language), shape)
        for text, shape in zip(texts, shapes, strict=True)
    ]


def items_of(announcement: str, shape: Shape, own: Lines, further: Lines, language: Language) -> Items:
    """Return the items that `announcement` speaks of: of the lines below it, and of those in the passage after.

    Half a list would say less than the announcement promises, so it is all of them or none. Of items that are too long
    together, each one's first sentence is enough.
    """
    count = _count(announcement, language)
    if shape.code:  # what it announces
        return Items()
    goes_on = shape.role == "paragraph" and own and own[0].shape.role == "item" and not is_complete(announcement)
    if announcement.endswith(":") or goes_on:  # "It pays for" and what it pays for
        lines = _below(own, further, count)
    elif count >= FEWEST_ITEMS and shape.role == "paragraph":
        lines = [line for line in _below(own, further, count) if line.shape.role == "item"][:count]
    else:
        return Items()
    if len(lines) < max(count, 1):
        return Items()
    for texts in ([line.text for line in lines], [line.sentences[0] for line in lines]):
        if len(" ".join([announcement, *texts]).split()) <= _LONGEST:
            shapes = tuple(line.shape for line in lines)
            return Items(tuple(texts), shapes, max(0, len(lines) - len(own)))
    return Items()


def _count(announcement: str, language: Language) -> int:
    numbers = language.table("numbers")
    said = [int(numbers[word]) for word in re.findall(r"\w+", announcement.lower()) if word in numbers]
    return said[-1] if said and said[-1] <= MOST_ITEMS else 0


def _below(own: Lines, further: Lines, count: int) -> list[SpokenLine]:
    """Return the list or table that begins right below; where there is none, `count` lines or the next paragraphs."""
    lines = [*own, *further]
    first = lines[0].shape if lines else Shape()
    if first.role in ("item", "row"):
        return list(takewhile(lambda line: line.shape.block == first.block, lines))
    if count:
        return lines[:count]
    return list(takewhile(lambda line: not line.text.endswith(":"), own[:LONGEST_LIST]))


def after(passage: Passage, passages: Sequence[Passage]) -> Passage | None:
    """Return the one of `passages` in which the section of `passage` goes on."""
    return next((item for item in passages if item.id == passage.id + 1 and item.link == passage.link), None)


def is_cut(passage: Passage, further: Passage, language: Language) -> bool:
    """Return whether a list of `passage` ends in `further`."""
    lines, rest = lines_in(passage, language), lines_in(further, language)
    return any(
        items_of(sentence, line.shape, lines[index + 1 :], rest, language).behind
        for index, line in enumerate(lines)
        for sentence in line.sentences
    )


def completed(retrieved: Retrieved, passages: Sequence[Passage], language: Language) -> Retrieved:
    """Return `retrieved` with each passage kept in which a list of a kept passage ends. `passages` are the index's."""
    kept = retrieved.kept
    further = [(item, after(item, passages[item.id : item.id + 2])) for item in kept]
    wanted = [rest for item, rest in further if rest is not None and rest not in kept and is_cut(item, rest, language)]
    known = tuple(replace(item, kept=item.kept or item.passage in wanted) for item in retrieved.candidates)
    found = {item.passage.id for item in known}
    new = tuple(Candidate(rest, None, None, 0.0, None, True) for rest in wanted if rest.id not in found)
    return replace(retrieved, candidates=(*known, *new))
