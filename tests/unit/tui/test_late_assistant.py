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
    all_is_here = True
    broken = False

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.closed = self.warmed = self.left = False
        Opened.made.append(self)

    def ask(self, question: str, history: object = (), **options: Any) -> Iterator[str]:
        yield question

    def can_warm(self) -> bool:
        return Opened.all_is_here

    def warm(self) -> None:
        if Opened.broken:
            raise RuntimeError("broken")
        self.warmed = True

    def leave(self) -> None:
        self.left = True

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def late(tiny_portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> LateAssistant:
    Opened.made, Opened.all_is_here, Opened.broken = [], True, False
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
    assert Opened.made[0].left


def warmed(late: LateAssistant) -> bool:
    """Warm up, wait for the end of it, and say whether anything was loaded."""
    late.warm()
    late.warm()
    assert late._warming is not None
    late._warming.join(10)
    (opened,) = Opened.made
    return opened.warmed


def test_what_is_here_is_loaded_before_the_first_question(late: LateAssistant) -> None:
    assert warmed(late)
    assert [*late.ask("one?")] == ["one?"]
    assert len(Opened.made) == 1


def test_what_would_have_to_be_fetched_waits_for_a_question(late: LateAssistant) -> None:
    Opened.all_is_here = False
    assert not warmed(late)


def test_a_failure_to_warm_up_is_left_to_the_first_question(late: LateAssistant) -> None:
    Opened.broken = True
    assert not warmed(late)
    assert [*late.ask("one?")] == ["one?"]


def test_nothing_is_loaded_once_it_is_closed(late: LateAssistant) -> None:
    late.close()
    late.warm()
    assert late._warming is None
    assert Opened.made == []
