"""Words of the trade in the language of the portfolio, where an advertisement is in another one."""

from __future__ import annotations

import pytest

from engine.fit.translation import in_words_of
from engine.language.language import language

ENGLISH, GERMAN = language("en"), language("de")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Lasttests", "load test"),
        ("Kostenmodelle", "cost model"),
        ("Ereignisverarbeitung mit Kafka", "event processing kafka"),
        ("mandantenfähige Architektur", "multi-tenant architecture"),
        ("Stundensatz höchstens 75 Euro", "hourly rate at most 75 euro"),
        ("Tagessatz bis 750 Euro", "day rate up to 750 euro"),
        ("Anbindung eines Tumorregisters", "tumor registry"),
        ("Schnittstellen", "interface"),
        ("Holzwurm", "woodworm"),
        ("Kaminfeger", ""),
        ("Kafka", ""),
    ],
)
def test_parts_of_a_compound_are_told_one_by_one_and_names_stay(asked: str, told: str) -> None:
    assert in_words_of(ENGLISH, asked, GERMAN) == told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("negotiations with suppliers", "verhandlung lieferant"),
        ("10+ years", "10 jahre"),
        ("a year", "jahr"),
        ("keep a glossary consistent", "glossar einheitlich"),
        ("design interfaces", "entwurf schnittstelle"),
        ("rate per word for certified translations", "wortpreis beglaubigt ubersetzen"),
        ("Kafka", ""),
    ],
)
def test_a_german_portfolio_is_asked_in_german_by_the_same_table(asked: str, told: str) -> None:
    assert in_words_of(GERMAN, asked, ENGLISH) == told


def test_nothing_is_told_otherwise_in_a_language_of_its_own() -> None:
    assert in_words_of(GERMAN, "Lasttests", GERMAN) == in_words_of(ENGLISH, "load tests", ENGLISH) == ""
