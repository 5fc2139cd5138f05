"""Meanings of what passages say, which are looked up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.retrieve.meanings import Meanings
from tests.fakes.engine import ENGLISH, FakeEmbedder, vectors
from tests.fakes.retrieval import passage

SENTENCES = ("The relay reads the outbox.", "It publishes each row.")
PASSAGE = passage(0, " ".join(SENTENCES), document="Outbox")
WHOLE = "Outbox\nThe relay reads the outbox. It publishes each row."


class Counting(FakeEmbedder):
    """Notes what is taken apart."""

    def __init__(self) -> None:
        self.apart: list[str] = []

    def encode(self, text: str) -> Any:
        self.apart.append(text)
        return super().encode(text)


def test_a_sentence_means_what_its_pieces_do_and_a_passage_is_taken_apart_once() -> None:
    embedder = Counting()
    index = SimpleNamespace(token_vectors=lambda _: vectors(WHOLE), language=ENGLISH)
    meanings = Meanings(embedder, index)
    for _ in range(2):
        found = meanings.within(PASSAGE, SENTENCES)
        for meaning, sentence in zip(found, SENTENCES, strict=True):
            assert np.array_equal(meaning.pieces, vectors(sentence))
    assert embedder.apart == [WHOLE]
    assert np.array_equal(meanings.within(PASSAGE, SENTENCES[1:])[0].pieces, vectors(SENTENCES[1]))
    assert embedder.apart == [WHOLE] * 2
