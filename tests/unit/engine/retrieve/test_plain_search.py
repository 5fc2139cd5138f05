"""The search finds what the same steps find that are written down plainly, one passage after the other."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from engine.language.language import language
from engine.retrieve.headings import NAMED
from engine.retrieve.index import Index, build_index, indexed_text
from engine.retrieve.lexical import K1, B
from engine.retrieve.ranking import best_of
from engine.retrieve.retriever import (
    ASKED,
    DENSE,
    FEEDBACK_PASSAGES,
    FEEDBACK_TERMS,
    LEXICAL,
    LISTED,
    POOL,
    RANK_CONSTANT,
    Retriever,
)
from engine.retrieve.rows import products, rows_in, starts_of
from engine.tokenize.question import Question, read_question
from tests.fakes.retrieval import FakeEmbedder, passage

if TYPE_CHECKING:
    from engine.retrieve.embed import Embedder

ENGLISH = language("en")
SIZE = 1_200
"""Passages: more than are listed."""
TEXT = (
    "queue worker outbox relay kafka topic broker ledger tenant schema index cache probe trace budget deploy "
    "rollback canary quorum leader replica shard vector token prompt latency throughput backlog retry timeout"
)
QUESTIONS = (
    "Which worker reads the queue?",
    "What does the outbox relay buy, and what does a broker cost?",
    "ledger",
    "How do latency, throughput and the backlog of a shard hang together with quorum, leader, replica and retry?",
    "Nothing of this is held anywhere",
)


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    embedder = cast("Embedder", FakeEmbedder())
    chance = np.random.default_rng(19)

    def some(count: int) -> str:
        return " ".join(chance.choice(TEXT.split(), count))

    passages = [
        passage(number, some(int(chance.integers(3, 14))), some(2), asks=tuple(some(3) for _ in range(number % 3)))
        for number in range(SIZE)
    ]
    return Retriever(build_index(passages, embedder, ENGLISH), embedder)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_search_is_what_its_steps_are_one_by_one(retriever: Retriever, text: str) -> None:
    question = read_question(text, retriever.words)
    found, plain = retriever.scores(question), Plain(retriever, question)
    for step in ("dense", "lexical", "fused", "rerank", "final"):
        assert np.allclose(getattr(found, step), getattr(plain, step), atol=1e-4), step
    listed = retriever.search(question, limit=20)
    expected = sorted(range(SIZE), key=lambda number: -plain.final[number])[:20]
    assert [plain.final[item.passage.id] for item in listed] == pytest.approx(
        [plain.final[number] for number in expected], abs=1e-4
    )
    assert [item.score for item in listed] == pytest.approx([plain.final[item.passage.id] for item in listed], abs=1e-4)


class Plain:
    """The steps of a search as they would be told to somebody, in Python's own numbers."""

    def __init__(self, retriever: Retriever, question: Question) -> None:
        self.index: Index = retriever.index
        vectors, pieces = retriever.embedder.embed_both([question.searched])
        self.vector, self.pieces = vectors[0].astype(float), pieces[0][1:-1].astype(float)
        self.counts = [Counter(ENGLISH.terms_of(indexed_text(item))) for item in self.index.passages]
        self.lengths = [sum(counts.values()) for counts in self.counts]
        terms: dict[str, float] = dict(Counter(question.terms))
        cosines = [float(row @ self.vector) for row in self.index.vectors.astype(float)]
        nearest = set(order(cosines)[:LISTED])
        self.lexical = [self.bm25(number, terms) for number in range(SIZE)]
        near = [round(cosine, 5) if number in nearest else 0.0 for number, cosine in enumerate(cosines)]
        self.fused = [sum(both) for both in zip(ranks(near), ranks(self.lexical), strict=True)]
        pool = order(np.array(self.fused, np.float32).tolist())[:POOL]
        self.dense = [cosine if n in nearest or n in pool else 0.0 for n, cosine in enumerate(cosines)]
        self.rerank = [self.maxsim(number) if number in pool else 0.0 for number in range(SIZE)]
        late = [self.rerank[number] if number in pool else -1.0 for number in range(SIZE)]
        lexical = [score / self.bound(terms) for score in self.lexical]
        mixed = [a + DENSE * b + LEXICAL * c for a, b, c in zip(late, self.dense, lexical, strict=True)]
        best = sorted(pool, key=lambda number: -mixed[number])[:FEEDBACK_PASSAGES]
        expanded, moved = self.expanded(terms, best), self.moved(best)
        self.final = [*mixed]
        for number in pool:
            share = self.bm25(number, expanded) / self.bound(expanded)
            cosine = float(self.index.vectors[number].astype(float) @ moved)
            named = NAMED * self.named(number)
            self.final[number] = late[number] + named + DENSE * cosine + LEXICAL * share

    def rarity(self, term: str) -> float:
        holders = sum(term in counts for counts in self.counts)
        return math.log(1 + (SIZE - holders + 0.5) / (holders + 0.5))

    def bm25(self, number: int, terms: dict[str, float]) -> float:
        mean = sum(self.lengths) / SIZE
        total = 0.0
        for term, weight in terms.items():
            times = self.counts[number][term]
            if times:
                slowed = times + K1 * (1 - B + B * self.lengths[number] / mean)
                total += weight * self.rarity(term) * times / slowed
        return total

    def bound(self, terms: dict[str, float]) -> float:
        return sum(weight * self.rarity(term) for term, weight in terms.items()) or 1.0

    def texts(self, number: int) -> list[Any]:
        """The token vectors of a passage, and of each way to ask for it."""
        first, last = self.index.firsts[number], self.index.firsts[number + 1]
        spans = [slice(self.index.bounds[text], self.index.bounds[text + 1]) for text in range(first, last)]
        return [self.index.tokens[span] * self.index.scales[span, None].astype(float) for span in spans]

    def maxsim(self, number: int) -> float:
        matches = [(text @ self.pieces.T).max(axis=0) for text in self.texts(number)]
        return max(float(matches[0].mean()), float(np.max(matches, axis=0).mean()) - ASKED)

    def named(self, number: int) -> float:
        """The fake embedder takes every heading for two pieces, which follow the opening one."""
        return float((self.texts(number)[0][1:3] @ self.pieces.T).max(axis=1).mean())

    def moved(self, best: Sequence[int]) -> Any:
        mean = self.index.vectors[best].astype(float).mean(axis=0)
        moved = self.vector + mean / np.linalg.norm(mean)
        return moved / np.linalg.norm(moved)

    def expanded(self, terms: dict[str, float], best: Sequence[int]) -> dict[str, float]:
        if not terms:
            return {}
        found: defaultdict[str, float] = defaultdict(float)
        for number in best:
            for term, times in self.counts[number].items():
                found[term] += times / self.lengths[number]
        new = dict(sorted(found.items(), key=lambda item: -item[1])[:FEEDBACK_TERMS])
        old, more = sum(terms.values()), sum(new.values())
        return {term: (terms.get(term, 0) / old + new.get(term, 0) / more) / 2 for term in {**terms, **new}}


