"""An answer on its way: drafts and checked sentences, waiting, stopping."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from content.loader import Portfolio
from engine.events import Sentence, Waiting
from tests.fakes.app import app_of, press, settle
from tests.fakes.ask_screen import QUESTION, SIZE, dialogue
from tests.fakes.recordings import Playback, recorded
from tui.answers.exchange_page import blocks, doing, draft_of
from tui.drawing.prose.page import set_page
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange


@pytest.mark.parametrize("hold", range(0, len(recorded("outbox")), 6))
async def test_stopping_leaves_no_thread_and_no_half_answer(portfolio: Portfolio, tmp_path: Path, hold: int) -> None:
    assistant = Playback("outbox", hold=hold)
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        await settle(pilot)
        await press(pilot, "escape")
        await asyncio.to_thread(assistant.ended.wait, 5)
        assert assistant.ended.is_set()
        await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
        exchange = app.conversation.current
        assert exchange is not None
        assert exchange.stopped
        assert exchange.answer is None
        assert len(exchange.events) <= hold
        assert app.room.NAME == "ask", "Esc stopped the answer, and did not leave"
        text = " ".join(dialogue(app).text.split())
        assert "Stopped" in text
        draft = draft_of(AnswerRecord.of(exchange))
        assert not draft or draft not in text


async def test_a_new_question_stops_the_one_before(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox", hold=4)
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        first = app.conversation.ask("one?")
        await asyncio.to_thread(assistant.holding.wait, 5)
        app.conversation.assistant = Playback("written")
        second = app.conversation.ask("two?")
        await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
        await settle(pilot)
        assert first.stopped
        assert second.answer is not None
        assert threading.active_count() < 50


def test_a_draft_loses_what_was_checked() -> None:
    record = AnswerRecord()
    seen = []
    for event in recorded("outbox"):
        record.take(event)
        seen.append(draft_of(record))
        for sentence in record.sentences:
            assert sentence.text not in seen[-1]
    assert any(seen)
    assert seen[-1] == ""


async def test_a_draft_is_dim_until_it_is_checked(portfolio: Portfolio, tmp_path: Path) -> None:
    at = next(n for n, event in enumerate(recorded("outbox")) if isinstance(event, Sentence))
    assistant = Playback("outbox", hold=at)
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        await settle(pilot)
        dialogue(app).show_exchanges(app.conversation.turns, ())
        roles = {run.role for line in dialogue(app).lines for run in line.runs if run.text.strip("▍ ")}
        assert "draft" in roles
        assert "cite" not in roles
        assistant.release.set()
        await app.workers.wait_for_complete()
        await settle(pilot)
        roles = {run.role for line in dialogue(app).lines for run in line.runs if run.text.strip()}
        assert "draft" not in roles
        assert "cite" in roles


def test_a_visitor_who_waits_is_told_the_place() -> None:
    start = recorded("outbox")[:3]
    assert "yours is number 1 in line" in doing(AnswerRecord.of_events([*start, Waiting(1)]))
    assert "yours is number 3 in line" in doing(AnswerRecord.of_events([*start, Waiting(3)]))
    assert "yours is number 2 in line" in doing(AnswerRecord.of_events([Waiting(2)]))  # it came while others waited
    assert "line" not in doing(AnswerRecord.of_events([Waiting(2), *start]))  # its turn has come
    assert "Reading 4 passages" in doing(AnswerRecord.of_events(start))


def test_a_withheld_sentence_is_seen_only_while_it_fades() -> None:
    exchange = Exchange(QUESTION)
    exchange.events = [Sentence("Invented.", False, (), 0.1, "nothing speaks of it", 0.0)]
    record = AnswerRecord.of(exchange)
    seen = [" ".join(line.text for line in set_page(blocks(record, 0, fading), 60).lines) for fading in ({0}, ())]
    assert ["Invented." in text for text in seen] == [True, False]
