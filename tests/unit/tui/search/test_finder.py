"""Search as you type: titles before text, all words, and never slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import Portfolio, load_portfolio
from tui.search import fuzzy
from tui.search.finder import Finder, excerpt_of, occurrences


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(load_portfolio().documents)


def test_a_title_comes_before_text_that_holds_the_word(tiny_portfolio: Portfolio) -> None:
    found = Finder(tiny_portfolio.documents).find("observability")
    assert found[0].path == "essays/observability"


def test_text_is_found_at_its_section(tiny_portfolio: Portfolio) -> None:
    found = Finder(tiny_portfolio.documents).find("duplicate writes")
    assert found[0].path == "work/order-pipeline#problem"
    assert "duplicate writes" in found[0].excerpt


def test_the_last_word_may_be_half_typed(tiny_portfolio: Portfolio) -> None:
    paths = [found.path for found in Finder(tiny_portfolio.documents).find("naive retr")]
    assert "work/order-pipeline#problem" in paths


def test_every_word_must_be_there(tiny_portfolio: Portfolio) -> None:
    assert Finder(tiny_portfolio.documents).find("kafka unicorns") == []


def test_nothing_is_found_for_nothing(tiny_portfolio: Portfolio) -> None:
    assert Finder(tiny_portfolio.documents).find("  ") == []


def test_every_place_that_is_found_can_be_opened(finder: Finder) -> None:
    portfolio = load_portfolio()
    for query in ("outbox", "kafka", "tenant", "slo", "rag", "cost"):
        for found in finder.find(query):
            document = portfolio.document(found.path)
            assert document is not None
            anchor = found.path.partition("#")[2]
            assert not anchor or document.section(anchor)


def test_fuzzy_titles_forgive_missing_letters() -> None:
    assert fuzzy.match("kfka", "Kafka") is not None
    assert fuzzy.match("edb", "Event-Driven Backbones") is not None
    assert fuzzy.match("zebra", "Kafka") is None


def test_a_beginning_scores_higher_than_a_middle() -> None:
    first, middle = fuzzy.match("out", "Outbox relay"), fuzzy.match("out", "Without end")
    assert first is not None
    assert middle is not None
    assert first.score > middle.score


@given(st.text(max_size=80), st.text(max_size=80))
def test_matches_point_into_the_name(query: str, name: str) -> None:
    hit = fuzzy.match(query, name)
    if hit is not None:
        assert 0 < hit.score <= 1
        assert all(0 <= offset < len(name) for offset in hit.offsets)


@given(st.text(max_size=60))
def test_any_query_is_answered_without_an_error(finder: Finder, query: str) -> None:
    finder.find(query)


@pytest.mark.parametrize("query", ["a" * 5000, "the", "e", "\\(.*", "a a a a a a a a", "order pipeline kafka outbox"])
def test_hostile_and_common_queries_are_instant(finder: Finder, query: str) -> None:
    start = time.perf_counter()
    finder.find(query)
    assert time.perf_counter() - start < 0.5, "a search must not hold up other visitors"


def test_excerpts_show_the_word_with_its_surroundings() -> None:
    text = "x " * 200 + "the outbox pattern " + "y " * 200
    excerpt, spans = excerpt_of(text, ["outbox"])
    assert excerpt.startswith("…")
    assert excerpt.endswith("…")
    assert [excerpt[start:end] for start, end in spans] == ["outbox"]


def test_occurrences_begin_with_the_word() -> None:
    assert occurrences("relay relays prerelay", ["relay"]) == ((0, 5), (6, 12))
