"""Headings as a signal: how much of one the question speaks of, and which sections are facets."""

from __future__ import annotations

import numpy as np
import pytest

from engine.events import Passage
from engine.language.language import language
from engine.retrieve.headings import Headings


def headed(number: int, document: str, section: str) -> Passage:
    return Passage(number, "essay", f"essays/{number}", document, section, "Text.")


PASSAGES = [
    headed(0, "Orders", "Trade-offs"),
    headed(1, "Orders", "How it fails"),
    headed(2, "Tenants", "Trade-offs"),
    headed(3, "Tenants", "Trade-offs"),
    headed(4, "Tenants", "Cells"),
]


def headings() -> Headings:
    return Headings(PASSAGES, lambda text: len(text.split()), language("en"))


@pytest.mark.parametrize(
    ("terms", "numbers"),
    [
        ({"trade", "off", "order"}, [0, 2, 3]),
        ({"trade"}, []),  # half of a title names nothing
        ({"cell"}, []),  # only one document has it
        (set(), []),
    ],
)
def test_a_facet_is_a_section_that_several_documents_have(terms: set[str], numbers: list[int]) -> None:
    assert np.flatnonzero(headings().facets(terms, len(PASSAGES))).tolist() == numbers


def test_only_the_headings_own_word_pieces_count() -> None:
    matches = np.array(
        [9, 0.2, 0.4, 7, 9, 0.6, 0.8, 0.7, 0.9, 7], dtype=np.float32
    )  # two passages: [CLS], heading, text
    found = headings().named(matches, np.array([0, 4]), np.array([4, 1]))
    assert found.tolist() == pytest.approx([0.3, 0.75])


def test_a_passage_without_a_heading_is_not_named() -> None:
    bare = Headings([headed(0, "", "")], lambda text: len(text.split()), language("en"))
    assert bare.named(np.array([9, 0.5], dtype=np.float32), np.array([0]), np.array([0])).tolist() == [0]
