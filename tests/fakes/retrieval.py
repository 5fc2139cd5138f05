"""An embedder without a model: words have fixed random directions, and a text is the mean of its words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.events import Passage
from engine.language.language import language
from engine.language.words import words_of
from engine.retrieve.embed import DIMENSIONS

Vectors = npt.NDArray[np.float32]


@dataclass
class Encoded:
    ids: list[int]


@dataclass
class FakeEmbedder:
    """Counts the texts that it embeds. `english` are the words that it has whole."""

    digest: str = "0123456789abcdef0123456789abcdef"
    name: str = "fake"
    english: frozenset[str] = frozenset()
    dimensions: int = DIMENSIONS
    embedded: list[str] = field(default_factory=list)

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        self.embedded += texts
        pieces = [np.stack([_direction(word) for word in ("[CLS]", *words_of(text), "[SEP]")]) for text in texts]
        means = [rows.mean(axis=0) for rows in pieces]
        vectors = np.array([mean / np.linalg.norm(mean) for mean in means], dtype=np.float32)
        return vectors.reshape(len(texts), DIMENSIONS), pieces

    def encode(self, text: str) -> Encoded:
        return Encoded([0, 1, 2] if text in self.english else [0, 1, 1, 2])


def _direction(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(language("en").stem(word).encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


def passage(number: int, text: str, document: str = "", **fields: object) -> Passage:
    """A passage with as little as a test needs to say."""
    title = document or f"Document {number}"
    return Passage(number, "essay", f"essays/document-{number}", title, title, text, **fields)  # type: ignore[arg-type]
