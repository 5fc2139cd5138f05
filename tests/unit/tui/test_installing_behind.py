"""The screens while llama.cpp is still being installed behind them: Ask says how far it is, and a question waits."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from content.loader import Portfolio
from engine.llama import installation as setup
from engine.llama.installation import Installation, write_installation
from models.errors import ModelError
from tests.fakes.app import app_of
from tui.app import PortfolioApp
from tui.exchange import Exchange
from tui.late_assistant import LateAssistant
from tui.screens import ask as ask_screen
from tui.widgets.dialogue import Dialogue

HALFWAY = Installation("Compiling llama.cpp", 40, 80, 65.0, log="/log")
TOLD = "Compiling llama.cpp: step 40 of 80, about 1 minute left"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a set-up that is at work."""
    monkeypatch.setattr(setup, "STATE", tmp_path / "state.json")
    monkeypatch.setattr(setup, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(setup, "POLL", 0.001)
    monkeypatch.setattr(ask_screen, "_LOOK", 0.001)
    with (tmp_path / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_installation(HALFWAY, tmp_path / "state.json")
        yield tmp_path / "state.json"


@pytest.fixture
def late(portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PortfolioApp:
    """The app as `portfolio` opens it; what would be loaded says that it is reached."""

    def opened(*_: object) -> None:
        raise ModelError("reached")

    monkeypatch.setattr("engine.assistant.open_library", opened)
    app = app_of(portfolio, tmp_path, start="ask")
    app.settings = replace(app.settings, model="none")
    app.conversation.assistant = LateAssistant(app)
    return app


def shown(app: PortfolioApp) -> str:
    """The conversation on Ask, line by line in one; nothing before that room is there."""
    found = app.screen.query(Dialogue)
    return " ".join(found.first().text.split()) if found else ""


async def until(pilot: object, happened: object) -> None:
    while not happened():  # type: ignore[operator]
        await pilot.pause()  # type: ignore[attr-defined]


async def test_ask_says_how_far_it_is_until_it_is_installed(late: PortfolioApp, state: Path) -> None:
    async with late.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: TOLD in shown(late))
        write_installation(Installation("Packing llama.cpp"), state)
        await until(pilot, lambda: "Packing llama.cpp." in shown(late))
        state.unlink()
        await until(pilot, lambda: "llama.cpp" not in shown(late))


async def test_ask_says_why_it_was_not_installed(late: PortfolioApp, state: Path) -> None:
    write_installation(Installation(failed="there is no compiler", log="/log"), state)
    async with late.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "there is no compiler; the log is /log" in shown(late))
        exchange = late.conversation.ask("What does the outbox pattern buy?")
        await until(pilot, lambda: exchange.fault is not None)
    assert exchange.fault is not None
    assert exchange.fault.title == "No assistant yet"
    assert "there is no compiler; the log is /log" in exchange.fault.text


async def test_a_question_waits_for_it_and_then_goes_on_in_the_same_session(late: PortfolioApp, state: Path) -> None:
    async with late.run_test(size=(100, 30)) as pilot:
        exchange = late.conversation.ask("What does the outbox pattern buy?")
        await until(pilot, lambda: f"{TOLD}. This answer waits for it" in shown(late))
        assert exchange.is_running
        state.unlink()
        await until(pilot, lambda: exchange.fault is not None)
    assert exchange.fault is not None
    assert "Reached" in exchange.fault.text


async def waiting(pilot: object, app: PortfolioApp) -> Exchange:
    exchange = app.conversation.ask("What does the outbox pattern buy?")
    await until(pilot, lambda: exchange.fetching)
    return exchange


async def test_a_question_that_waits_can_be_stopped(late: PortfolioApp, state: Path) -> None:
    async with late.run_test(size=(100, 30)) as pilot:
        exchange = await waiting(pilot, late)
        await pilot.press("escape")
        assert exchange.stopped
        await late.workers.wait_for_complete()
    assert exchange.fault is None
    assert state.exists()


async def test_leaving_does_not_wait_for_it(late: PortfolioApp, state: Path) -> None:
    async with late.run_test(size=(100, 30)) as pilot:
        exchange = await waiting(pilot, late)
        await pilot.press("ctrl+q")
    assert exchange.stopped
    assert state.exists()
