"""Ctrl-C copies, stops, asks, and at last leaves; what is typed and not sent is there at the next visit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input, TextArea

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, app_of, here, press, settle
from tui.app import PortfolioApp
from tui.drafts import read_drafts
from tui.leaving import Presses
from tui.widgets.reader import Reader

SIZE = (100, 30)


def notices(app: PortfolioApp) -> str:
    return " ".join(notice.message for notice in app._notifications)


async def test_the_second_press_leaves(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "ctrl+c")
        assert app.is_running
        assert "Ctrl-C again leaves." in notices(app)
        await pilot.press("ctrl+c")
        assert app._exit
    assert app.return_code == 0


async def test_a_press_long_after_the_first_asks_again(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    now = [100.0]
    app._presses = Presses(lambda: now[0])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "5", "ctrl+c")
        now[0] += 2.5
        await press(pilot, "ctrl+c")
        assert not app._exit
        now[0] += 1.5
        await pilot.press("ctrl+c")
        assert app._exit


async def test_it_stops_the_answer_that_is_being_made(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant(hold=True)
    app = app_of(tiny_portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", *"why", "enter", "ctrl+c")
        assert not app.conversation.is_running
        assert app.conversation.turns[-1].stopped
        await press(pilot, "ctrl+c")
        assert not app._exit


async def test_it_copies_what_is_selected(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline")
        await settle(pilot)
        await pilot.mouse_down(Reader, offset=(2, 1))
        await pilot.hover(Reader, offset=(9, 1))
        await pilot.mouse_up(Reader, offset=(9, 1))
        await press(pilot, "ctrl+c", "ctrl+c")
        assert app.clipboard
        assert not app._exit


async def test_the_signal_does_the_same_and_leaves_with_its_code(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.interrupt(-2)
        assert not app._exit
        app.interrupt(-2)
        await pilot.pause()
    assert app.return_code == -2


@pytest.mark.parametrize(("local", "kept"), [(True, "is here again next time"), (False, "your message is not sent")])
async def test_with_a_message_half_written_it_says_so(
    tiny_portfolio: Portfolio, tmp_path: Path, local: bool, kept: str
) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=local)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "8", *"Ada", "ctrl+c")
        assert "Ctrl-C again leaves; your message is not sent" in notices(app)
        assert kept in notices(app)


@pytest.mark.parametrize("end", ["ctrl+q", "ctrl+c"])
async def test_what_is_not_sent_is_there_at_the_next_visit(tiny_portfolio: Portfolio, tmp_path: Path, end: str) -> None:
    first = app_of(tiny_portfolio, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, *"why", "escape")  # cleared by hand: not kept
        await press(pilot, *"how", "tab", "8", *"Ada", "tab", "tab")
        first.post_message(events.Paste("one\ntwo"))
        await settle(pilot)
        await pilot.press(end, end)
    second = app_of(tiny_portfolio, tmp_path)
    async with second.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert second.room.query_one(Input).value == "how"
        await press(pilot, "tab", "8")
        assert second.room.query_one("#name", Input).value == "Ada"
        assert second.room.query_one(TextArea).text == "one\ntwo"


async def test_what_is_in_rooms_that_were_not_opened_is_kept_on(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    first = app_of(tiny_portfolio, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "8", *"Ada")
        await pilot.press("ctrl+q")
    second = app_of(tiny_portfolio, tmp_path)
    async with second.run_test(size=SIZE) as pilot:
        await press(pilot, "tab")
        await pilot.press("ctrl+q")
    assert read_drafts(tmp_path / "data") == {"contact.name": "Ada"}


async def test_what_was_sent_or_cleared_is_not_kept(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    first = app_of(tiny_portfolio, tmp_path)
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, *"why")
        await pilot.press("ctrl+q")
    assert read_drafts(tmp_path / "data")
    second = app_of(tiny_portfolio, tmp_path)
    async with second.run_test(size=SIZE) as pilot:
        await press(pilot, "escape")
        await pilot.press("ctrl+q")
    assert not (tmp_path / "data" / "drafts.json").exists()


async def test_a_single_key_is_no_draft(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    first = app_of(tiny_portfolio, tmp_path, start="ask")
    async with first.run_test(size=SIZE) as pilot:
        await press(pilot, "s")  # as one who wants to save, and is in the box
        assert first.room.query_one(TextArea).text == "s"
        await pilot.press("ctrl+q")
    second = app_of(tiny_portfolio, tmp_path, start="ask")
    async with second.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert second.room.query_one(TextArea).text == ""


async def test_behind_a_door_no_draft_is_kept(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path, local=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"why")
        await pilot.press("ctrl+q")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"home.question": 7}'])
def test_damaged_drafts_count_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "drafts.json").write_text(text)
    assert read_drafts(tmp_path) == {}


async def test_q_leaves_the_document_then_the_room(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "5", "enter", "q")
        assert here(app) == "work"
        await press(pilot, "q")
        assert here(app) == "home"


async def test_q_leaves_a_document_that_was_opened_first(tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path, start="work/order-pipeline")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "q", "tab", "q")
        assert here(app) == "home"
        assert "ctrl+q leaves" in notices(app)


class Page:
    """The page of a browser around the terminal."""

    def open_url(self, url: str) -> bool:
        return bool(url)

    def show_place(self, place: str, title: str) -> None:
        self.place = f"{place}: {title}"

    def listen(self, go: Any) -> None:
        self.go = go


@pytest.mark.parametrize(
    ("options", "said"),
    [({"local": False}, "at the other end of the line"), ({"local": False, "around": Page()}, "A page has no shell")],
)
async def test_what_cannot_be_suspended_says_why(
    tiny_portfolio: Portfolio, tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    app = app_of(tiny_portfolio, tmp_path, **options)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "7", *"why", "ctrl+z")
        assert said in notices(app)


async def test_what_no_shell_runs_is_not_suspended(
    tiny_portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpgrp", lambda: os.getsid(0))
    app = app_of(tiny_portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+z")
        assert "No shell runs this program" in notices(app)
