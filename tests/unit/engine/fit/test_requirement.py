"""One line to its requirements: taken apart where several things are asked for, and nothing around them."""

from __future__ import annotations

import pytest

from engine.fit.requirement import requirements_in
from engine.language.language import Language, language

EN, DE = language("en"), language("de")


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("5+ years of Kafka and PostgreSQL in production", ["5+ years", "Kafka", "PostgreSQL"]),
        ("Solid experience with queues, caches and indexes", ["queues", "caches", "indexes"]),
        ("Databases (replication, backups)", ["Databases", "replication", "backups"]),
        ("Ability to write capacity models and to explain tail latency to people who are no engineers",
         ["capacity models", "tail latency"]),
        ("You know how to put together test sets that tell us whether we got better", ["test sets"]),
        ("Design and operate order services", ["Design and operate order services"]),
        ("Night shifts should not be a problem", ["Night shifts"]),
        ("Loads lowered to what the frame can bear", ["Loads lowered"]),
        ("Migration from one queue to another for a parcel tracking product", ["Migration from one queue to another"]),
        ("System design: you write decision records and you own the data model",
         ["System design", "decision records", "data model"]),
        ("Hand over with documentation so our own team can carry on", ["Hand over with documentation"]),
        ("experience in handing over to teams", ["handing over"]),
        ("Mentoring junior engineers", ["Mentoring junior engineers"]),
        ("leading a team of six engineers", ["leading a team of six engineers"]),
        ("Kafka in a team of six engineers", ["Kafka in a team of six"]),
        ("tuned a queue or two", ["tuned a queue"]),
        ("a driving licence", ["driving licence"]),
        ("Good team spirit and project management", ["team spirit", "project management"]),
        ("Support the team in daily work", []),
        ("someone who can help", []),
        ("Support", ["Support"]),
        ("Collaborate with carters", ["Collaborate with carters"]),
        ("contribute to a study of slow queues", ["contribute to a study of slow queues"]),
        ("Design, build and run queues", ["Design, build and run queues"]),
        ("Analysis, design and testing", ["Analysis", "design", "testing"]),
        ("results between laboratory and ward", ["results between laboratory and ward"]),
        ("You don't have to know COBOL, but you must know queues", ["queues"]),
        ("Clerk (m/f/d)", ["Clerk"]),
        ("Experience", []),
        ("!!!", []),
    ],
)  # fmt: skip
def test_a_line_is_taken_apart(line: str, texts: list[str]) -> None:
    assert [requirement.text for requirement in requirements_in(line, EN)] == texts


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("Redis or Memcached", ("Redis", "Memcached")),
        ("Java, Scala or Kotlin", ("Java", "Scala", "Kotlin")),
        ("A degree in physics, mathematics or a related field", ("degree in physics", "mathematics")),
    ],
)
def test_of_a_choice_one_is_enough(line: str, options: tuple[str, ...]) -> None:
    assert [requirement.options for requirement in requirements_in(line, EN)] == [options]


def test_german_is_taken_apart_by_its_own_words() -> None:
    found = requirements_in("Mindestens fünf Jahre Erfahrung mit Netzen sowie Datenbanken oder Caches", DE)
    assert [requirement.text for requirement in found] == ["Mindestens fünf Jahre", "Netzen", "Datenbanken oder Caches"]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Unterstützung des Teams im Alltag", ["Unterstützung des Teams im Alltag"]),
        ("Unterstützung des Teams", []),
        ("Enge Zusammenarbeit mit dem Lager", ["Enge Zusammenarbeit mit dem Lager"]),
        ("Konzeption, Entwicklung und Betrieb von Netzen", ["Konzeption, Entwicklung und Betrieb von Netzen"]),
        ("Du musst kein COBOL können", []),
        ("Buchhalter (m/w/d)", ["Buchhalter"]),
    ],
)
def test_german_words_that_only_take_part_name_nothing(line: str, texts: list[str]) -> None:
    assert [requirement.text for requirement in requirements_in(line, DE)] == texts


@pytest.mark.parametrize(
    ("line", "language", "texts"),
    [
        ("Pre- and post-sales", EN, ["Pre-sales", "post-sales"]),
        ("front- & back-end work", EN, ["front-end & back-end"]),
        ("short-, mid- and long-term plans", EN, ["short-term", "mid-term", "long-term plans"]),
        ("Pre- and postal sales", EN, ["Pre-", "postal sales"]),
        ("Kapazitäts- und Kostenmodelle", DE, ["Kapazitätsmodelle", "Kostenmodelle"]),
        ("Web- oder Mobil-Anwendungen", DE, ["Web-Anwendungen oder Mobil-Anwendungen"]),
        ("Lasttests und -modelle", DE, ["Lasttests", "Lastmodelle"]),
        ("Gurken- und Tomatensuppen", DE, ["Gurken-", "Tomatensuppen"]),
    ],
)
def test_what_two_words_share_is_written_out_where_it_can_be_told(
    line: str, language: Language, texts: list[str]
) -> None:
    assert [requirement.text for requirement in requirements_in(line, language)] == texts


def test_a_pack_knows_where_its_compounds_part() -> None:
    of_a_pack = DE.with_words(["tomaten", "suppen"])
    found = requirements_in("Gurken- und Tomatensuppen", of_a_pack)
    assert [requirement.text for requirement in found] == ["Gurkensuppen", "Tomatensuppen"]


@pytest.mark.parametrize(
    ("line", "must"),
    [
        ("queues", [True]),
        ("queues are a plus", [False]),
        ("event-driven systems, ideally with the outbox pattern", [True, False]),
        ("some React would be great", [False]),
    ],
)
def test_what_is_nice_to_have_is_told_from_what_is_a_must(line: str, must: list[bool]) -> None:
    assert [requirement.must for requirement in requirements_in(line, EN)] == must


@pytest.mark.parametrize(
    ("line", "personal"),
    [
        ("8 years", True),
        ("a bachelor's degree", True),
        ("fluent German", True),
        ("business French", True),
        ("translating contracts from Portuguese", False),
        ("permit C", True),
        ("on site in Zurich", True),
        ("burn-rate alerts", False),
        ("error budgets", False),
        ("row-level security", False),
    ],
)
def test_what_somebody_is_is_told_from_what_they_can_do(line: str, personal: bool) -> None:
    assert [requirement.personal for requirement in requirements_in(line, EN)] == [personal]
