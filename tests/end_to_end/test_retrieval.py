"""Retrieval with the real embedder over the default pack: the figures that the settings were chosen for hold."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import pytest
import yaml

from content.loader import DEFAULT_PACK, load_portfolio
from engine.events import Retrieved
from engine.retrieve.embed import MAX_TOKENS, Embedder
from engine.retrieve.index import open_index, texts_of
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from models.convert import ensure_embedder

CALIBRATION = Path(__file__).parent.parent / "data" / "calibration.yaml"


@dataclass(frozen=True)
class Asked:
    question: dict[str, Any]
    retrieved: Retrieved

    def place(self) -> int:
        """The place of the first passage that answers, from 1; 1,000 where none does."""
        passages = [candidate.passage for candidate in self.retrieved.candidates]
        right = (any(passage.covers(link) for link in self.question["sources"]) for passage in passages)
        return next((place for place, covers in enumerate(right, 1) if covers), 1_000)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    files = ensure_embedder(platformdirs.user_cache_path("portfolio"))
    embedder = Embedder(files.gguf, files.tokenizer)
    return Retriever(open_index(load_portfolio(DEFAULT_PACK), embedder, tmp_path_factory.mktemp("cache")), embedder)


@pytest.fixture(scope="module")
def asked(retriever: Retriever) -> list[Asked]:
    questions = yaml.safe_load(CALIBRATION.read_text(encoding="utf-8"))["questions"]
    return [
        Asked(question, retriever.retrieve(read_question(question["ask"], retriever.words))) for question in questions
    ]


@pytest.fixture(scope="module")
def answerable(asked: list[Asked]) -> list[Asked]:
    return [item for item in asked if item.question["answerable"]]


def test_a_right_passage_is_among_those_kept(answerable: list[Asked]) -> None:
    places = np.array([item.place() for item in answerable])
    assert np.mean(places == 1) >= 0.75
    assert np.mean(places <= 4) >= 0.94
    assert np.mean(places <= 20) >= 0.98


@pytest.mark.parametrize("kind", ["typo", "abbreviation", "short", "long"])
def test_typos_abbreviations_short_and_long_questions_work(answerable: list[Asked], kind: str) -> None:
    of_kind = [item for item in answerable if item.question["kind"] == kind]
    assert np.mean([item.place() <= 4 for item in of_kind]) >= 0.75


def test_what_can_be_answered_is_and_most_of_the_rest_is_not(asked: list[Asked]) -> None:
    answered = [item.retrieved.answerable for item in asked if item.question["answerable"]]
    refused = [not item.retrieved.answerable for item in asked if not item.question["answerable"]]
    assert np.mean(answered) >= 0.93
    assert np.mean(refused) >= 0.82


def test_only_facts_that_look_absent_are_hard(asked: list[Asked]) -> None:
    easy = [item for item in asked if item.question["kind"] not in ("absent", "hard")]
    assert np.mean([item.retrieved.answerable for item in easy if item.question["answerable"]]) >= 0.95
    assert np.mean([not item.retrieved.answerable for item in easy if not item.question["answerable"]]) >= 0.92


def test_most_absent_facts_are_refused(asked: list[Asked]) -> None:
    absent = [item for item in asked if item.question["kind"] == "absent"]
    assert np.mean([not item.retrieved.answerable for item in absent]) >= 0.72


def test_every_passage_is_read_whole(retriever: Retriever) -> None:
    embedder = retriever.embedder
    sizes = [len(embedder.encode(text).ids) for passage in retriever.index.passages for text in texts_of(passage)]
    assert max(sizes) < MAX_TOKENS


def test_the_mean_of_the_token_vectors_is_the_vector(retriever: Retriever) -> None:
    vectors, pieces = retriever.embedder.embed_both(["Why did the order pipeline fail at peak?", "RAG"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert all(np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5) for rows in pieces)
    assert [len(rows) for rows in pieces] == [
        len(retriever.embedder.encode(text).ids) for text in ("Why did the order pipeline fail at peak?", "RAG")
    ]


def test_a_batch_gives_what_single_texts_give(retriever: Retriever) -> None:
    texts = [passage.text for passage in retriever.index.passages[:80]]
    batch = retriever.embedder.embed(texts)
    single = np.concatenate([retriever.embedder.embed([text]) for text in texts[::20]])
    assert np.sum(batch[::20] * single, axis=1).min() > 0.999


def test_no_text_gives_no_vector(retriever: Retriever) -> None:
    assert retriever.embedder.embed([]).shape == (0, 384)
    assert retriever.embedder.embed_tokens([]) == []
    assert len(retriever.embedder.embed_tokens([""])[0]) == 2


def test_a_question_takes_milliseconds(retriever: Retriever) -> None:
    retriever.retrieve(read_question("warm up", retriever.words))
    start = time.perf_counter()
    for _ in range(10):
        retriever.retrieve(read_question("What happens to orders while Kafka is down?", retriever.words))
    assert (time.perf_counter() - start) / 10 < 0.25
