"""What a sentence claims, read from its words: who does what to whom, how many, under which condition, and what not.

No parser: the words that carry a claim, in their order, with their numbers, negations and conditions. They are
compared with the same reading of a source sentence (`engine.stream.grounding`), which they must nearly repeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from engine.language.language import Language
from engine.language.numbers import digits_in, worth_of

_TOKEN = r"[^\W\d_]+(?:['’][a-z]+)?|%|[,;:.!?](?=\s|$)"
SEGMENTS = re.compile(r"[,;:]\s+")
VERBATIM = re.compile(
    r"""[\w.+-]+@[\w-]+\.[\w.-]+
    | (?:https?://|www\.)\S+
    | \b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|app|me|edu|gov|co)\b(?:/\S*)?
    | `[^`]+`
    | (?<!\w)--?[a-z][\w-]+
    | \b\w+[=_]\w+\b
    | (?<!\w)[~.]?/[\w./-]+
    | \b(?:pip|pipx|npm|curl|ssh|docker|kubectl|git|sudo)\ \w\S*""",
    re.VERBOSE,
)
"""E-mail and web addresses, host names, options, settings, paths, commands: right to the letter, or wrong."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries a part of the claim: its stem, whether a negation stands before it, whether it says where."""

    stem: str
    negated: bool = False
    direction: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence or clause as its claim-carrying words in order, and the sets that must agree with the source's.

    `content` are the stems that must be in the source: all but directions and glue.
    """

    words: tuple[Word, ...]
    content: tuple[str, ...]
    numbers: frozenset[tuple[str, str]]
    verbatim: frozenset[str]
    conditional: bool
    weakened: bool
    strong: frozenset[tuple[str, str]]
    bounds: frozenset[str]
    causal: bool


class Claims:
    """Reads claims in one language."""

    def __init__(self, language: Language) -> None:
        words = language.words
        self._language = language
        self._tokens = re.compile(rf"{digits_in(language)}|{_TOKEN}")
        self._directions = words("directions")
        self._glue = {language.stem(word) for word in words("glue")}
        silent = words("stop") | words("conditions") | words("weakeners") | {*language.table("wholes").values(), "%"}
        self._function = silent - words("negations") - self._directions - words("carrying")
        self._numbers = {**language.table("numbers"), **language.table("multiples"), **language.table("fractions")}
        self._units = language.table("units")
        self._endings = tuple(words("negative_endings"))
        self._clauses = re.compile(rf"[;:,]\s+|\s+(?:{language.form('conjunctions').pattern})\s+")
        self.opposites = self._opposites()
        self.of = lru_cache(maxsize=4_096)(self._of)
        """Read a text."""

    def _of(self, text: str) -> Claim:
        words, present = self._language.words, self._language.form
        tokens = [token.lower().replace("’", "'") for token in self._tokens.findall(text)]
        carrying, numbers = self._words_of(tokens)
        wholes, plain = self._language.table("wholes"), " ".join(tokens)
        return Claim(
            tuple(carrying),
            tuple(word.stem for word in carrying if not word.direction and word.stem not in self._glue),
            frozenset(numbers),
            frozenset(match.strip("`.,;:") for match in VERBATIM.findall(text)),
            not words("conditions").isdisjoint(tokens),
            not words("weakeners").isdisjoint(tokens),
            frozenset(
                (wholes.get(token, token), self._unit(tokens[index + 1 :]))
                for index, token in enumerate(tokens)
                if token in words("strengtheners")
            ),
            frozenset(present("bounds").findall(plain)),
            bool(present("causes").search(plain)),
        )

    def _words_of(self, tokens: Sequence[str]) -> tuple[list[Word], set[tuple[str, str]]]:
        """Return the words that carry a claim, and the numbers with their units."""
        words: list[Word] = []
        numbers: set[tuple[str, str]] = set()
        negating = 0
        for index, token in enumerate(tokens):
            if not token[0].isalnum() and token != "%":
                negating = 0
                continue
            if token in self._language.words("negations") or token.endswith(self._endings):
                negating = 2  # its scope: the next two words that carry meaning
                continue
            value = self._number(token, tokens[index + 1] if index + 1 < len(tokens) else "")
            if value is not None:
                numbers.add((value, self._unit(tokens[index + 1 :])))
                words.append(Word(value))
            elif token in self._directions:
                words.append(Word(token, direction=True))
            elif token not in self._function:
                words.append(Word(self._language.stem(token.removesuffix("'s")), negating > 0))
                negating -= 1
        return words, numbers

    def _number(self, token: str, after: str) -> str | None:
        if token[0].isdecimal():
            return worth_of(token, self._language, "k" if after == "k" else "")
        return self._numbers.get(token)

    def _unit(self, after: Sequence[str]) -> str:
        """Return the stem of what is counted: the first word after a number that carries meaning."""
        for token in after[:3]:
            if not token[0].isalnum() and token != "%":
                break
            if token == "k" or token in self._language.words("before_units"):
                continue
            if token == "%" or token not in self._function:
                return "%" if token == "%" else self._units.get(token) or self._language.stem(token)
            break
        return ""

    def clauses_of(self, text: str) -> list[str]:
        """Return the clauses of `text`, split at punctuation and conjunctions."""
        return [clause for part in self._clauses.split(text) if (clause := part.strip())]

    def subjects_of(self, text: str) -> list[list[str]]:
        """Return the content of each clause, its subject first: in "…, which waits" the word before "which"."""
        clauses: list[list[str]] = []
        start = 0
        for match in (*self._clauses.finditer(text), None):
            content = self.of(text[start : match.start()] if match else text[start:]).content
            relative = self._language.form("relatives").match(text, start)
            if content:
                clauses.append([clauses[-1][-1], *content] if relative and clauses else [*content])
            start = match.end() if match else start
        return clauses

    def _opposites(self) -> frozenset[tuple[str, str]]:
        """Return pairs of stems that mean the opposite, both ways round."""
        stem = self._language.stem
        pairs = [
            tuple(word if word in self._directions else stem(word) for word in pair)
            for pair in self._language.pairs("antonyms")
        ]
        return frozenset((one, other) for one, other in pairs) | frozenset((other, one) for one, other in pairs)


@lru_cache(maxsize=8)
def claims_in(language: Language) -> Claims:
    """Return the reader of claims in a language."""
    return Claims(language)


def widest_gap(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Return the largest number of words that stand in `theirs` between two that are neighbours in `mine`."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(theirs):
        places.setdefault(word, []).append(place)
    gaps = [
        min(abs(after - before) for before in places[one] for after in places[other])
        for one, other in pairwise(word for word in mine if word in places)
        if one != other
    ]
    return max(gaps, default=1) - 1


def out_of_order(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Return how many of `mine` that are in `theirs` stand in another order there (all less the longest common run)."""
    known = set(theirs)
    shared = [item for item in mine if item in known]
    row = [0] * (len(theirs) + 1)
    for item in shared:
        corner = 0
        for index, other in enumerate(theirs, 1):
            above = row[index]
            row[index] = corner + 1 if item == other else max(row[index], row[index - 1])
            corner = above
    return len(shared) - row[-1]
