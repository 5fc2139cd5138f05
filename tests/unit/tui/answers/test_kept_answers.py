"""Keeping a conversation: saved, copied, and the turns that a session holds."""

from __future__ import annotations

from pathlib import Path

from content.loader import Portfolio
from tests.fakes.app import app_of, press, settle
from tests.fakes.ask_screen import QUESTION, SIZE, ask, dialogue
from tests.fakes.recordings import Playback
from tui.answers.conversation import EXCHANGES
from tui.answers.exchange_page import transcript_of


async def test_the_conversation_is_saved_as_markdown_where_the_visitor_is_at_home(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "ctrl+s")
        (file,) = (tmp_path / "data" / "conversations").iterdir()
        assert file.read_text("utf-8") == transcript_of(app.conversation.turns)
        assert file.read_text("utf-8").startswith(f"## {QUESTION}\n")
        file.unlink()
        dialogue(app).focus()
        await press(pilot, "s")
        assert len(list(file.parent.iterdir())) == 1


async def test_behind_a_door_nothing_is_saved(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask", local=False)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "ctrl+s")
        assert not (tmp_path / "data" / "conversations").exists()


async def test_the_answer_is_copied_with_its_sources(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox", "written"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await ask(pilot, "And then?")
        dialogue(app).focus()
        await press(pilot, "y")
        assert app.clipboard == transcript_of(app.conversation.turns[-1:])
        await press(pilot, "Y")
        assert app.clipboard == transcript_of(app.conversation.turns)


async def test_the_last_exchanges_are_kept_and_earlier_turns_go_along(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for number in range(EXCHANGES + 2):
            app.conversation.ask(f"question {number}?")
            await app.workers.wait_for_complete()
            await settle(pilot)
        assert [turn.question for turn in app.conversation.turns] == [f"question {n}?" for n in range(2, EXCHANGES + 2)]
        assert [turn.question for turn in assistant.histories[3]] == ["question 0?", "question 1?", "question 2?"]
        assert assistant.histories[3][0].links
