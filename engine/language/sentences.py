"""Text to sentences, with abbreviations, decimals, addresses and names such as `.NET` or `acks=all` kept whole.

pysbd proposes where sentences end; the tables below say where it is wrong for the prose of engineers. Its own cases and
what is read here are in `tests/data/sentences.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

_LEADING = frozenset("approx ca cf e.g i.e resp vs".split())  # noqa: SIM905
"""Abbreviations that no sentence ends with."""
COUNTING = frozenset("ch chap eq eqs fig figs no nos nr p pp sec tab vol".split())  # noqa: SIM905
"""Abbreviations before a number. Before anything else they may be words: "It said no. We asked again."."""
SELDOM_LAST = frozenset("avg b.a b.eng b.sc etc inc m.a m.eng m.sc max min ph.d".split())  # noqa: SIM905
"""Abbreviations that a sentence may end with: it goes on where a small letter or a number follows."""
HOURS = frozenset({"a.m", "p.m"})
ZONES = re.compile(r"(?:UTC|GMT|[A-Z]{1,2}[SD]?T|CES?T)\b")
OPENERS = (
    "A|All|An|And|Another|As|At|Both|But|By|Each|Every|For|From|He|His|How|I|If|In|It|Its|My|Neither|No|Nobody|None|"
    "Nothing|Now|On|Once|One|Other|Others|Our|She|So|Some|That|The|Their|Then|There|These|They|This|Those|To|We|What|"
    "When|Where|Which|Who|Why|With|You"
)
"""Words that begin a sentence, and follow no initial: "in C. The tests", not "by D. Knuth"."""

_MARK = re.compile(r"[.!?…][\"'”’)\]`*_]*$")
ENUMERATED = re.compile(r"(?:^|[:,;] |\band )\d{1,2}\.$")
"""The number of an item within a line: "three parts: 1. a log, 2. a table"."""
LAST_WORD = re.compile(r"([\w.]*\w)\.$")
OPENED = re.compile(rf"(?<![\w.])(?:[A-Z]|ms)\.(?=\s(?:{OPENERS})\s)")

_LOCK = Lock()
"""pysbd keeps the text it works on in its segmenter; one thread at a time may use it."""


@lru_cache(maxsize=8_192)
def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`. A line break (a paragraph, list item or table row) always ends one."""
    with _LOCK:
        return tuple(sentence for line in text.splitlines() for sentence in _sentences(line.strip()))


def is_complete(text: str) -> bool:
    """Return whether `text` ends as a sentence does."""
    return _MARK.search(text) is not None


def _sentences(line: str) -> Iterator[str]:
    start = 0
    for end in sorted({*_proposed(line), *(match.end() for match in OPENED.finditer(line))}):
        if _ends(line[start:end], line[end:]):
            yield line[start:end].strip()
            start = end
    if rest := line[start:].strip():
        yield rest


def _proposed(line: str) -> Iterator[int]:
    """Yield where pysbd ends a sentence of `line`. Where it has changed the text, the rest is left in one piece."""
    at = 0
    for part in _segmenter().segment(line):
        found = line.find(part.strip(), at)
        if found < 0:
            return
        at = found + len(part.strip())
        yield at


def _ends(before: str, after: str) -> bool:
    """Return whether a sentence that reads `before` is over although `after` follows it."""
    if not after[:1].isspace() or not _MARK.search(before):
        return False
    following = after.lstrip()
    if re.search(r"\s[.!?]+$", before):  # an operator such as `??`
        return not following[0].islower()
    last = LAST_WORD.search(before)
    word = last[1].lower() if last else ""
    if ENUMERATED.search(before):
        return False
    if word in _LEADING:
        return False
    if word in COUNTING:
        return not following[0].isdigit()
    if word in HOURS:
        return not following[0].islower() and not ZONES.match(following)
    return word not in SELDOM_LAST or not (following[0].islower() or following[0].isdigit())


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import pysbd  # compiles its rules on import, which only answers need

    return pysbd.Segmenter(language="en", clean=False)
