"""Whose vocabulary a question is shown in: the language model's, or the embedder's where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.events import Token

if TYPE_CHECKING:
    from tokenizers import Encoding


class Tokenizer(Protocol):
    """Whoever has a vocabulary."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def pieces(self, text: str) -> tuple[Token, ...]: ...  # noqa: D102


class Encoder(Protocol):
    """What is needed of an embedder."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def encode(self, text: str) -> Encoding: ...  # noqa: D102


class EmbedderTokens:
    """The embedder's vocabulary as a tokenizer, for answers without a language model."""

    def __init__(self, embedder: Encoder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        """Whose vocabulary it is."""
        return self._embedder.name

    def pieces(self, text: str) -> tuple[Token, ...]:
        """Return the word pieces of `text`."""
        encoded = self._embedder.encode(text)
        return tuple(Token(number, piece) for number, piece in zip(encoded.ids, encoded.tokens, strict=True))
