"""The assistant of a local app is opened by the first question, and follows the content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content.loader import Portfolio, load_portfolio
from engine.settings import load_settings
from tui.app import PortfolioApp
from tui.late_assistant import LateAssistant


class Opened:
    """Stands in for an opened assistant, and notes what becomes of it."""

    made: list[Opened]

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.closed = False
        Opened.made.append(self)

    def ask(self, question: str, history: object = (), **options: Any) -> Iterator[str]:
        yield question

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def late(tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> LateAssistant:
    Opened.made = []
    monkeypatch.setattr("engine.assistant.Assistant.open", lambda portfolio, settings, report: Opened(portfolio))
    return LateAssistant(PortfolioApp(tiny_portfolio, load_settings()))


def test_it_is_opened_once_by_the_first_question(late: LateAssistant) -> None:
    assert Opened.made == []
    assert [*late.ask("one?")] == ["one?"]
    assert [*late.ask("two?")] == ["two?"]
    assert len(Opened.made) == 1


def test_it_is_opened_anew_when_the_content_has_changed(late: LateAssistant, tiny_pack: Path) -> None:
    [*late.ask("before?")]
    changed = load_portfolio(tiny_pack)
    late._app.portfolio = changed
    [*late.ask("after?")]
    first, second = Opened.made
    assert first.closed
    assert second.portfolio is changed
    assert not second.closed


def test_closing_closes_what_is_open(late: LateAssistant) -> None:
    late.close()
    [*late.ask("late?")]
    assert Opened.made[0].closed
