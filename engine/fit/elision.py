"""Words that leave out what they share with another: "front- and back-end", "Messgeräte und -reihen"."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.language.compounds import SHORTEST_PART
from engine.language.language import Language
from engine.language.words import words_of

_BEGUN = re.compile(r"(?<![\w-])(?P<begun>\w+-(?:,\s+\w+-)*)(?P<joint>,?\s+(?P<word>\S+)\s+)(?P<whole>\w[\w-]*\w)")
_ENDED = re.compile(r"(?<![\w-])(?P<whole>\w[\w-]*\w)(?P<joint>\s+(?P<word>\S+)\s+)-(?P<ended>\w+)")
_SIGNS = ("&", "/")


def unelided(text: str, language: Language) -> str:
    """Return a text with such words written out, where it can be told what they share; else they stay as they are."""
    return _ENDED.sub(
        lambda pair: _with_end(pair, language), _BEGUN.sub(lambda pair: _with_begin(pair, language), text)
    )


def _with_begin(pair: re.Match[str], language: Language) -> str:
    place = _place(pair["whole"], language)
    if not place or not _joins(pair["word"], language):
        return pair[0]
    hyphen = "-" if pair["whole"][place - 1] == "-" else ""
    begun = re.sub(r"(\w)-", lambda each: each[1] + hyphen + pair["whole"][place:], pair["begun"])
    return f"{begun}{pair['joint']}{pair['whole']}"


def _with_end(pair: re.Match[str], language: Language) -> str:
    place = _place(pair["whole"], language)
    if not place or not _joins(pair["word"], language):
        return pair[0]
    return f"{pair['whole']}{pair['joint']}{pair['whole'][:place]}{pair['ended']}"


def _joins(word: str, language: Language) -> bool:
    forms = (language.form("advert_joint"), language.form("advert_either"))
    return word in _SIGNS or any(form.search(word) is not None for form in forms)


def _place(whole: str, language: Language) -> int:
    """Return where the last part of a compound begins, by its hyphen or by words that are known; 0 where none is."""
    if "-" in whole:
        return whole.rindex("-") + 1
    joints = ("", *(language.grammar.joints or "").split())
    for place in range(len(whole) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        first, last = whole[:place].lower(), whole[place:].lower()
        if _is_known(last, language) and any(
            _is_known(first.removesuffix(joint), language) for joint in joints if first.endswith(joint)
        ):
            return place
    return 0


def _is_known(word: str, language: Language) -> bool:
    held = language.compounds is not None and language.compounds.holds(word)
    return held or language.stem(word) in _listed(language)


@lru_cache(maxsize=8)
def _listed(language: Language) -> frozenset[str]:
    """Return the stems of the words that the language's data knows the English ones of."""
    return frozenset(language.stem(word) for name in language.table("advert_english") for word in words_of(name))
