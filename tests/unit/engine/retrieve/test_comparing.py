"""A comparison: each side is searched by itself, and both are spoken of or it is no comparison."""

from __future__ import annotations

from typing import cast

import pytest

from engine.events import Passage
from engine.language.language import language
from engine.retrieve.comparing import taken_apart
from engine.retrieve.embed import Embedder
from engine.retrieve.index import build_index
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from engine.tokenize.sides import sides_of
from tests.fakes.retrieval import FakeEmbedder


def passage(number: int, kind: str, link: str, document: str, text: str, section: str = "") -> Passage:
    return Passage(number, kind, link, document, section or document, text)  # type: ignore[arg-type]


PASSAGES = [
    passage(0, "case-study", "work/orders", "Scaling an Order Pipeline", "Orders wait in an outbox."),
    passage(1, "case-study", "work/orders#cost", "Scaling an Order Pipeline", "The pipeline costs 3 servers.", "Cost"),
    passage(2, "project", "work/shop", "The Commerce Platform", "Services own their data."),
    passage(3, "essay", "essays/polling", "Two relays", "Polling asks a table. Streaming follows the log."),
    passage(4, "essay", "essays/silo", "Silos at work", "A silo is one stack for a tenant."),
    passage(5, "essay", "essays/pool", "Pools at work", "The pool shares a stack."),
    passage(6, "service", "services/design", "Design", "The order pipeline and the commerce platform were designed."),
    passage(7, "service", "services/review", "Review", "Somebody else reads the plans. Design comes before a review."),
    passage(
        8, "service", "services/review#when-it-is-not-for-you", "Review", "Drawings of boats are not read.", "Not for"
    ),
    passage(9, "hiring", "contact/stack", "Stack", "Read of the order pipeline and of a tenant with a stack here."),
]


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    embedder = cast("Embedder", FakeEmbedder())
    return Retriever(build_index(PASSAGES, embedder, language("en")), embedder)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between a silo and a pool?", ("a silo", "a pool")),
        ("silo vs. pool", ("silo", "pool")),
        ("Please compare the silo with a pool.", ("the silo", "a pool")),
        ("How does a silo differ from a pool?", ("a silo", "a pool")),
        ("What do silos and pools have in common?", ("silos", "pools")),
        ("which is the newer, the silo or the pool?", ("the silo", "the pool")),
        ("Is a silo cheaper than a pool?", ("a silo", "a pool")),
        ("Which silo is newer?", ()),
        ("What happens between checkout and delivery?", ()),
        ("What is the difference between it and that?", ()),  # no side has a word to search for
        ("the difference between a pool and the pools", ()),
    ],
)
def test_the_sides_of_a_comparison_are_read(question: str, sides: tuple[str, ...]) -> None:
    assert sides_of(question, language("en")) == sides


def test_a_title_is_one_side_whatever_stands_in_it() -> None:
    titles = ["Netcode, from review to finished", "Backbones with Kafka", "Kafka"]
    compared = sides_of(f"compare {titles[0]} with {titles[1]}", language("en"), titles)
    assert compared == (titles[0], titles[1])
    assert sides_of(f"How does {titles[1]} differ from {titles[0]}?", language("en"), titles) == (titles[1], titles[0])


def compared(retriever: Retriever, text: str) -> list[tuple[str, list[str]]]:
    question = read_question(text, retriever.words)
    found = taken_apart(question, retriever.retrieve(question), retriever)
    if found is None:
        return []
    retrieved, parts = found
    assert retrieved.answerable
    return [(part.name, [retrieved.kept[number - 1].link for number in sorted(part.passages)]) for part in parts]


def test_documents_that_are_named_speak_for_themselves_with_their_openings(retriever: Retriever) -> None:
    assert compared(retriever, "difference between the order pipeline and the commerce platform") == [
        ("Scaling an Order Pipeline", ["work/orders"]),
        ("The Commerce Platform", ["work/shop"]),
    ]


def test_a_title_of_one_word_names_its_document_where_it_is_the_whole_title(retriever: Retriever) -> None:
    sides = compared(retriever, "What is the difference between a design and a review?")
    assert sides == [("Design", ["services/design"]), ("Review", ["services/review"])]


def test_all_documents_of_a_kind_are_held_against_each_other_where_they_are_few(retriever: Retriever) -> None:
    essays = ["Two relays", "Silos at work", "Pools at work"]
    assert [name for name, _ in compared(retriever, "How do the essays differ?")] == essays
    assert [name for name, _ in compared(retriever, "Compare your essays.")] == essays
    assert compared(retriever, "How do the two projects differ?") == []  # there is one


def test_each_side_is_searched_where_no_passage_speaks_of_both(retriever: Retriever) -> None:
    sides = compared(retriever, "difference between a silo and the pool")
    assert [(name, links[0]) for name, links in sides] == [("A silo", "essays/silo"), ("The pool", "essays/pool")]


def test_a_document_is_held_against_what_another_passage_names_beside_it(retriever: Retriever) -> None:
    sides = compared(retriever, "Compare the order pipeline with a tenant stack")
    assert [name for name, _ in sides] == ["Scaling an Order Pipeline", "A tenant stack"]
    assert compared(retriever, "Compare the order pipeline with 3 servers") == []  # which its own passage does


def test_a_service_stands_on_its_side_for_what_it_is(retriever: Retriever) -> None:
    sides = compared(retriever, "difference between a silo and drawings of boats")
    assert sides[1] == ("Drawings of boats", ["services/review"])


def test_a_kind_that_one_side_names_is_meant_of_the_other_too(retriever: Retriever) -> None:
    sides = compared(retriever, "What is the difference between the essay on silos and the pools one?")
    assert sides == [("Silos at work", ["essays/silo"]), ("Pools at work", ["essays/pool"])]


def test_the_best_document_of_a_kind_is_meant_where_no_title_says_which(retriever: Retriever) -> None:
    sides = compared(retriever, "the essay on polling a table vs. the essay on silos")
    assert sides == [("Two relays", ["essays/polling"]), ("Silos at work", ["essays/silo"])]


@pytest.mark.parametrize(
    "question", ["polling vs streaming", "How does a silo work?", "difference between a silo and a zebra"]
)
def test_what_one_passage_compares_or_the_portfolio_does_not_hold_is_no_comparison(
    retriever: Retriever, question: str
) -> None:
    assert compared(retriever, question) == []
