"""The packs of invented owners under tests/packs: each loads, and its questions are true of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import ASKS_FILE, load_portfolio
from content.questions import load_questions, source_text
from content.style import style_warnings
from tests.places import PACKS

OWNERS = sorted(path for path in PACKS.iterdir() if path.is_dir())


def test_there_is_a_pack() -> None:
    assert OWNERS


@pytest.mark.parametrize("pack", OWNERS, ids=lambda pack: pack.name)
def test_a_pack_loads_without_phrasings_that_no_owner_has(pack: Path) -> None:
    portfolio = load_portfolio(pack)
    assert portfolio.asks == {}
    assert not (pack / ASKS_FILE).exists()


@pytest.mark.parametrize("pack", OWNERS, ids=lambda pack: pack.name)
def test_a_pack_is_written_so_that_a_check_has_nothing_to_say(pack: Path) -> None:
    assert [str(problem) for problem in style_warnings(pack)] == []


@pytest.mark.parametrize("pack", OWNERS, ids=lambda pack: pack.name)
def test_every_source_of_a_question_exists_and_holds_a_fact_of_it(pack: Path) -> None:
    portfolio = load_portfolio(pack)
    questions = load_questions(pack, portfolio)  # which refuses a fact that none of its question's sources holds
    assert questions is not None
    assert questions.answerable
    assert questions.unanswerable
    for question in questions.answerable:
        for link in question.sources:
            text = source_text(link, portfolio)
            assert text is not None, (question.ask, link)
            assert len(question.facts_missing_from(text)) < len(question.facts), (question.ask, link)
