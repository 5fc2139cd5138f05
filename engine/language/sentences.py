"""Text to sentences, with abbreviations, decimals and names such as `acks=all` kept whole."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

_LOCK = Lock()
"""pysbd keeps the text it works on in its segmenter; one thread at a time may use it."""


@lru_cache(maxsize=8_192)
def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`. A line break (a paragraph, list item or table row) always ends one."""
    with _LOCK:
        return tuple(
            sentence
            for line in text.splitlines()
            for part in _segmenter().segment(line.strip())
            if (sentence := str(part).strip())
        )


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    import pysbd  # compiles its rules on import, which only answers need

    return pysbd.Segmenter(language="en", clean=False)
