"""Text to words, and words to their stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import import_module
from threading import Lock
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")

PROBES = ("internal", "international", "geology", "geologist", "evening", "universe", "university", "news")
"""Words that versions of Snowball have stemmed in different ways: their stems tell which one made an index."""

_LOCK = Lock()
"""A stemmer keeps the word it works on in itself; one thread at a time may use it."""


def words_of(text: str) -> list[str]:
    """Return the words of `text`: lower case, accents folded, possessive endings cut. Hyphens and dots separate."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return [re.split("['’]", word)[0] for word in _WORD.findall(plain)]


@lru_cache(maxsize=50_000)
def stem(stemmer: str, word: str) -> str:
    """Return the Snowball stem of a word; without the name of a `stemmer`, the word itself."""
    with _LOCK:
        return str(_stemmer(stemmer).stemWord(word)) if stemmer else word


@lru_cache(maxsize=8)
def _stemmer(name: str) -> Any:
    """Return Snowball's own stemmer, by name: `stemmer()` hands out PyStemmer's where that is installed, of whatever
    version."""
    from snowballstemmer import algorithms  # all of them load on import

    if name not in algorithms():
        raise ValueError(f"Snowball has no stemmer “{name}”")
    return getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.title().replace('_', '')}Stemmer")()
