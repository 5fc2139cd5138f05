"""False premises: what a question takes for granted and the portfolio never mentions is corrected from the text."""

from __future__ import annotations

from typing import cast

import pytest

from engine.language.language import language
from engine.retrieve.embed import Embedder
from engine.retrieve.index import build_index
from engine.retrieve.premises import mistaken
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from tests.fakes.retrieval import FakeEmbedder, passage

PASSAGES = [
    passage(0, "We moved the orders into PostgreSQL, which carries 50,000 orders a second."),
    passage(1, "Google sells ads."),
    passage(2, "A cloud is somebody's computer."),
]


@pytest.fixture(scope="module")
def retriever() -> Retriever:
    embedder = cast("Embedder", FakeEmbedder())
    return Retriever(build_index(PASSAGES, embedder, language("en")), embedder)


def thing(retriever: Retriever, text: str) -> str:
    question = read_question(text, retriever.words)
    found = mistaken(question, retriever.retrieve(question), retriever, 4)
    if found is None:
        return ""
    assert (found.retrieved.answerable, found.retrieved.near) == (False, True)
    assert found.retrieved.kept[0] == PASSAGES[0]
    return found.thing


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Why did you move the orders into MongoDB?", "MongoDB"),
        ("Why did you move the orders into Google Cloud?", "Google Cloud"),  # its words occur, the name does not
        ("How did you move 90,000 orders a second?", "90,000"),
        ("How did you move 50k orders a second?", ""),  # 50,000
        ("How did you move the orders with 50,000 computers?", "50,000 computers"),  # that many of something else
        ("Why did you move the orders into PostgreSQL?", ""),
        ("Do you move the orders into MongoDB?", ""),  # takes nothing for granted: a plain no
        ("How do you move orders into MongoDB?", ""),
        ("Why did you choose MongoDB?", ""),  # nothing is left to search for
        ("Why did you move the orders of Acme into MongoDB?", ""),  # two things: which is it about?
        ("Why did you polish the orders that PostgreSQL carries?", "polish"),
        ("Why did you move the orders with bronze tongs?", "bronze tongs"),
        ("How did you polish the orders that PostgreSQL carries?", ""),  # to ask how is no proof of a premise
    ],
)
def test_one_thing_that_is_taken_for_granted_and_never_mentioned_is_a_mistaken_premise(
    retriever: Retriever, question: str, premise: str
) -> None:
    assert thing(retriever, question) == premise
