"""The Ask screen: asking, drafts and checked sentences, sources, stopping, faults, and keeping the conversation."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.pilot import Pilot
from tui_fakes import app_of, press, settle

from content.loader import Portfolio, load_portfolio
from engine.events import Answer, Drafted, Event, Sentence, Trace, Turn, Waiting
from engine.llama import ModelLoadError
from engine.question import QuestionError
from models.errors import ModelError
from tests.recorded import Playback, recorded
from tui.conversation import KEPT, Exchange
from tui.exchange_page import blocks, doing, draft_of, markdown_of
from tui.faults import fault_of
from tui.follow_ups import follow_ups, offered
from tui.prose.lighting import lit_phrases
from tui.prose.page import Markdown, set_page
from tui.prose.runs import CONTROL
from tui.screens.ask import AskScreen
from tui.trace.record import Record
from tui.widgets.ask_box import AskBox
from tui.widgets.dialogue import Dialogue
from tui.widgets.key_bar import shown_bindings

SIZE = (80, 24)
QUESTION = "What does the outbox pattern buy?"
HOSTILE = st.text(st.characters(codec=None, categories=None), max_size=40) | st.sampled_from(
    [
        "\x1b[2J",
        "[red]x[/]",
        "[@click=app.quit]x[/]",
        "\x1b]52;c;AAAA\x07",
        "\u202eabc",
        "a\r\nb",
        "\ud800",
        "\x9b31m",
        "\x00",
    ]
)


class Says:
    """An assistant that yields the events it is given, or raises."""

    def __init__(self, *events: Event | Exception) -> None:
        self._events = events

    def ask(self, question: str, history: Sequence[Turn] = (), **_: Any) -> Iterator[Event]:
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return load_portfolio()


def dialogue(app: Any) -> Dialogue:
    found: Dialogue = app.room.query_one(Dialogue)
    return found


async def ask(pilot: Pilot[Any], question: str = QUESTION) -> None:
    pilot.app.room.query_one(AskBox).text = question
    await press(pilot, "enter")
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


# -- asking


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


@pytest.mark.parametrize("text", ["   ", "?!", "a\x07b"])
async def test_what_is_no_question_is_not_asked(portfolio: Portfolio, tmp_path: Path, text: str) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot, text)
        assert not assistant.asked


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


# -- sources


async def test_the_number_of_a_source_opens_it_with_its_sentence_lit(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        answer = recorded("outbox")[-1]
        assert isinstance(answer, Answer)
        citation = answer.citations[0]
        await press(pilot, "left_square_bracket", str(citation.number))
        assert app.room.where.path.partition("#")[0] == citation.link.partition("#")[0]
        said = next(s.text for s in answer.sentences if citation.number in s.citations)
        lines = app.room.query_one("#reader").lines  # type: ignore[attr-defined]
        lit = " ".join("".join(r.text for r in line.runs if "found" in r.role) for line in lines).split()
        assert lit == said.split()
        await press(pilot, "escape")
        assert app.room.NAME == "ask"
        assert answer.sentences[0].text.split()[0] in dialogue(app).text


async def test_a_number_that_the_answer_does_not_have_opens_nothing(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "left_square_bracket", "9")
        assert app.room.NAME == "ask"
        await press(pilot, "left_square_bracket", "x")
        await press(pilot, "1")
        assert app.room.NAME == "ask", "x was typed, so the line is not empty"


async def test_without_sources_no_key_is_offered_for_them(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("unanswerable"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        assert "source" not in {item.binding.description for item in shown_bindings(app.screen)}


@pytest.mark.parametrize("width", [20, 40, 88])
def test_a_sentence_is_lit_over_the_ends_of_lines_and_in_lists(width: int) -> None:
    body = "Before it.\n\n- The **outbox** buys atomicity, `availability` for writers, and a defined order. After it."
    lines = lit_phrases(
        set_page([Markdown(body)], width).lines, ["The outbox buys atomicity, availability for writers"]
    )
    lit = [run.text for line in lines for run in line.runs if "found" in run.role]
    assert " ".join("".join(lit).replace("outbox", " outbox ").split())
    assert "".join("".join(lit).split()) == "Theoutboxbuysatomicity,availabilityforwriters"
    assert "".join(line.text for line in lines) == "".join(
        line.text for line in set_page([Markdown(body)], width).lines
    )


# -- while it comes


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
        draft = draft_of(Record.of(exchange))
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
    record = Record()
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
    assert "yours is number 1 in line" in doing(Record.of_events([*start, Waiting(1)]))
    assert "yours is number 3 in line" in doing(Record.of_events([*start, Waiting(3)]))
    assert "Reading 4 passages" in doing(Record.of_events(start))


def test_a_withheld_sentence_is_seen_only_while_it_fades() -> None:
    exchange = Exchange(QUESTION)
    exchange.events = [Sentence("Invented.", False, (), 0.1, "nothing speaks of it", 0.0)]
    record = Record.of(exchange)
    seen = [" ".join(line.text for line in set_page(blocks(record, 0, fading), 60).lines) for fading in ({0}, ())]
    assert ["Invented." in text for text in seen] == [True, False]


# -- faults


@pytest.mark.parametrize(
    ("error", "title", "advice"),
    [
        (ModelError("the model file is missing"), "A model file is missing", "portfolio models pull"),
        (ModelLoadError("cannot be loaded"), "The model does not load", "--model smollm2-135m"),
        (MemoryError(), "Out of memory", "--model none"),
        (ConnectionResetError("gone"), "The assistant is away", "Ask again"),
        (QuestionError("the question is empty"), "Not asked", ""),
        (ValueError("odd"), "No answer", "Ask again"),
    ],
)
async def test_a_fault_is_a_card_that_says_what_to_do(
    portfolio: Portfolio, tmp_path: Path, error: Exception, title: str, advice: str
) -> None:
    assert fault_of(error).title == title
    app = app_of(portfolio, tmp_path, Says(error), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        text = " ".join(dialogue(app).text.split())
        assert title in text
        assert advice in text


# -- keeping it


async def test_the_conversation_is_saved_as_markdown_where_the_visitor_is_at_home(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "ctrl+s")
        (file,) = (tmp_path / "data" / "conversations").iterdir()
        assert file.read_text("utf-8") == markdown_of(app.conversation.turns)
        assert file.read_text("utf-8").startswith(f"## {QUESTION}\n")


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
        assert app.clipboard == markdown_of(app.conversation.turns[-1:])
        await press(pilot, "Y")
        assert app.clipboard == markdown_of(app.conversation.turns)


async def test_the_last_exchanges_are_kept_and_earlier_turns_go_along(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for number in range(KEPT + 2):
            app.conversation.ask(f"question {number}?")
            await app.workers.wait_for_complete()
            await settle(pilot)
        assert [turn.question for turn in app.conversation.turns] == [f"question {n}?" for n in range(2, KEPT + 2)]
        assert [turn.question for turn in assistant.histories[3]] == ["question 0?", "question 1?", "question 2?"]
        assert assistant.histories[3][0].links


# -- whatever a model says


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, st.integers(20, 90))
def test_whatever_a_model_says_the_conversation_is_text(said: str, drafted: str, asked: str, width: int) -> None:
    sentence = Sentence(said, True, (1,), 1.0, said, 0.0)
    events: list[Event] = [Drafted(0, said, 1, 0.0), sentence, Drafted(1, drafted, 2, 0.0)]
    running = Exchange(asked, events=list(events))
    over = Exchange(
        asked, events=[*events, Answer(asked, said, "answer", (sentence,), (), (), Trace(said, "free", (), 0.0))]
    )
    over.answer = over.events[-1]  # type: ignore[assignment]
    failed = Exchange(asked, fault=fault_of(ValueError(said)))
    for exchange in (running, over, failed):
        for line in set_page(blocks(Record.of(exchange), 0), width).lines:
            assert not CONTROL.search(line.text)
            assert line.width <= width
            line.text.encode()
    assert "\x1b" not in markdown_of([over, failed])


@settings(max_examples=8, deadline=None)
@given(HOSTILE.filter(bool))
def test_whatever_a_model_says_the_screen_shows_text_and_no_markup(said: str) -> None:
    async def run() -> None:
        sentence = Sentence(said, True, (), 1.0, "", 0.0)
        answer = Answer("x", said, "answer", (sentence,), (), (), Trace("m", "free", (), 0.0), said)
        app = app_of(
            load_portfolio(), Path("/nonexistent"), Says(Drafted(0, said, 1, 0.0), sentence, answer), start="ask"
        )
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            await ask(pilot, "x")
            assert isinstance(app.room, AskScreen)
            for strip in app.screen._compositor.render_strips():
                for segment in strip:
                    assert not CONTROL.search(segment.text)
                    segment.text.encode()
                    assert not (segment.style and "click" in str(segment.style.meta.get("@click", "")))

    asyncio.run(run())
