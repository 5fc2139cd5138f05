"""What a first question computes of an index's texts alone, kept in a file: their words' stems, and their sentences.

Stemming some hundred words and parting some ten lines, with the rules that this takes, is 25 ms of a cold answer.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from content.files import keep_newest
from content.sealed_files import read_sealed, write_sealed
from engine.events import Passage
from engine.language.language import Language
from engine.language.sentences import sentences_of

MOST_TEXTS = 4
"""How many files stay: as many as indexes."""


class KeptText:
    """What is kept in the cache folder `cache` for the index `name`. It never fails: what is not read is computed."""

    def __init__(self, cache: Path, name: str) -> None:
        self._path = cache / "texts" / f"{name}.json"

    def give(self, language: Language) -> bool:
        """Give a language what is kept of the texts, and return whether there is any."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            if (data := read_sealed(self._path)) is not None:
                found = json.loads(data)
                language.take_text(found["stems"], {line: tuple(parts) for line, parts in found["lines"].items()})
                return True
        return False

    def keep(self, language: Language, passages: Iterable[Passage], words: Iterable[str]) -> None:
        """Keep the stems of `words` and the sentences of the lines of `passages`."""
        lines = dict.fromkeys(line.strip() for passage in passages for line in passage.text.splitlines())
        parted = {line: sentences_of(line, language) for line in lines}
        stems = {word: language.stem(word) for word in sorted(words)}
        data = json.dumps({"stems": stems, "lines": parted}, ensure_ascii=False).encode()
        with contextlib.suppress(OSError):
            write_sealed(self._path, data)
            keep_newest(self._path.parent, "*.json", MOST_TEXTS)
