"""Retrieval: the right passage first, every score kept, odd questions survived."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from engine.events import Passage
from engine.language.language import language
from engine.retrieve.embed import Embedder
from engine.retrieve.index import build_index
from engine.retrieve.passages import ON_ASSISTANT
from engine.retrieve.retriever import ASKED, CANDIDATES, POOL, Retriever
from engine.tokenize.question import Question, read_question
from tests.fakes.questions import asked
from tests.fakes.retrieval import FakeEmbedder, passage

PASSAGES = [
    passage(0, "The outbox writes an event in the transaction of the order."),
    passage(1, "Kafka keeps events in a partitioned log, and consumers read it at their pace."),
    passage(2, "A cell holds a share of the tenants and fails alone."),
    passage(3, "Burn rates tell how fast an error budget is spent."),
    passage(4, "A passage is retrieved by BM25 and by its vector."),
    passage(5, "I start in March.", document="Availability", asks=("When are you free?",)),
]


def make(texts: int = 0) -> Retriever:
    embedder = cast("Embedder", FakeEmbedder(english=frozenset({"handle"})))
    filler = [passage(number, f"filler{number} about nothing{number}") for number in range(len(PASSAGES), texts)]
    return Retriever(build_index([*PASSAGES, *filler], embedder, language("en")), embedder)


def asked_of(retriever: Retriever, text: str) -> Question:
    return read_question(text, retriever.words)


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    return make()


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What does the outbox write?", 0),
        ("kafka", 1),
        ("which tenants share a cell", 2),
        ("How fast is the error budget spent?", 3),
        ("When are you free?", 5),
        ("the otubox transactoin", 0),
        ("How is the KAFKA log partitioned, and at which pace do its consumers read it? " * 12, 1),
    ],
)
def test_the_right_passage_comes_first(retriever: Retriever, question: str, number: int) -> None:
    assert retriever.retrieve(asked_of(retriever, question)).candidates[0].passage.id == number


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How are tokens streamed?", True),
        ("How do you stream the tokens of an answer?", True),
        ("Have you streamed tokens?", False),
        ("Any experience with streaming tokens?", False),
    ],
)
def test_what_is_said_of_the_assistant_alone_answers_nothing_that_the_owner_is_asked(
    question: str, answers: bool
) -> None:
    embedder = cast("Embedder", FakeEmbedder())
    told = replace(passage(len(PASSAGES), "Tokens are streamed.", document="Stream"), kind=ON_ASSISTANT)
    retriever = Retriever(build_index([*PASSAGES, told], embedder, language("en")), embedder)
    found = retriever.retrieve(asked_of(retriever, question), len(PASSAGES) + 1).candidates
    assert (told in [candidate.passage for candidate in found]) is answers
    assert (found[0].passage == told) is answers


def test_every_score_is_kept_and_the_order_is_by_score(retriever: Retriever) -> None:
    candidates = retriever.retrieve(asked_of(retriever, "Kafka events")).candidates
    best = candidates[0]
    assert best.dense is not None
    assert best.lexical is not None
    assert best.rerank is not None
    assert best.fused > 0
    assert [item.score for item in candidates] == sorted((item.score for item in candidates), reverse=True)
    assert candidates[-1].lexical is None  # BM25 did not find it


def test_only_the_first_few_are_kept(retriever: Retriever) -> None:
    retrieved = retriever.retrieve(asked_of(retriever, "Kafka events"), keep=2)
    assert [item.kept for item in retrieved.candidates] == [True, True, False, False, False, False]
    assert [item.id for item in retrieved.kept] == [item.passage.id for item in retrieved.candidates[:2]]


def test_a_search_keeps_nothing_and_heeds_its_limit(retriever: Retriever) -> None:
    found = retriever.search(asked_of(retriever, "tenants"), limit=3)
    assert len(found) == 3
    assert found[0].passage.id == 2
    assert not any(item.kept for item in found)


@pytest.mark.parametrize("question", ["", "???", "what do you do", "日本語", "\x1b[31m", "zzz qqq xxx"])
def test_questions_without_a_known_word_are_survived(retriever: Retriever, question: str) -> None:
    assert len(retriever.retrieve(asked_of(retriever, question)).candidates) == len(PASSAGES)


def test_what_was_not_reranked_stays_behind_what_was() -> None:
    retriever = make(texts=POOL * 2)
    scores = retriever.scores(asked_of(retriever, "Kafka events filler7"))
    order = scores.order()
    assert all(scores.rerank[number] > 0 for number in order[:POOL])
    assert not any(scores.rerank[number] for number in order[POOL:])
    assert len(retriever.retrieve(asked_of(retriever, "Kafka")).candidates) == CANDIDATES


def test_feedback_finds_what_shares_words_only_with_the_best_passages() -> None:
    texts = ["alpha beta gamma", "alpha beta delta", "beta gamma delta epsilon", "unrelated words here"]
    embedder = cast("Embedder", FakeEmbedder())
    passages = [passage(number, text, document="t") for number, text in enumerate(texts)]
    scores = Retriever(build_index(passages, embedder, language("en")), embedder).scores(asked("alpha"))
    before, after = scores.mixed[2] - scores.mixed[3], scores.final[2] - scores.final[3]
    assert after > before + 0.03


def test_a_way_to_ask_lifts_its_passage_by_less_than_its_own_words_would() -> None:
    embedder = cast("Embedder", FakeEmbedder())
    plain = [passage(0, "alpha beta gamma"), passage(1, "delta epsilon zeta")]
    asked = [replace(plain[0], asks=("eta theta iota",)), plain[1]]
    without, with_it = (Retriever(build_index(them, embedder, language("en")), embedder) for them in (plain, asked))
    assert with_it.scores(asked_of(with_it, "eta theta iota")).rerank[0] == pytest.approx(1 - ASKED, abs=0.02)
    assert without.scores(asked_of(without, "eta theta iota")).rerank[0] < 0.5
    for question in ("alpha beta gamma", "delta epsilon zeta"):
        same = with_it.scores(asked_of(with_it, question)).rerank, without.scores(asked_of(without, question)).rerank
        assert same[0] == pytest.approx(same[1], abs=0.02)


def test_one_passage_is_enough() -> None:
    embedder = cast("Embedder", FakeEmbedder())
    retriever = Retriever(build_index([passage(0, "Only this.")], embedder, language("en")), embedder)
    assert retriever.retrieve(asked_of(retriever, "only")).candidates[0].passage.id == 0


def test_a_section_that_several_documents_have_leads_where_the_question_names_it() -> None:
    words = "orders events relay outbox publish consume"
    named = [
        Passage(number, "case-study", f"work/{title}#{section}", title, section, f"{title} {words} {section[:1]}")
        for number, (title, section) in enumerate(
            (title, section) for title in ("Orders", "Tenants") for section in ("Outcome", "Trade-offs", "Relay")
        )
    ]
    embedder = cast("Embedder", FakeEmbedder())
    retriever = Retriever(build_index(named, embedder, language("en")), embedder)
    for question, link in (
        ("trade-offs of the orders", "work/Orders#Trade-offs"),
        ("outcome of the tenants", "work/Tenants#Outcome"),
    ):
        assert retriever.retrieve(asked_of(retriever, question)).candidates[0].passage.link == link


@pytest.mark.parametrize("count", [2, 19, 60])
def test_equals_come_in_the_order_of_the_passages(count: int) -> None:
    """faiss-cpu 1.15.1 lists equals backwards, and numpy 2.4.6 multiplies equal rows to several products."""
    embedder = cast("Embedder", FakeEmbedder())
    text = "Equal words about queues, " + " ".join(f"word{number}" for number in range(30))
    equals = [passage(number, text, document="Equal") for number in range(count)]
    retriever = Retriever(build_index(equals, embedder, language("en")), embedder)
    for question in ("queues", "equal words and word7", "nothing of that"):
        numbers = [item.passage.id for item in retriever.retrieve(asked_of(retriever, question)).candidates]
        assert numbers == list(range(min(count, CANDIDATES))), question
        scores = retriever.scores(asked_of(retriever, question))
        for step in ("dense", "lexical", "fused", "rerank", "mixed", "final"):
            assert retriever.scores(asked_of(retriever, question)).order(step)[:POOL] == list(
                range(min(count, POOL))
            ), step
        assert len(set(scores.dense[:POOL])) == 1


def test_a_single_passage_scores_as_it_would_among_others(retriever: Retriever) -> None:
    """Scores are never stretched between the lowest and the highest of a list: a single hit would come out as 0."""
    embedder = cast("Embedder", FakeEmbedder())
    alone = (
        Retriever(build_index(PASSAGES[:1], embedder, language("en")), embedder)
        .retrieve(asked_of(retriever, "outbox event transaction"))
        .candidates[0]
    )
    among = retriever.retrieve(asked_of(retriever, "outbox event transaction")).candidates[0]
    assert alone.passage == among.passage
    assert alone.score > 0.5
    assert alone.dense == pytest.approx(among.dense, abs=1e-4)
    assert alone.rerank == pytest.approx(among.rerank, abs=1e-4)
