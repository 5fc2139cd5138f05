"""Retrieving as a whole: a follow-up is answered only where the passages speak of what is new in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from content.loader import Portfolio
from engine.events import Turn
from engine.retrieve.hiring import Asks
from engine.retrieve.resume import ResumeFields
from engine.retrieve.stage import retrieve
from tests.fakes.engine import FakeMeanings, FakeRetriever, passage
from tests.fakes.questions import asked

BEFORE = (Turn("Why did the order pipeline fail at peak?", "…", ("work/order-pipeline#problem",)),)


@pytest.mark.parametrize(
    ("question", "spoken_of"),
    [("and what did it cost?", True), ("and what pizza did it like?", False), ("and for how long?", True)],
)
def test_what_is_new_in_a_follow_up_must_be_in_the_passages(
    question: str, spoken_of: bool, tiny_portfolio: Portfolio
) -> None:
    passages = [passage(0, "The cost of the pipeline is one more write.")]
    meanings = FakeMeanings()
    library: Any = SimpleNamespace(
        retriever=FakeRetriever(passages),
        meanings=meanings,
        asks=Asks.of(tiny_portfolio.hiring, meanings),
        resume=ResumeFields(),
    )
    found = retrieve(asked(question, BEFORE), library, 4)
    assert found.retrieved.answerable == spoken_of
    assert found.leading == 0
