"""What leads where somebody asks for help: what the service is, unless it says for whom it is not."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from engine.retrieve.offering import what_is_offered
from tests.fakes.engine import FakeMeanings, FakeRetriever, passage
from tests.fakes.questions import asked

NOT_FOR = passage(0, "A tuning is not for a boat of iron.", "services/tuning#when-it-is-not-for-you")
WHAT = passage(1, "A tuning makes a boat fast.", "services/tuning#what-it-is")
PASSAGES = [replace(item, kind="service") for item in (NOT_FOR, WHAT)]


@pytest.mark.parametrize(
    ("question", "first"),
    [("Our boat is slow, what can you do?", "#what-it-is"), ("Can you tune my iron boat?", "#when-it-is-not-for-you"),
     ("Can you help us with our boat?", "#what-it-is"), ("Can you help us with iron?", "#when-it-is-not-for-you")],
)  # fmt: skip
def test_a_service_opens_with_what_it_is_unless_it_is_not_for_what_is_named(question: str, first: str) -> None:
    library: Any = SimpleNamespace(retriever=FakeRetriever(PASSAGES), meanings=FakeMeanings())
    found, _ = what_is_offered(asked(question), library.retriever.retrieve(asked(question), 4), library, 4)
    assert found.kept[0].link.endswith(first)


def test_what_comes_near_among_services_opens_so_too_where_one_was_found_first() -> None:
    library: Any = SimpleNamespace(
        retriever=FakeRetriever(PASSAGES, answerable=False, near=True), meanings=FakeMeanings()
    )
    question = asked("Our boat is slow, what can you do?")
    retrieved = FakeRetriever(PASSAGES).retrieve(question, 4)
    found, leading = what_is_offered(question, retrieved, library, 4)
    assert (found.answerable, found.kept[0].link, leading) == (True, WHAT.link, 1)
