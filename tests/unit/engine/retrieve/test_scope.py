"""Where a follow-up looks that wishes something of the answer before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from content.loader import Portfolio
from engine.events import Told, Turn
from engine.retrieve.hiring import Asks
from engine.retrieve.resume import ResumeFields
from engine.retrieve.stage import Findings, retrieve
from tests.fakes.engine import FakeMeanings, FakeRetriever, passage
from tests.fakes.questions import asked

PASSAGES = [
    passage(0, "Other things are said elsewhere.", "essays/other"),
    passage(1, "The essay is about the outbox.", "essays/outbox"),
    passage(2, "The relay reads the outbox.", "essays/outbox#relay"),
    passage(3, "A crash repeats an event, for example a charge.", "essays/outbox#crash"),
]
BEFORE = Turn(
    "Who reads the outbox?", "The relay reads the outbox.", ("essays/outbox#relay",),
    (Told("The relay reads the outbox.", "essays/outbox#relay", "The outbox"),),
)  # fmt: skip


def found(text: str, portfolio: Portfolio, *, answerable: bool = False, before: Turn = BEFORE) -> Findings:
    meanings = FakeMeanings()
    retriever = FakeRetriever(PASSAGES, answerable=answerable)
    asks = Asks.of(portfolio.hiring, meanings)
    library: Any = SimpleNamespace(retriever=retriever, meanings=meanings, asks=asks, resume=ResumeFields())
    return retrieve(asked(text, [before]), library, 2)


@pytest.mark.parametrize(
    ("wish", "places"),
    [
        ("tell me more", ["essays/outbox#relay", "essays/outbox#crash"]),
        ("shorter please", ["essays/outbox#relay"]),
        ("why?", ["essays/outbox#relay", "essays/outbox"]),
        ("give me an example", ["essays/outbox#crash", "essays/outbox"]),  # which gives one
    ],
)
def test_a_wish_is_looked_for_where_the_answer_before_is_from(
    wish: str, places: list[str], tiny_portfolio: Portfolio
) -> None:
    retrieved = found(wish, tiny_portfolio).retrieved
    assert [item.link for item in retrieved.kept] == places
    assert retrieved.answerable, "what is wished for was answered"
    assert len(retrieved.candidates) == len(PASSAGES)


def test_where_no_example_stands_what_stands_there_is_only_near(tiny_portfolio: Portfolio) -> None:
    before = Turn("What is said?", "…", ("essays/other",))
    retrieved = found("give me an example", tiny_portfolio, before=before).retrieved
    assert (retrieved.answerable, retrieved.near) == (False, True)


def test_what_was_pointed_at_is_looked_for_in_its_document(tiny_portfolio: Portfolio) -> None:
    told = tuple(Told(text, "essays/outbox#relay", item=True) for text in ("It reads.", "It publishes."))
    before = Turn("What does it do?", "…", ("essays/outbox#relay",), told)
    retrieved = found("and the first one?", tiny_portfolio, before=before).retrieved
    assert retrieved.answerable
    assert {item.link.partition("#")[0] for item in retrieved.kept} == {"essays/outbox"}


def test_what_leads_to_no_passage_is_left_to_the_search(tiny_portfolio: Portfolio) -> None:
    before = Turn("Who are you?", "…", ("nowhere",))
    assert not found("tell me more", tiny_portfolio, before=before).retrieved.answerable
