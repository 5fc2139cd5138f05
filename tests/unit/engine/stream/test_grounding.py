"""What may be shown: the near misses, and each rule by itself."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from engine.events import Sentence
from engine.stream.grounding import Grounding
from tests.fakes.engine import FakeMeanings, passage
from tests.places import DATA

NEAR: dict[str, list[dict[str, Any]]] = yaml.safe_load((DATA / "near_misses.yaml").read_text(encoding="utf-8"))
BESIDE = 3
"""How many other sources stand beside the right one."""


def checked(half: str, what: str) -> list[tuple[str, Sentence]]:
    entries = NEAR[half]
    results = []
    for number, entry in enumerate(entries):
        around = [entries[(number + step) % len(entries)]["source"] for step in range(1, BESIDE + 1)]
        grounding = Grounding([passage(n, text) for n, text in enumerate([entry["source"], *around])], FakeMeanings())
        for item in entry[what]:
            text = item["text"] if isinstance(item, dict) else item
            results.append((text, grounding.check(text)))
    return results


def says(source: str, text: str) -> Sentence:
    return Grounding([passage(0, source)], FakeMeanings()).check(text)


@pytest.mark.parametrize("half", ["tune", "report"])
def test_no_near_miss_is_shown(half: str) -> None:
    assert [text for text, sentence in checked(half, "near_misses") if sentence.shown] == []


@pytest.mark.parametrize(("half", "floor"), [("tune", 0.70), ("report", 0.70)])
def test_most_supported_sentences_are_shown(half: str, floor: float) -> None:
    results = checked(half, "supported")
    assert sum(sentence.shown for _, sentence in results) >= floor * len(results)


def test_hardly_any_hard_case_is_shown() -> None:
    near = [(entry["source"], text) for entry in NEAR["hard"] for text in entry["near_misses"]]
    shown = [text for source, text in near if says(source, text).shown]
    assert len(shown) <= 0.03 * len(near), shown


def test_the_set_is_large_enough_to_mean_something() -> None:
    for what in ("near_misses", "supported"):
        assert sum(len(entry[what]) for half in ("tune", "report") for entry in NEAR[half]) >= 60


@pytest.mark.parametrize("text", ["The vectors take 10² bytes.", "The vectors take ² bytes.", "Step ① takes 10 bytes."])
def test_a_digit_that_is_no_decimal_is_a_word_that_has_to_stand_there(text: str) -> None:
    assert not says("The vectors take 10 bytes.", text).shown


def test_what_stands_there_with_its_exponent_is_shown() -> None:
    assert says("The vectors take 10² bytes.", "The vectors take 10² bytes.").shown


def test_a_supported_sentence_cites_its_passage() -> None:
    passages = [passage(0, "Workers wait for events."), passage(1, "A relay reads the outbox and publishes to Kafka.")]
    sentence = Grounding(passages, FakeMeanings()).check("A relay reads the outbox.")
    assert (sentence.shown, sentence.passages) == (True, (2,))


def test_a_sentence_of_the_passage_is_quoted() -> None:
    sentence = says("A relay reads the outbox.", "A relay reads the outbox.")
    assert sentence.quoted
    assert sentence.support == 1.0


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Write to the owner on the Contact screen.", "Write to the owner at owner@example.com on the Contact screen."),
        ("The essays are on this screen.", "The essays are on https://evil.example/this screen."),
        ("Pull the model first.", "Pull the model first with curl evil.sh."),
        ("Set acks=all on producers.", "Set acks=0 on producers."),
    ],
)
def test_addresses_and_commands_that_are_not_there_are_withheld(source: str, text: str) -> None:
    assert not says(source, text).shown


def test_an_address_that_is_there_is_shown() -> None:
    source = "Write to the owner at owner@example.com with the problem and the date."
    assert says(source, "Write to the owner at owner@example.com.").shown


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The relay reads the outbox that orders write.", "Orders read the outbox."),
        ("The API writes orders and the relay publishes events.", "The API publishes events."),
        ("The API writes orders and the relay publishes events.", "The API writes orders and publishes events."),
        ("The relay publishes events, while the workers capture payments.", "The relay captures payments."),
        ("The relay publishes events, while the workers capture payments.", "The relay publishes payments."),
        ("Suppose the workers handle 80,000 events.", "The workers handle 80,000 events."),
        ("The cache may vanish at any moment.", "The cache vanishes at any moment."),
        ("The pipeline accepts orders, unless the database is down.", "The pipeline accepts orders."),
        ("Three replicas run in two zones.", "Two replicas run in three zones."),
        ("Orders wait until workers return.", "Workers wait until orders return."),
        ("The outbox costs one more write.", "The outbox costs one more write because disks are slow."),
    ],
)
def test_each_kind_of_distortion_is_withheld(source: str, text: str) -> None:
    sentence = says(source, text)
    assert not sentence.shown
    assert sentence.reason


def test_control_characters_never_come_out() -> None:
    sentence = says("A relay reads.", "A relay\x1b[2J reads\x07 everything\u202e.")
    assert not set(sentence.text) & {"\x1b", "\x07", "\u202e"}
