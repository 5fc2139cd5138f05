"""What an advertisement asks for in the words of a portfolio in another language: one of the two is English, and the
other has a table.

Names stay as they are: "Lasttests mit Gatling" is also looked for as "load tests gatling".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from engine.fit.requirement import doing_of, telling
from engine.language.language import FALLBACK, Language
from engine.language.language import language as language_of_code
from engine.language.words import UNSPACED, words_of

_ENDING = 3
"""Letters of an ending, at most: where a stem is shorter, a part of a compound was taken for one."""

_NAME = 2
"""Words from which a verb in front of more is no part of a name: "keep a glossary consistent"."""


def in_words_of(told: Language, text: str, asked: Language) -> str:
    """Return a text of `asked` in words of `told`; an empty one where nothing of it is told otherwise."""
    if told.code == asked.code or FALLBACK not in (told.code, asked.code):
        return ""
    if told.code == FALLBACK and UNSPACED.search(text):
        return _in_english_unspaced(text, asked)
    if told.code == FALLBACK:
        words = _said(text, asked)
        found = [_in_english(word, asked) for word in words]
    else:
        text, names = _with_phrases_told(text, told)
        words = [word for word in words_of(text) if word in telling(text, asked) or word in _from_english(told)]
        words = words[1:] if len(words) > _NAME and words[0] in doing_of(asked) else words
        known = {**_from_english(told), **{name: name for name in names}}
        found = [known.get(word, "") or known.get(asked.stem(word), "") for word in words]
    return " ".join(other or word for other, word in zip(found, words, strict=True)) if any(found) else ""


def _in_english_unspaced(text: str, language: Language) -> str:
    """Return a text of a script without spaces with the words that are known in English, the longest first; the others
    stay, so that nothing is found of all of it."""
    table = language.table("advert_english")
    known = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    told = re.sub(known, lambda word: f" {table[word[0]]} ", text) if known else text
    kept = (word for word in told.split() if word not in language.words("stop"))
    return " ".join(kept) if told != text else ""


@lru_cache(maxsize=8)
def _from_english(language: Language) -> Mapping[str, str]:
    """Return the words of a language by their English ones and by the stems of these, of several the first."""
    listed = tuple(language.table("advert_english").items())
    exact = {english: word for word, english in reversed(listed) if " " not in english}
    stem = language_of_code(FALLBACK).stem
    return {stem("".join(words_of(english))): word for english, word in exact.items()} | exact


def _with_phrases_told(text: str, language: Language) -> tuple[str, list[str]]:
    """Return an English text with the names of several words that a language says in one told so, and these words."""
    said = " ".join(words_of(text))
    names = []
    for word, english in language.table("advert_english").items():
        if " " in english and re.search(rf"\b{re.escape(english)}\b", said):
            said = re.sub(rf"\b{re.escape(english)}\b", word, said)
            names.append(word)
    return (said, names) if names else (text, [])


def _said(text: str, language: Language) -> list[str]:
    """Return the words of a text that name something or have an English one, without what is done to it in front."""
    names = set(telling(text, language))
    words = [word for word in words_of(text) if word in names or word in language.table("advert_english")]
    doing = doing_of(language)
    return words[1:] if len(words) > 1 and words[0] in doing else words


def _in_english(word: str, language: Language) -> str:
    """Return what a word or else each part of a compound is in English; nothing where one is not known."""
    table, stem = _by_stem(language), language.stem(word)
    whole = table.get(stem, "")
    if whole and len(word) - len(stem) <= _ENDING:
        return whole
    for end in range(len(word) - 1, 2, -1):
        starts = (word[:end].removesuffix(joint) for joint in ("", *(language.grammar.joints or "").split()))
        first = next((table[stem] for start in starts if (stem := language.stem(start)) in table), "")
        if first and (rest := _in_english(word[end:], language)):
            return f"{first} {rest}"
    return whole


@lru_cache(maxsize=8)
def _by_stem(language: Language) -> Mapping[str, str]:
    listed = language.table("advert_english").items()
    return {language.stem("".join(words_of(word))): english for word, english in listed}