def order(scores: Sequence[float]) -> list[int]:
    """The places of scores, highest first, and of equals the first."""
    return sorted(range(len(scores)), key=lambda number: -scores[number])


def ranks(scores: Sequence[float]) -> list[float]:
    """1 / (k + rank) of the first LISTED scores above 0."""
    places = [number for number in order(scores) if scores[number] > 0][:LISTED]
    shares = dict(zip(places, (1 / (RANK_CONSTANT + rank) for rank in range(1, len(places) + 1)), strict=True))
    return [shares.get(number, 0.0) for number in range(len(scores))]


@pytest.mark.parametrize("size", [1, 7, 400, 5_003])
@pytest.mark.parametrize("values", [1, 4, 100_000])
@pytest.mark.parametrize("count", [1, 5, 50, 999])
def test_the_best_are_those_of_a_plain_sort(size: int, values: int, count: int) -> None:
    scores = np.random.default_rng(size + values).integers(-values, values, size).astype(np.float32)
    assert best_of(scores, count).tolist() == order(scores.tolist())[:count]


@pytest.mark.parametrize("vectors", [0, 1, 10, 33])
def test_products_of_rows_are_those_of_all_of_them_at_once(vectors: int) -> None:
    chance = np.random.default_rng(vectors)
    matrix = chance.integers(-127, 128, (300, 16), dtype=np.int8)
    few = chance.standard_normal((vectors, 16), dtype=np.float32)
    firsts, lengths = np.array([250, 0, 40, 7]), np.array([50, 30, 200, 1])
    rows = rows_in(firsts, lengths)
    runs = zip(firsts.tolist(), lengths.tolist(), strict=True)
    assert rows.tolist() == [row for first, length in runs for row in range(first, first + length)]
    assert starts_of(lengths).tolist() == [0, 50, 80, 280]
    assert np.allclose(products(matrix, rows, few), matrix[rows].astype(np.float32) @ few.T, atol=1e-3)
