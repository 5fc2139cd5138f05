"""Vectors of questions and sentences, compared by late interaction.

A sentence of a passage is never embedded at question time: its word pieces' vectors lie in the index, made with the
heading and the neighbouring sentences in sight, which is what tells "it fails then" from the same words elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from engine.events import Passage
from engine.language.language import Language
from engine.retrieve.lexical import Lexical
from engine.tokenize.question import Question

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Encoding

    Vectors = npt.NDArray[np.float32]


_BEGINS = "\u2581"
"""Stands before the first piece of a word, where continuations are not marked (##)."""


class Embeds(Protocol):
    """What is needed of an embedder."""

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]: ...  # noqa: D102
    def encode(self, text: str) -> Encoding: ...  # noqa: D102


class Indexed(Protocol):
    """What is needed of an index."""

    @property
    def lexical(self) -> Lexical: ...  # noqa: D102
    @property
    def language(self) -> Language: ...  # noqa: D102
    def token_vectors(self, numbers: Sequence[int]) -> Vectors: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vector, shape (dimensions,), and its word pieces', shape (pieces, dimensions); all normalised."""

    whole: Vectors
    pieces: Vectors


class Meanings:
    """Meanings of what is asked and said (embedded) and of what passages say (looked up). Safe from any thread."""

    def __init__(self, embedder: Embeds, index: Indexed) -> None:
        self.language = index.language
        self._embedder = embedder
        self._index = index
        self._spans_in = lru_cache(maxsize=1_024)(self._spans_of)

    def of(self, texts: Sequence[str]) -> list[Meaning]:
        """Return the meaning of each text."""
        whole, pieces = self._embedder.embed_both(texts)
        return [Meaning(vector, rows) for vector, rows in zip(whole, pieces, strict=True)]

    def asked(self, question: Question) -> Meaning:
        """Return the meaning of a question without the pieces that say nothing of its topic, where others are left."""
        meaning = self.of([question.searched])[0]
        pieces = self._embedder.encode(question.searched).tokens
        telling = [index for index, piece in enumerate(pieces) if self._is_telling(piece)]
        return Meaning(meaning.whole, meaning.pieces[telling]) if telling else meaning

    def rarity(self, term: str) -> float:
        """Return how much a term says, by how few passages hold it."""
        return self._index.lexical.rarity(term)

    def within(self, passage: Passage, sentences: Sequence[str]) -> list[Meaning]:
        """Return the meanings of `sentences`, which stand in `passage` in this order, as read in their place there."""
        from engine.retrieve.index import embedded_text

        text = embedded_text(passage)
        rows = self._index.token_vectors([passage.id])
        spans = self._spans_in(text, len(text) - len(passage.text), tuple(sentences))
        found = [None if span is None else _mean(rows[span]) for span in spans]
        outside = [sentence for sentence, meaning in zip(sentences, found, strict=True) if meaning is None]
        embedded = iter(self.of(outside) if outside else ())  # what stands behind the embedder's limit
        return [meaning or next(embedded) for meaning in found]

    def _spans_of(self, text: str, cursor: int, sentences: Sequence[str]) -> list[slice | None]:
        """Return the word pieces of `text` that each sentence has, which stand in it in this order behind `cursor`;
        None for one that stands behind the embedder's limit."""
        offsets = self._embedder.encode(text).offsets
        found: list[slice | None] = []
        for sentence in sentences:
            start = max(cursor, text.find(sentence, cursor))
            stop = cursor = start + len(sentence)
            inside = [row for row, (left, right) in enumerate(offsets) if start <= left < right <= stop]
            found.append(slice(inside[0], inside[-1] + 1) if inside else None)
        return found

    def _is_telling(self, piece: str) -> bool:
        word = piece.removeprefix(_BEGINS).lower()
        return piece.startswith("##") or (word[:1].isalnum() and word not in self.language.words("stop"))


def _mean(pieces: Vectors) -> Meaning:
    import numpy as np

    whole = pieces.mean(axis=0)
    return Meaning(whole / np.linalg.norm(whole), pieces)


def cosine(one: Meaning | None, other: Meaning | None) -> float:
    """Return how near two texts are as wholes, from -1 to 1; 0 where a meaning is not known."""
    return float(one.whole @ other.whole) if one and other else 0.0


def maxsim(asked: Meaning, told: Meaning) -> float:
    """Return the late interaction of two texts: the best match of each of `asked`'s pieces, averaged, from 0 to 1."""
    if not len(asked.pieces) or not len(told.pieces):
        return 0.0
    return float((asked.pieces @ told.pieces.T).max(axis=1).mean())
