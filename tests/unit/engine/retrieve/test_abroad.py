"""A question in another language than the text: likeness alone says whether a passage comes near."""

from __future__ import annotations

from typing import cast

import pytest

from content.schema import HiringAnswer
from engine.language.language import language
from engine.retrieve.abroad import search_abroad
from engine.retrieve.embed import Embedder
from engine.retrieve.hiring import Asks
from engine.retrieve.index import build_index
from engine.retrieve.library import Library
from engine.retrieve.meanings import Meanings
from engine.retrieve.retriever import Retriever
from tests.fakes.retrieval import FakeEmbedder, passage

PASSAGES = [
    passage(0, "The outbox writes an event in the transaction of the order."),
    passage(1, "Kafka keeps events in a partitioned log, and consumers read it at their pace."),
]


@pytest.fixture(scope="module")
def library() -> Library:
    embedder = cast("Embedder", FakeEmbedder())
    index = build_index(PASSAGES, embedder, language("en"))
    meanings = Meanings(embedder, index)
    answers: tuple[HiringAnswer, ...] = ()
    return Library(Retriever(index, embedder), meanings, Asks.of(answers, meanings))


def test_what_is_like_a_passage_comes_near_and_is_never_said_to_answer(library: Library) -> None:
    question, retrieved = search_abroad("¿Kafka partitioned log consumers?", library, 1)
    assert retrieved.near
    assert not retrieved.answerable
    assert [item.id for item in retrieved.kept] == [1]
    assert question.searched == "¿Kafka partitioned log consumers?"


def test_a_word_of_another_language_is_neither_mended_nor_held_against_a_passage(library: Library) -> None:
    question, retrieved = search_abroad("Kafka log partitioned ordre", library, 1)
    assert question.mended == "Kafka log partitioned ordre"  # "order" would be a word of the text
    assert retrieved.candidates[0].passage.id == 1


def test_what_is_like_no_passage_does_not(library: Library) -> None:
    assert not search_abroad("Wie wird das Wetter?", library, 1)[1].near
