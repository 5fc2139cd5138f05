"""When an answer about hiring leads, and when a question only sounds like one of its phrasings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from content.schema import HiringAnswer
from engine.events import Candidate, Passage, Retrieved
from engine.retrieve.hiring import FAR, SURE, Asks, Match, leads
from tests.fakes.engine import FakeMeanings
from tests.fakes.questions import asked


def found(*scores: tuple[str, float]) -> Retrieved:
    candidates = tuple(
        Candidate(Passage(number, "profile", link, link, link, "Text."), 0.5, 1.0, 0.03, 0.5, True, score)
        for number, (link, score) in enumerate(scores)
    )
    return Retrieved(candidates, True, 0.5, 0.4, "", 0.0)


@pytest.mark.parametrize(
    ("alike", "retrieved", "expected"),
    [
        (SURE, found(("essays/kafka", 1.5), ("contact/stack", 0.2)), True),
        (SURE - 0.1, found(("contact/stack#events", 1.5)), True),
        (SURE - 0.1, found(("essays/kafka", 1.5), ("contact/stack", 1.5 - FAR / 2)), True),
        (SURE - 0.1, found(("essays/kafka", 1.5), ("contact/stack", 1.5 - 2 * FAR)), False),
        (SURE - 0.1, found(("essays/kafka", 1.5), ("contact/cost", 1.5)), False),
        (SURE - 0.1, found(("essays/kafka", 1.5)), False),
    ],
    ids=["asked for word for word", "found first", "found near", "found far behind", "another answer", "not found"],
)
def test_an_answer_leads_where_the_search_finds_it_too(alike: float, retrieved: Retrieved, expected: bool) -> None:
    assert leads(Match(("contact/stack",), alike, "Do you know Kafka?"), retrieved) is expected


def test_a_question_of_one_form_asks_for_no_answer_to_one_of_another() -> None:
    answers = [HiringAnswer(slug="free", title="Free", body="Yes.", asks=("Are you available for hire?",))]
    meanings = FakeMeanings()
    alike = replace(Asks.of(answers, meanings), vectors=np.stack([meanings.of(["Are you hiring?"])[0].whole]))
    assert alike.match(asked("Are you hiring?"), meanings) is None
    same = replace(alike, texts=("Are you hiring?",))
    found = same.match(asked("Are you hiring?"), meanings)
    assert found is not None
    assert found.paths == ("contact/free",)


def test_only_phrasings_that_the_index_does_not_hold_are_embedded() -> None:
    asks = ("What do you charge?", "What is your rate?")
    answers = [HiringAnswer(slug="cost", title="Rates", body="So much.", asks=asks)]
    known = {asks[0]: -FakeMeanings().of([asks[0]])[0].whole}
    found = Asks.of(answers, FakeMeanings(), known)
    assert found.vectors is not None
    assert np.array_equal(found.vectors[0], known[asks[0]])
    assert np.array_equal(found.vectors[1], FakeMeanings().of([asks[1]])[0].whole)
