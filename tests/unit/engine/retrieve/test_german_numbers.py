"""Questions for a number in German: the German pack's passages are seen to give it, or not to."""

from __future__ import annotations

from typing import Any, cast

import pytest

from content.loader import load_portfolio
from content.source import read_yaml
from engine.events import Candidate
from engine.language.language import language_of
from engine.retrieve.doubts import doubts_about
from engine.retrieve.embed import Embedder
from engine.retrieve.index import Index, build_index
from engine.retrieve.passages import passages_of
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question
from tests.fakes.retrieval import FakeEmbedder
from tests.places import DATA, PACKS

QUESTIONS = read_yaml(DATA / "german_numbers.yaml").data["questions"]
GIVEN = [item for item in QUESTIONS if "sources" in item]
ABSENT = [item for item in QUESTIONS if "sources" not in item]


@pytest.fixture(scope="module")
def index() -> Index:
    portfolio = load_portfolio(PACKS / "uebersetzer")
    return build_index(passages_of(portfolio), cast("Embedder", FakeEmbedder()), language_of(portfolio))


def lacks_number(question: str, links: list[str], index: Index) -> bool:
    found = [
        Candidate(item, 0.5, 1.0, 0.03, 0.5, True, 1.0)
        for item in index.passages
        if any(item.link == link or item.link.startswith(f"{link}#") for link in links)
    ]
    assert found, links
    read = read_question(question, Retriever(index, cast("Embedder", FakeEmbedder())).words)
    return bool({"quantity", "count"} & {doubt.kind for doubt in doubts_about(read, found, index)})


@pytest.mark.parametrize("question", GIVEN, ids=lambda item: item["ask"])
def test_a_passage_that_gives_the_number_is_seen_to_give_it(question: dict[str, Any], index: Index) -> None:
    assert not lacks_number(question["ask"], question["sources"], index)


@pytest.mark.parametrize("question", ABSENT, ids=lambda item: item["ask"])
def test_numbers_of_other_things_are_none_for_what_is_asked(question: dict[str, Any], index: Index) -> None:
    assert lacks_number(question["ask"], ["contact/preise"], index)
