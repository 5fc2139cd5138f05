"""Insights: what had no answer, in the owner's words; what is read; whether answers get better or worse."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cli import insights as command
from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import Portfolio
from engine.events import AnswerKind
from engine.keep.insights import drift_of, group_by_meaning, reads_of, themes_of, unanswered, weeks_of
from engine.keep.visits import Asked, Read, Visits, today

NO: AnswerKind = "not-in-portfolio"
TOPICS = ("terraform", "price", "rust")


def embed(texts: Sequence[str]) -> Any:
    """Vectors of which questions on one topic are near each other."""
    rows = np.full((len(texts), len(TOPICS) + 1), 0.1, dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        topic = next((index for index, word in enumerate(TOPICS) if word in text.lower()), len(TOPICS))
        row[topic] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def asked(question: str, kind: AnswerKind = NO, day: date = date(2026, 5, 4), **fields: Any) -> Asked:
    base = Asked(day, question, kind, 0.5, 1, 0, 1.0, "quote")
    return dataclasses.replace(base, **fields)


def test_questions_of_one_meaning_are_one_theme_and_name_the_missing_word(tiny_portfolio: Portfolio) -> None:
    questions = ["Do you know Terraform?", "Have you used Terraform?", "terraform?", "What is your price?"]
    found = themes_of([asked(question) for question in questions * 3], embed, tiny_portfolio)
    assert [(theme.count, theme.word) for theme in found] == [(9, "Terraform"), (3, "price")]
    assert found[0].sentence == "You were asked nine times about Terraform and have no word on it."
    assert set(found[0].questions) == set(questions[:3])


def test_a_theme_whose_words_are_all_known_quotes_its_most_typical_question(tiny_portfolio: Portfolio) -> None:
    (theme,) = themes_of([asked("Which stage publishes events?")] * 13, embed, tiny_portfolio)
    assert theme.word == ""
    assert theme.sentence == "You were asked 13 times, in one way or another: “Which stage publishes events?”"


@pytest.mark.parametrize(("count", "times"), [(1, "once"), (2, "twice"), (3, "three times"), (12, "twelve times")])
def test_small_numbers_are_words(tiny_portfolio: Portfolio, count: int, times: str) -> None:
    (theme,) = themes_of([asked("Rust?")] * count, embed, tiny_portfolio)
    assert theme.sentence == f"You were asked {times} about Rust and have no word on it."


def test_a_word_counts_as_known_in_any_form(tiny_portfolio: Portfolio) -> None:
    (theme,) = themes_of([asked("Any order with workers?")], embed, tiny_portfolio)
    assert theme.word == ""


def test_every_question_is_in_one_group() -> None:
    rows = np.random.default_rng(7).normal(size=(60, 8)).astype(np.float32)
    groups = group_by_meaning(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    assert sorted(row for group in groups for row in group) == list(range(60))


def test_no_question_makes_no_theme(tiny_portfolio: Portfolio) -> None:
    assert themes_of([], embed, tiny_portfolio) == []
    assert unanswered([asked("x", "answer"), asked("y")]) == [asked("y")]


def test_weeks_begin_on_monday_and_divide_by_what_there_is() -> None:
    monday, sunday = date(2026, 5, 4), date(2026, 5, 10)
    found = weeks_of(
        [
            asked("a", "answer", monday, shown=3, withheld=1, confidence=0.8, seconds=1.0),
            asked("b", NO, sunday, shown=0, withheld=0, confidence=None, seconds=3.0),
            asked("c", NO, sunday + timedelta(days=1), shown=0, withheld=0, confidence=None, seconds=2.0),
        ]
    )
    assert [
        (week.first, week.asked, week.answered, week.withheld, week.confidence, week.seconds) for week in found
    ] == [
        (monday, 2, 0.5, 0.25, 0.8, 2.0),
        (date(2026, 5, 11), 1, 0.0, None, None, 2.0),
    ]


def test_drift_is_told_only_where_there_are_enough_questions_and_a_change() -> None:
    now = date(2026, 6, 1)
    before = [asked(str(n), "answer", now - timedelta(days=60)) for n in range(20)]
    recent = [asked(str(n), NO if n % 2 else "answer", now - timedelta(days=3)) for n in range(20)]
    assert drift_of(before + recent, now) == [
        "The share of questions with an answer fell from 100% to 50% in the last 4 weeks."
    ]
    assert drift_of(before + recent[:5], now) == []
    assert drift_of(before + before, now) == []


def test_reads_end_with_the_documents_that_nobody_opened(tiny_portfolio: Portfolio) -> None:
    day = date(2026, 5, 4)
    found = reads_of([Read(day, "home", 2), Read(day, "work/commerce", 1), Read(day, "home", 3)], tiny_portfolio)
    assert found[:2] == [("home", 5), ("work/commerce", 1)]
    assert ("essays/observability", 0) in found
    assert reads_of([], tiny_portfolio) == []


@pytest.fixture
def owner(tmp_path: Path, tiny_pack: Path, monkeypatch: pytest.MonkeyPatch) -> Visits:
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PORTFOLIO_CONTENT", str(tiny_pack))
    monkeypatch.setenv("PORTFOLIO_VISITS", "1")
    monkeypatch.setattr(command, "_embedder", lambda settings: embed)
    visits = Visits(tmp_path / "data")
    for question in ("Do you know Terraform?", "Terraform?", "\x1b[31mTerraform\x1b[0m?"):
        visits.add(asked(question, day=today()))
    visits.add(asked("What do you do?", "answer", today()))
    visits.read("home")
    return visits


def test_the_command_says_what_to_write_about(owner: Visits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["insights"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert "4 questions since" in out
    assert "You were asked three times about Terraform and have no word on it." in out
    assert "home" in out
    assert "\x1b" not in out
    assert "say in asks.yaml" in out


def test_the_command_speaks_json(owner: Visits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["insights", "--json"]) == ExitCode.DONE
    data = json.loads(capsys.readouterr().out)
    assert (data["asked"], data["unanswered"], data["themes"][0]["count"]) == (4, 3, 3)
    assert data["weeks"][0]["answered"] == 0.25


def test_an_owner_who_has_not_opted_in_is_told(
    owner: Visits, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_VISITS", "0")
    assert run(["insights"]) == ExitCode.DONE
    assert "the setting `visits` is off" in capsys.readouterr().err


def test_purging_asks_first_and_then_leaves_nothing(owner: Visits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["insights", "--purge"]) == ExitCode.USAGE
    assert len(owner.questions()) == 4
    assert run(["insights", "--purge", "--yes"]) == ExitCode.DONE
    assert owner.questions() == []
    assert owner.reads() == []


def test_a_broken_log_is_one_sentence(owner: Visits, capsys: pytest.CaptureFixture[str]) -> None:
    owner.path.write_bytes(b"not a database at all" * 100)
    assert run(["insights"]) == ExitCode.FAILED
    assert "cannot be used" in capsys.readouterr().err
