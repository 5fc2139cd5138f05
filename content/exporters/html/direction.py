"""Which way a text runs: the browser is asked to look where anything in it is read from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

from content.blocks import Inline

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]")
"""Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and the like, by the blocks that Unicode keeps for them."""


def text_direction(text: str) -> Markup:
    """Return what the element around `text` says of its direction; nothing where all of it runs from left to right."""
    return Markup(' dir="auto"' if _RIGHT_TO_LEFT.search(text) else "")


def direction_of_words(words: Iterable[Inline]) -> Markup:
    """Return the same for words of the page model."""
    return text_direction(_flat(words))


def _flat(words: Iterable[Inline]) -> str:
    return "".join(f"{word.text}{_flat(word.inside)}" for word in words)
