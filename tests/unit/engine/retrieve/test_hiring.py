"""When an answer about hiring leads, and when a question only sounds like one of its phrasings."""

from __future__ import annotations

import pytest

from engine.events import Candidate, Passage, Retrieved
from engine.retrieve.hiring import FAR, SURE, Match, leads


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
