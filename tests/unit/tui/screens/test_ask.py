"""The Ask screen: asking, history, suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key, Paste

from content.loader import Portfolio
from engine.events import Answer
from tests.fakes.app import app_of, press, settle
from tests.fakes.ask_screen import QUESTION, SIZE, ask, dialogue
from tests.fakes.recordings import Playback, recorded
from tui.answers.follow_ups import follow_ups, offered, tell_more
from tui.widgets.ask_box import AskBox


async def test_a_question_typed_ahead_of_its_enter_is_asked(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        box = app.room.query_one(AskBox)
        for key, character in (("w", "w"), ("h", "h"), ("y", "y"), ("question_mark", "?"), ("enter", "\r")):
            app.post_message(Key(key, character))
        await settle(pilot)
        await app.workers.wait_for_complete()
        assert [question for question, _ in assistant.asked] == ["why?"]
        assert box.text == ""


async def test_an_answer_shows_its_sentences_sources_and_next_steps(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        answer = recorded("outbox")[-1]
        assert isinstance(answer, Answer)
        text = " ".join(dialogue(app).text.split())
        for sentence in answer.sentences:
            assert f"{sentence.text} [{sentence.citations[0]}]" in text
        for step in answer.next_steps:
            assert step.label in text
        assert answer.trace.model in text


async def test_several_lines_are_one_question(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *"why", "ctrl+j", *"so", "enter")
        await app.workers.wait_for_complete()
        assert assistant.asked[0][0] == "why so"


async def test_the_arrows_bring_earlier_questions_back(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox", "written"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot, "first?")
        await ask(pilot, "second?")
        box = app.room.query_one(AskBox)
        await press(pilot, *"dra", "up")
        assert box.text == "second?"
        await press(pilot, "up", "up")
        assert box.text == "first?"
        await press(pilot, "down", "down")
        assert box.text == "dra"


async def test_no_more_is_taken_than_a_question_may_hold(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        box = app.room.query_one(AskBox)
        box.post_message(Paste("x" * 100_000))
        await settle(pilot)
        await press(pilot, "y")
        assert box.text == "x" * app.settings.question_limit


@pytest.mark.parametrize("text", ["   ", "\ufeff", "a\x07b"])
async def test_what_is_no_question_is_not_asked(portfolio: Portfolio, tmp_path: Path, text: str) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot, text)
        assert not assistant.asked


async def test_enter_in_the_empty_box_says_what_it_takes_and_asks_nothing(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        box = app.room.query_one(AskBox)
        before = str(box.placeholder)
        await press(pilot, "enter")
        assert "Type a question" in str(box.placeholder) != before
        assert assistant.asked == []
        await press(pilot, "tab")
        assert app.focused is dialogue(app), "which is where it says that Tab leads"


async def test_its_own_key_leads_to_the_question_line_and_esc_to_where_one_read(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "tab", "5", "escape")
        assert app.focused is dialogue(app), "line for line"
        await press(pilot, "5", "7", *"more")
        assert app.room.query_one(AskBox).text == "more"
        await press(pilot, "escape", "tab", "7", *"why")
        assert app.room.query_one(AskBox).text == "why", "also from within the room"


async def test_while_keys_go_elsewhere_the_empty_line_says_which_leads_back(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=(160, 48)) as pilot:
        await settle(pilot)
        await ask(pilot)
        box = app.room.query_one(AskBox)
        usual = str(box.placeholder)
        for leads in (("tab",), ("tab", "right")):
            await press(pilot, *leads)
            assert str(box.placeholder) == "i types a question here" != usual
            await press(pilot, "i")
            assert app.focused is box
            assert str(box.placeholder) == usual


async def test_a_suggested_question_is_asked_by_tab_and_enter(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        dialogue(app).focus()
        await press(pilot, "tab", "tab", "enter")
        await app.workers.wait_for_complete()
        assert assistant.asked[0][0] == portfolio.profile.suggested_questions[1]


def test_what_is_offered_was_not_asked_and_is_near_to_the_answer(portfolio: Portfolio) -> None:
    answer = recorded("outbox")[-1]
    assert isinstance(answer, Answer)
    asked = [QUESTION.upper()]
    near = follow_ups(portfolio, asked, answer)
    assert QUESTION not in near
    assert "When is Kafka the wrong tool?" in near
    assert not follow_ups(portfolio, offered(portfolio), None)


async def test_m_tells_more_below_the_answer(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox", "written")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.room.check_action("more", ()) is False
        await ask(pilot)
        assert app.room.check_action("more", ()) is True
        assert tell_more(portfolio) in dialogue(app).text, "for whoever types or clicks"
        dialogue(app).focus()
        await press(pilot, "m")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert [question for question, _ in assistant.asked] == [QUESTION, tell_more(portfolio)]
        assert assistant.histories[1][0].told, "what was told goes along"


async def test_where_nothing_is_cited_there_is_no_more(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("small-talk"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        assert app.room.check_action("more", ()) is False
