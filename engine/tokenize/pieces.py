"""Stage 1: the question as the model reads it, in token ids and pieces."""

from __future__ import annotations

import time
from typing import Protocol

from engine.events import Token, Tokenized


class Tokenizer(Protocol):
    """Whoever has a vocabulary: the language model, or the embedder where there is none."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def pieces(self, text: str) -> tuple[Token, ...]: ...  # noqa: D102


def tokenize(question: str, tokenizer: Tokenizer) -> Tokenized:
    """Return the tokens of `question`. Control tokens that it spells out stay ordinary text."""
    start = time.perf_counter()
    tokens = tokenizer.pieces(question)
    return Tokenized(question, tokens, tokenizer.name, time.perf_counter() - start)
