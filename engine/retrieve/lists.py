"""Lists with the sentence that announces them: "four things:" and the four, "five steps." and their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from engine.events import Candidate, Passage, Retrieved
from engine.language.language import Language
from engine.language.sentences import sentences_of

Lines = Sequence[tuple[str, ...]]
"""The lines of a passage, each as its sentences."""

_LONGEST = 120
"""Longest list with its announcement, in words."""
LONGEST_LIST = 6
"""How many items follow a sentence that announces a list, where it does not say how many."""
MOST_ITEMS = 12
"""A larger number in words counts no items: "a thousand orders fail in one of these ways:"."""
FEWEST_ITEMS = 3
"""How many labelled items an announcement without a colon must speak of: "five steps." and "Message: …" five times."""
LABELLED = re.compile(r"[A-Z][^.:;?!]{1,60}: ")
TRADE_OFF = ("Chosen: ", "Gave up: ", "Otherwise: ", "When I would choose otherwise: ")
"""Labels of a trade-off's parts, which are no items of a list."""
ROW_LIKE = re.compile(r"^[^.;:]{1,40}: [^;]+; [^;:]+: ")
"""A table row, which reads badly alone."""


@dataclass(frozen=True, slots=True)
class Items:
    """What an announcement speaks of, an item a line. The last `behind` stand in the passage after."""

    texts: tuple[str, ...] = ()
    behind: int = 0

    def __bool__(self) -> bool:
        return bool(self.texts)


def sentences_by_line(passage: Passage) -> list[tuple[str, ...]]:
    """Return the lines of a passage, each as its sentences."""
    return [sentences_of(line.removeprefix("What then: ")) for line in passage.text.splitlines()]


def items_of(announcement: str, own: Lines, further: Lines, language: Language) -> Items:
    """Return the items that `announcement` speaks of: of the lines below it, and of those in the passage after.

    Half a list would say less than the announcement promises, so it is all of them or none. Of items that are too long
    together, each one's first sentence is enough.
    """
    count = _count(announcement, language)
    if announcement.endswith(":"):
        lines = [*own, *further][:count] if count else _unnumbered(own)
    else:
        lines = [*own, *further][:count] if count >= FEWEST_ITEMS and not LABELLED.match(announcement) else []
        lines = lines if all(map(_is_item, lines)) else []
    if len(lines) < max(count, 1):
        return Items()
    for texts in ([" ".join(line) for line in lines], [line[0] for line in lines]):
        if len(" ".join([announcement, *texts]).split()) <= _LONGEST:
            return Items(tuple(texts), max(0, len(lines) - len(own)))
    return Items()


def _count(announcement: str, language: Language) -> int:
    numbers = language.table("numbers")
    said = [int(numbers[word]) for word in re.findall(r"\w+", announcement.lower()) if word in numbers]
    return said[-1] if said and said[-1] <= MOST_ITEMS else 0


def _unnumbered(lines: Lines) -> list[tuple[str, ...]]:
    return list(takewhile(lambda line: not line[-1].endswith(":"), lines[:LONGEST_LIST]))


def _is_item(line: tuple[str, ...]) -> bool:
    text = line[0]
    return LABELLED.match(text) is not None and not text.startswith(TRADE_OFF) and not ROW_LIKE.match(text)


def after(passage: Passage, passages: Sequence[Passage]) -> Passage | None:
    """Return the one of `passages` in which the section of `passage` goes on."""
    return next((item for item in passages if item.id == passage.id + 1 and item.link == passage.link), None)


def is_cut(passage: Passage, further: Passage, language: Language) -> bool:
    """Return whether a list of `passage` ends in `further`."""
    lines, rest = sentences_by_line(passage), sentences_by_line(further)
    return any(
        items_of(sentence, lines[index + 1 :], rest, language).behind
        for index, line in enumerate(lines)
        for sentence in line
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
