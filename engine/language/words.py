"""Text to words, and words to their stems."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from threading import Lock
from types import ModuleType
from typing import Any

_SIGNS = r"\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts whose vowels and tones are marks around a letter: without them, other words are meant."""
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_SIGNS}])*(?:['’][^\W\d_]+)?")
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Runs of scripts that put no space between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer."""
_VOICED = "\u3099\u309a"
"""Marks of kana, which are letters of their own with them."""

PROBES = ("internal", "international", "geology", "geologist", "evening", "universe", "university", "news")
"""Words that versions of Snowball have stemmed in different ways: their stems tell which one made an index."""

_OURS = "one_of_snowballstemmer"

_LOCK = Lock()
"""A stemmer keeps the word it works on in itself; one thread at a time may use it."""


def words_of(text: str) -> list[str]:
    """Return the words of `text`: lower case, accents folded, possessive endings cut. Hyphens and dots separate.

    Where a script puts no space between words, each two neighbouring characters are one, so that none is lost.
    """
    words = [word.partition("'")[0].partition("’")[0] for word in _WORD.findall(unaccented(text))]
    return words if text.isascii() else [part for word in words for part in _parted(word)]


def word_count(text: str) -> int:
    """Return how many words `text` has, of any script: where no space divides them, two characters count as one."""
    words = len(text.split())
    return words if text.isascii() else words + sum(len(run) // 2 for run in UNSPACED.findall(text))


def unaccented(text: str) -> str:
    """Return `text` in lower case, without accents."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (char for char in apart if not unicodedata.combining(char) or char in _VOICED or "\u0900" <= char < "\u1ab0")
    return unicodedata.normalize("NFC", "".join(kept))


def _parted(word: str) -> Iterator[str]:
    """Yield the parts of `word` in scripts with spaces as they are, and the others as pairs of characters."""
    end = 0
    for run in UNSPACED.finditer(word):
        if run.start() > end:
            yield word[end : run.start()]
        yield from _pairs(run[0])
        end = run.end()
    if end < len(word):
        yield word[end:]


def _pairs(run: str) -> Iterator[str]:
    yield from (run[place : place + 2] for place in range(max(1, len(run) - 1)))


@lru_cache(maxsize=50_000)
def stem(stemmer: str, word: str) -> str:
    """Return the Snowball stem of a word; without the name of a `stemmer`, the word itself."""
    with _LOCK:
        return str(_stemmer(stemmer).stemWord(word)) if stemmer else word


@lru_cache(maxsize=8)
def _stemmer(name: str) -> Any:
    """Return Snowball's own stemmer, by name: `stemmer()` hands out PyStemmer's where that is installed, of whatever
    version."""
    module = f"{_snowball().__name__}.{name}_stemmer"
    if not name.isidentifier() or find_spec(module) is None:
        raise ValueError(f"Snowball has no stemmer “{name}”")
    return getattr(import_module(module), f"{name.title().replace('_', '')}Stemmer")()


@lru_cache(maxsize=1)
def _snowball() -> ModuleType:
    """Return Snowball's package under another name, and without what it does when it is imported: read all of its 33
    stemmers, which takes 28 ms of a cold question, and one of them 1."""
    spec = find_spec("snowballstemmer")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("snowballstemmer is not installed", name="snowballstemmer")
    here = spec_from_file_location(_OURS, spec.origin, submodule_search_locations=spec.submodule_search_locations)
    assert here is not None, "it is a file"
    package = sys.modules[_OURS] = module_from_spec(here)
    return package
