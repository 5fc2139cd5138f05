"""A question that names a document by its title is answered by nothing that speaks of another of its kind."""

from __future__ import annotations

import pytest

from content.documents import Document
from engine.compose.excerpts import Excerpt
from engine.compose.subjects import of_the_subject
from engine.events import Passage
from engine.language.language import language
from tests.fakes.questions import asked

ENGLISH = language("en")
OWN = "The review takes ten days."
OTHER = "A boat repair takes 45 days."
BOTH = "A hull review costs less than a boat repair."
PLAIN = "I begin with a count."
THERE = "It takes a month."
DOCUMENTS = tuple(
    Document(kind, path, title, "", ())
    for kind, path, title in (
        ("service", "services/hull-review", "Hull review"),
        ("service", "services/boat-repair", "Boat repair"),
        ("service", "services/tools", "Tools"),
        ("essay", "essays/boat-paint", "Boat paint"),
    )
)
PASSAGES = tuple(
    Passage(number, "service", link, "", "", "")
    for number, link in enumerate(("services/hull-review#price", "services/boat-repair#time", "contact/cost"))
)
RANKED = [
    Excerpt((text,), passage, place, language=ENGLISH)
    for place, (passage, text) in enumerate(((1, OWN), (2, THERE), (3, OTHER), (3, BOTH), (3, PLAIN)))
]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("How long does a hull review take?", [OWN, BOTH, PLAIN]),
        ("Is the hull review or the boat repair longer?", [OWN, THERE, OTHER, BOTH, PLAIN]),
        ("How long does it take?", [OWN, THERE, OTHER, BOTH, PLAIN]),
        ("Which tools do you use?", [OWN, THERE, OTHER, BOTH, PLAIN]),
        ("How long does boat paint last?", [OWN, THERE, OTHER, BOTH, PLAIN]),
    ],
)
def test_what_speaks_of_another_goes_where_one_is_named(question: str, kept: list[str]) -> None:
    found = of_the_subject(asked(question), RANKED, PASSAGES, DOCUMENTS)
    assert [excerpt.text for excerpt in found] == kept


def test_where_nothing_else_is_left_it_stays() -> None:
    ranked = [excerpt for excerpt in RANKED if excerpt.text in {OTHER, THERE}]
    assert of_the_subject(asked("How long does a hull review take?"), ranked, PASSAGES, DOCUMENTS) == ranked
