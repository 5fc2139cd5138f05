"""The question before the search: shorthand spelt out, typos mended, words and names left alone."""

from __future__ import annotations

import pytest

from engine.language.language import language
from engine.tokenize.rewording import mended, respelled, written_out

ENGLISH = language("en").with_glossary(
    {"db": "database", "k8s": "Kubernetes", "o11y": "observability", "postgres": "PostgreSQL",
     "rag": "retrieval-augmented generation", "slos": "service level objectives"}
)  # fmt: skip
VOCABULARY = frozenset(
    {"graph", "outbox", "pattern", "duplicate", "events", "tenant", "isolation", "postgresql", "links"}
)
KNOWN = frozenset({"pattern", "events", "handle", "reach"})


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("which DB do you use", "which DB (database) do you use"),
        ("k8s?", "k8s (Kubernetes)?"),
        ("o11y", "o11y (observability)"),
        ("RAG and SLOs", "RAG (retrieval-augmented generation) and SLOs (service level objectives)"),
        ("debug the dbase", "debug the dbase"),
    ],
)
def test_abbreviations_are_written_out(question: str, seen: str) -> None:
    assert written_out(question, ENGLISH) == seen


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("the otubox patern", "the outbox pattern"),
        ("multi tennant isolaton", "multi tenant isolation"),
        ("duplicat events", "duplicate events"),
        ("postgres tuning", "postgres tuning"),  # an abbreviation, written out later
        ("handle events", "handle events"),  # English that the portfolio does not use
        ("Linus", "Linus"),  # too far from "links"
        ("rust", "rust"),  # too short to tell
        ("zzzzzz", "zzzzzz"),
        ("graphql or a grpah", "graphql or a graph"),  # the name of something that is not there
    ],
)
def test_typos_become_the_words_of_the_portfolio(question: str, seen: str) -> None:
    assert mended(question, VOCABULARY, lambda word: word in VOCABULARY | KNOWN, ENGLISH) == seen


@pytest.mark.parametrize(
    ("question", "seen"),
    [("übersezten sie auch", "ubersetzen sie auch"), ("Prüfugn der Anlage", "prufung der Anlage")],
)
def test_typos_in_words_with_umlauts_are_told_by_the_words_without(question: str, seen: str) -> None:
    assert mended(question, {"ubersetzen", "prufung"}, lambda _: False, language("de")) == seen


def test_a_noun_is_no_typo_of_a_word_that_names_nothing() -> None:
    seen = [
        mended(text, {"weiter"}, lambda _: False, language("de")) for text in ("Wie wird das Wetter?", "es geht weitre")
    ]
    assert seen == ["Wie wird das Wetter?", "es geht weiter"]


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("how do you optimise the colour", "how do you optimize the color"),
        ("organised neighbours", "organized neighbors"),
        ("behavior of centers", "behaviour of centres"),  # where the portfolio is British
        ("four wise licences", "four wise licenses"),
        ("advertise", "advertise"),  # no other spelling is held
        ("whats ur advice", "what is your advice"),
        ("dont panic", "do not panic"),
        ("ppl r angry n i havent slept, wd u help", "people are angry and i have not slept, would you help"),
        ("R and N", "R and N"),  # a language, and a number
    ],
)
def test_words_are_spelled_as_the_portfolio_spells_them(question: str, seen: str) -> None:
    held = {"optimize", "color", "organized", "neighbors", "behaviour", "centres", "licenses", "wise", "for"}
    assert respelled(question, held.__contains__, ENGLISH) == seen
