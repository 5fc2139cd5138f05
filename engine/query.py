"""The question as both searches see it: abbreviations written out, typos mended."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection

ABBREVIATIONS = {
    "auth": "authentication",
    "ci": "continuous integration",
    "db": "database",
    "dbs": "databases",
    "infra": "infrastructure",
    "k8s": "Kubernetes",
    "llm": "language model",
    "llms": "language models",
    "mq": "message queue",
    "msg": "message",
    "o11y": "observability",
    "perf": "performance",
    "pg": "PostgreSQL",
    "postgres": "PostgreSQL",
    "rag": "retrieval-augmented generation",
    "slo": "service level objective",
    "slos": "service level objectives",
    "wal": "write-ahead log",
}
"""What backend engineers shorten. The long form is added behind the short one, since a text may use either."""

SHORTEST = 5
"""Typos are mended in words of this many letters and more: among shorter ones everything is close to everything."""

ALIKE = 0.82
"""How alike (difflib's ratio) a typo must be to the word it becomes: two letters swapped in six are at 0.83."""

WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def written_out(question: str) -> str:
    """Return `question` with the long form behind each abbreviation."""
    return WORD.sub(lambda match: _with_long_form(match[0]), question)


def _with_long_form(word: str) -> str:
    long = ABBREVIATIONS.get(word.lower())
    return f"{word} ({long})" if long else word


def mended(question: str, vocabulary: Collection[str], is_known: Callable[[str], bool]) -> str:
    """Return `question` with each typo replaced by the word of `vocabulary` that it was most likely meant to be.

    A typo is a word (in lower case) that `is_known` does not know.
    """

    def mend(match: re.Match[str]) -> str:
        word = match[0].lower()
        if len(word) < SHORTEST or word in ABBREVIATIONS or is_known(word):
            return match[0]
        near = [known for known in vocabulary if known[0] == word[0] and abs(len(known) - len(word)) <= 2]
        return next(iter(difflib.get_close_matches(word, sorted(near), n=1, cutoff=ALIKE)), match[0])

    return WORD.sub(mend, question)
