"""Text to sentences, with abbreviations, decimals, addresses and names such as `.NET` or `acks=all` kept whole.

pysbd proposes where sentences end; a language's lists say where it is wrong for the prose of engineers. Its own cases
and what is read here are in `tests/data/sentences.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

from engine.language.language import Language

_MARK = re.compile(r"[.!?…。！？｡؟।][\"'”’“»«)\]`*_」』）]*$")
_WIDE = re.compile(r"[。！？｡][」』”）]*$")
"""Marks behind which no space follows, where a script has none."""
_WIDE_END = re.compile(r"[。！？｡][」』”）]*")
_INSIDE = re.compile(r"[.!?…؟।][\"'”’“»«)\]`*_」』）]*\s|[。！？｡]")
"""What a line holds in which a sentence may end before the line does. Most questions, headings and items hold none, and
need no rules: pysbd takes 15 ms to import and to get ready, and half a millisecond a line."""
_CAPITALS = re.compile(r"[A-Z]{2,}\b")
LAST_WORD = re.compile(r"((?:\b[^\W\d_]\. )+[^\W\d_]|[\w.]*\w)\.$")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.$")

_LOCK = Lock()
"""pysbd keeps the text it works on in its segmenter; one thread at a time may use it."""


@lru_cache(maxsize=8_192)
def sentences_of(text: str, language: Language) -> tuple[str, ...]:
    """Return the sentences of `text`. A line break (a paragraph, list item or table row) always ends one."""
    with _LOCK:
        return tuple(sentence for line in text.splitlines() for sentence in _sentences(line.strip(), language))


def is_complete(text: str) -> bool:
    """Return whether `text` ends as a sentence does."""
    return _MARK.search(text) is not None


def _sentences(line: str, language: Language) -> Iterator[str]:
    if not _INSIDE.search(line):
        yield from [line] if line else ()
        return
    if (known := language.parted.get(line)) is not None:
        yield from known
        return
    start = 0
    opened = (match.end() for match in _opened(language).finditer(line))
    wide = (match.end() for match in _WIDE_END.finditer(line))
    for end in sorted({*_proposed(line, language), *opened, *wide}):
        if _ends(line[start:end], line[end:], language):
            yield line[start:end].strip()
            start = end
    if rest := line[start:].strip():
        yield rest


def _proposed(line: str, language: Language) -> Iterator[int]:
    """Yield where pysbd ends a sentence of `line`. Where it has changed the text, the rest is left in one piece."""
    at = 0
    for part in _segmenter(language.grammar.splitter or "en").segment(line):
        found = line.find(part.strip(), at)
        if found < 0:
            return
        at = found + len(part.strip())
        yield at


def _ends(before: str, after: str, language: Language) -> bool:
    """Return whether a sentence that reads `before` is over although `after` follows it."""
    if _WIDE.search(before):
        return bool(after)
    if not after[:1].isspace() or not _MARK.search(before):
        return False
    following = after.lstrip()
    if re.search(r"\s[.!?]+$", before):  # an operator such as `??`, or what is left out: SELECT ... FOR UPDATE
        return not (following[0].islower() or _CAPITALS.match(following))
    last = LAST_WORD.search(before)
    word = last[1].lower().replace(" ", "") if last else ""
    if language.grammar.ordinals and _ORDINAL.search(before):  # "am 1. März", but "um 12. Danach"
        return following.split()[0].lower().rstrip(",") in language.words("openers")
    if _enumerated(language).search(before):
        return False
    if word in language.words("short_first"):
        return False
    if word in language.words("short_before_numbers"):
        return not following[0].isdigit()
    if word in language.words("hours"):
        return not following[0].islower() and not language.form("zone").match(following)
    return word not in language.words("short_seldom_last") or not (following[0].islower() or following[0].isdigit())


@lru_cache(maxsize=8)
def _opened(language: Language) -> re.Pattern[str]:
    """Return what ends where a word follows that begins a sentence: "in C. The tests", not "by D. Knuth"; and a word
    that is no name, which pysbd takes for an abbreviation: "what it is. I mend".
    """
    openers = "|".join(re.escape(word.capitalize()) for word in sorted(language.words("openers")))
    number = r"|(?<!,)\d{1,2}" if language.grammar.ordinals else ""
    silent = "|".join(re.escape(word) for word in sorted(language.words("stop")) if len(word) > 1)
    return re.compile(rf"(?<![\w.])(?:[A-Z]|ms|{silent}{number})\.(?=\s(?:{openers})\s)")


@lru_cache(maxsize=8)
def _enumerated(language: Language) -> re.Pattern[str]:
    """Return what ends with the number of an item within a line: "three parts: 1. a log, 2. a table"."""
    return re.compile(rf"(?:^|[:,;] |\b{re.escape(language.says('and').strip())} )\d{{1,2}}\.$")


@lru_cache(maxsize=8)
def _segmenter(rules: str) -> Any:
    import pysbd  # compiles its rules on import, which only answers need

    return pysbd.Segmenter(language=rules, clean=False)
