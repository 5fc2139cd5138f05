"""Text to words, and words to the terms that searches compare: stemmed, without stop words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")

STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its itself just me more most my no nor not now of off on once only or other our ours out over own
    same she should so some such than that the their theirs them then there these they this those through to too under
    until up us very was we were what when where which while who whom why will with would you your yours""".split()  # noqa: SIM905 -- as a list of strings it would take a screen
)
"""English function words. They match everywhere and say nothing about the topic."""

PROBES = ("internal", "international", "geology", "geologist", "evening", "universe", "university", "news")
"""Words that versions of Snowball have stemmed in different ways: their stems tell which one made an index."""


def terms_of(text: str) -> list[str]:
    """Return the index terms of `text`: its words, stemmed, without stop words."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS]


def words_of(text: str) -> list[str]:
    """Return the words of `text`: lower case, accents folded, possessive endings cut. Hyphens and dots separate."""
    folded = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [re.split("['’]", word)[0] for word in WORD.findall(plain)]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of an English word."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from snowballstemmer.english_stemmer import EnglishStemmer  # all its algorithms load on import

    return EnglishStemmer()  # by name: `stemmer()` hands out PyStemmer's where that is installed, of whatever version
