"""Questions to a pack that holds every word: no typo is mended in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.events import Turn
from engine.language.language import language
from engine.tokenize.question import PackWords, Question, read_question

ANY_WORDS = PackWords(language("en"), (), lambda _: True, lambda _: True)


def asked(text: str, history: Sequence[Turn] = (), glossary: Mapping[str, str] | None = None) -> Question:
    """The parsed question."""
    words = replace(ANY_WORDS, language=ANY_WORDS.language.with_glossary(glossary or {}))
    return read_question(text, words, history)
