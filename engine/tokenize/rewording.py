"""The question as both searches see it: shorthand spelt out, typos mended, spelled as the portfolio spells."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection

from engine.language.language import Language
from engine.language.words import unaccented

_SHORTEST = 5
"""Typos are mended in words of this many letters and more: among shorter ones everything is close to everything."""

_ALIKE = 0.82
"""How alike (difflib's ratio) a typo must be to the word it becomes: two letters swapped in six are at 0.83. The same
letters in another order behind the first are enough in any word."""

_WORD = re.compile(r"[^\W\d_][^\W_]*")


def respelled(question: str, is_held: Callable[[str], bool], language: Language) -> str:
    """Return `question` without chat's shorthand, and with the words that the portfolio spells otherwise as it does.

    A word is respelled where `is_held` says that the portfolio holds its other spelling and not its own.
    """
    shorthand = language.table("shorthand")

    def respell(match: re.Match[str]) -> str:
        word = match[0].lower()
        if match[0] in shorthand or (len(word) > 1 and word in shorthand):
            return shorthand[word]
        if len(word) < _SHORTEST or is_held(word):
            return match[0]
        return next((other for other in _other_spellings(word, language) if is_held(other)), match[0])

    return _WORD.sub(respell, question)


def _other_spellings(word: str, language: Language) -> list[str]:
    spellings = language.pairs("spellings")
    pairs = [*spellings, *((american, british) for british, american in spellings)]
    return [
        word[: -len(one + ending)] + other + ending
        for ending in ("", "s", "d", "r", "rs", "ed", "al")
        for one, other in pairs
        if word.endswith(one + ending)
    ]


def written_out(question: str, language: Language) -> str:
    """Return `question` with the long form behind each abbreviation."""
    abbreviations = language.table("abbreviations")

    def with_long_form(match: re.Match[str]) -> str:
        long = abbreviations.get(match[0].lower())
        return f"{match[0]} ({long})" if long else match[0]

    return _WORD.sub(with_long_form, question)


def mended(question: str, vocabulary: Collection[str], is_known: Callable[[str], bool], language: Language) -> str:
    """Return `question` with each typo replaced by the word of `vocabulary` that it was most likely meant to be.

    A typo is a word (in lower case) that `is_known` does not know. The name of a technology is none: "graphql" asks for
    no graph.
    """
    abbreviations, technologies = language.table("abbreviations"), language.words("technologies")
    nouns = language.grammar.capitals == "nouns"
    small = {unaccented(word) for word in language.words("stop") | language.words("general")} if nouns else frozenset()

    def mend(match: re.Match[str]) -> str:
        word = match[0].lower()
        if len(word) < _SHORTEST or word in abbreviations or word in technologies or is_known(word):
            return match[0]
        bare = unaccented(word)  # as the words of the vocabulary are
        near = [known for known in vocabulary if known[0] == bare[0] and abs(len(known) - len(bare)) <= 2]
        if nouns and match.start() and match[0][0].isupper():  # "Wetter" is no "weiter"
            near = [known for known in near if known not in small]
        swapped = sorted(known for known in near if sorted(known) == sorted(bare))
        return next(iter(swapped or difflib.get_close_matches(bare, sorted(near), n=1, cutoff=_ALIKE)), match[0])

    return _WORD.sub(mend, question)
