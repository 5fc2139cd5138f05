"""Of equals the first of the pack comes first, whatever a library makes of them, and with numba as without."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from content.schema import HiringAnswer
from engine.language.language import language
from engine.retrieve.hiring import Asks
from engine.retrieve.index import build_index
from engine.retrieve.lexical import Lexical
from engine.retrieve.meanings import Meanings
from engine.retrieve.ranking import best_of
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from tests.fakes.numba import numba_installed
from tests.fakes.questions import asked
from tests.fakes.retrieval import FakeEmbedder, passage

if TYPE_CHECKING:
    from engine.retrieve.embed import Embedder

EQUALS = [["queue", "worker"]] * 6
STEPS = ("dense", "lexical", "fused", "rerank", "mixed", "final")


@pytest.mark.parametrize("installed", [False, True])
def test_bm25s_itself_lists_equals_by_its_backend(installed: bool) -> None:
    """Where this fails, the tests below no longer drive both: bm25s 0.3.16, numba 0.68.1 (findings/)."""
    with numba_installed(installed=installed):
        import bm25s

        assert bm25s.NUMBA_AVAILABLE is installed
        index = bm25s.BM25(backend="auto")
        index.index(EQUALS, show_progress=False)
        found, _ = index.retrieve([["queue"]], k=3, show_progress=False)
    assert found[0].tolist() == ([2, 1, 0] if installed else [5, 4, 3])


def test_an_index_is_the_same_bytes_with_numba_and_without() -> None:
    texts = [*EQUALS, ["queue"], ["worker", "outbox", "queue", "queue"], ["outbox"]]
    made = []
    for installed in (False, True):
        with numba_installed(installed=installed):
            lexical = Lexical.build(texts)
        made.append((lexical._columns, lexical._scores.tobytes(), lexical._texts.tobytes(), lexical._starts.tobytes()))
    assert made[0] == made[1]


@pytest.mark.parametrize("installed", [False, True])
@pytest.mark.parametrize("count", [2, 6, 60])
def test_equal_passages_come_in_their_order_at_every_step(installed: bool, count: int) -> None:
    embedder = cast("Embedder", FakeEmbedder())
    other = passage(0, "Something else that is about cells.", document="Other")
    equals = [passage(number, "A worker takes from the queue.", document="Equal") for number in range(1, count + 1)]
    with numba_installed(installed=installed):
        retriever = Retriever(build_index([other, *equals], embedder, language("en")), embedder)
    scores = retriever.scores(read_question("queue worker", retriever.words))
    for step in STEPS:
        listed = [number for number in scores.order(step) if number][:50]
        assert listed == list(range(1, len(listed) + 1)), step


@pytest.mark.parametrize("count", [1, 2, 40])
def test_a_single_hit_and_equals_score_as_the_best_does(count: int) -> None:
    """Stretched between the lowest and the highest of a list, as rankings often are, all of these would score 0."""
    embedder = cast("Embedder", FakeEmbedder())
    equals = [passage(number, "A worker takes from the queue.", document="Equal") for number in range(count)]
    retriever = Retriever(build_index(equals, embedder, language("en")), embedder)
    question = read_question("A worker takes from the queue.", retriever.words)
    found = retriever.search(question, limit=count)
    assert len(found) == count
    assert {(item.score, item.dense, item.rerank) for item in found} == {
        (found[0].score, found[0].dense, found[0].rerank)
    }
    assert found[0].dense == pytest.approx(1, abs=0.3)
    assert found[0].score > 1


@pytest.mark.parametrize("count", [1, 3, 17, 40, None])
def test_the_best_of_equals_are_the_first_however_many_are_asked_for(count: int | None) -> None:
    scores = np.array([0.5, 0.9] * 20, dtype=np.float32)
    expected = [*range(1, 40, 2), *range(0, 40, 2)]
    assert best_of(scores, count).tolist() == expected[:count]


def test_of_answers_that_list_one_phrasing_the_first_of_the_pack_leads() -> None:
    """numpy 2.4.6 sorts equals out of their order, unless told not to; out of which depends on the processor."""
    asks = ("Nothing alike", "What do you charge?")
    answers = [
        HiringAnswer(slug=f"answer-{number}", title="Rates", body="So much.", asks=asks if number else asks * 2)
        for number in range(40)
    ]
    embedder = cast("Embedder", FakeEmbedder())
    meanings = Meanings(embedder, build_index([passage(0, "Text.")], embedder, language("en")))
    match = Asks.of(answers, meanings).match(asked("What do you charge?"), meanings)
    assert match is not None
    assert match.paths == ("contact/answer-0", "contact/answer-1")
