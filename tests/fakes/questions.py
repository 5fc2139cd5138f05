"""Questions to a pack that holds every word: no typo is mended in them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import Turn
from engine.language.language import language
from engine.tokenize.question import PackWords, Question, read_question

ANY_WORDS = PackWords(language("en"), (), lambda _: True, lambda _: True)


def asked(text: str, history: Sequence[Turn] = ()) -> Question:
    """The parsed question."""
    return read_question(text, ANY_WORDS, history)
