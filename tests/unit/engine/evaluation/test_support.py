"""The independent check of what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from content.loader import Portfolio
from engine.evaluation.support import CAUGHT, PASSED, Alignment, Support
from engine.events import Shape
from engine.language.language import language
from tests.fakes.evaluation import (
    NEAR_MISSES,
    OUTBOX,
    passage,
    said,
)


def test_a_quotation_must_stand_in_its_passage_and_in_the_files(tiny_portfolio: Portfolio) -> None:
    support = Support(tiny_portfolio)
    own = next(section.text for document in tiny_portfolio.documents for section in document.sections).splitlines()[0]
    assert support.fault(said(own, 1), [passage(text=f"Before. {own} After.")]) == ""
    assert "does not stand in the passage" in support.fault(said(own, 1), [passage()])
    assert "files do not hold" in support.fault(said(OUTBOX, 1), [passage()])
    assert support.fault(said(own), [passage(text=own)]) == "it cites nothing"


def test_code_is_supported_where_it_follows_a_line_of_its_passage(tiny_portfolio: Portfolio) -> None:
    support = Support(tiny_portfolio)
    code = "insert into outbox"
    held = replace(passage(), shapes=(Shape(code=f"{code} values (1);"),))
    assert support.fault(said(code, 1), [held]) == ""
    assert support.fault(said(code, 1), [passage()]) != ""


ALIGNMENT = Alignment(language("en"))
SOURCE = (
    "If Kafka fails, orders are still accepted, because the outbox keeps 4.5 hours of events. "
    "The relay never drops an event before the broker confirms it."
)


@pytest.mark.parametrize(
    "text",
    [
        "If Kafka fails, orders are still accepted.",
        "When Kafka fails, the orders are still accepted, because the outbox keeps 4.5 hours of events.",
        "The relay never drops an event before the broker confirms it.",
    ],
)
def test_what_a_passage_says_in_nearly_its_own_words_is_supported(text: str) -> None:
    assert ALIGNMENT.fault_in(text, [SOURCE]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "If PostgreSQL fails, orders are still accepted.",
        "If Kafka fails, orders are still accepted, because the outbox keeps 45 hours of events.",
        "If Kafka fails, orders are not accepted.",
        "The relay drops an event before the broker confirms it.",
        "The relay never drops an event after the broker confirms it.",
        "The broker never drops an event before the relay confirms it.",
        "Orders are still accepted, because the outbox keeps 4.5 hours of events.",
        "If Kafka fails, orders are still accepted, see https://kafka.example.",
    ],
    ids=["name", "number", "negation", "dropped negation", "direction", "roles", "dropped condition", "address"],
)
def test_what_a_passage_does_not_say_is_caught(text: str) -> None:
    assert ALIGNMENT.fault_in(text, [SOURCE])


def test_the_check_reaches_what_the_page_says_of_it() -> None:
    entries = yaml.safe_load(NEAR_MISSES.read_text("utf-8"))["report"]
    wrong = [ALIGNMENT.fault_in(item["text"], [entry["source"]]) for entry in entries for item in entry["near_misses"]]
    true = [ALIGNMENT.fault_in(text, [entry["source"]]) for entry in entries for text in entry["supported"]]
    assert sum(map(bool, wrong)) / len(wrong) >= CAUGHT
    assert sum(not fault for fault in true) / len(true) >= PASSED
