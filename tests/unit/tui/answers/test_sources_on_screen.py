"""The sources of an answer: their keys, and their passages, lit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from content.blocks import page_blocks
from content.loader import Portfolio
from engine.events import Answer, Citation, Sentence
from tests.fakes.app import app_of, press, settle
from tests.fakes.ask_screen import QUESTION, SIZE, ask, dialogue
from tests.fakes.recordings import Playback, recorded
from tui.answers.exchange_page import blocks
from tui.drawing.prose.lighting import lit_phrases
from tui.drawing.prose.page import Written, set_page
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange
from tui.screens.ask import AskScreen
from tui.widgets.ask_box import AskBox
from tui.widgets.key_bar import KeyBar, shown_bindings


def answered() -> Answer:
    answer = recorded("outbox")[-1]
    assert isinstance(answer, Answer)
    return answer


async def test_the_number_of_a_source_opens_it_with_its_sentence_lit(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        answer = answered()
        citation = answer.citations[0]
        await press(pilot, "tab", str(citation.number))
        assert app.room.where.path.partition("#")[0] == citation.link.partition("#")[0]
        said = next(s.text for s in answer.sentences if citation.number in s.citations)
        lines = app.room.query_one("#reader").lines  # type: ignore[attr-defined]
        lit = " ".join("".join(r.text for r in line.runs if "found" in r.role) for line in lines).split()
        assert lit == said.split()
        await press(pilot, "escape")
        assert app.room.NAME == "ask"
        assert answer.sentences[0].text.split()[0] in dialogue(app).text


async def test_a_source_opens_while_the_rest_of_the_answer_is_on_its_way(portfolio: Portfolio, tmp_path: Path) -> None:
    at, sentence = next((n, event) for n, event in enumerate(recorded("outbox")) if isinstance(event, Sentence))
    assistant = Playback("outbox", hold=at + 2)
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        await settle(pilot)
        await press(pilot, "tab", str(sentence.citations[0]))
        assert app.room.NAME != "ask"
        assistant.release.set()
        await app.workers.wait_for_complete()
        await press(pilot, "escape")
        assert app.room.NAME == "ask"
        foot = next(line.text for line in dialogue(app).lines if "x-ray this answer" in line.text)
        assert foot.index("x-ray") < foot.index(" s "), "the answer came to its end; its foot invites, then measures"


async def test_the_footer_says_which_keys_open_a_source_and_how_to_come_to_them(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        cited = [str(number) for number in sorted(citation.number for citation in answered().citations)]
        assert "tab sources" in app.screen.query_one(KeyBar).render().plain
        await press(pilot, "tab")
        assert f"{' '.join(cited)} source" in app.screen.query_one(KeyBar).render().plain
        await press(pilot, "9")
        assert app.room.NAME == "ask"
        await press(pilot, "6")
        assert app.room.NAME == "essays", "a number that is none of a source's leads to its room"


async def test_below_the_palette_the_footer_names_the_same_sources(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "tab")
        footer = app.room.query_one(KeyBar)
        before = footer.render().plain
        await press(pilot, "ctrl+p")
        assert footer.render().plain == before
        await press(pilot, "escape", "i")
        assert "tab sources" in footer.render().plain


async def test_a_number_in_the_question_line_is_text(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        await press(pilot, "x", "1")
        assert app.room.query_one(AskBox).text == "x1"


async def test_without_sources_no_key_is_offered_for_them(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("unanswerable"), start="ask")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await ask(pilot)
        assert not {"source", "sources"} & {item.binding.description for item in shown_bindings(app.screen)}
        await press(pilot, "tab")
        assert app.focused is dialogue(app)


def test_passages_of_one_section_are_one_source_with_a_key_each() -> None:
    answer = answered()
    twins = tuple(Citation(number, "contact/availability", "Availability", "Availability", "") for number in (1, 3))
    other = Citation(2, "contact/rates", "Rates", "Rates", "")
    exchange = Exchange(QUESTION, answer=replace(answer, citations=(twins[0], other, twins[1])))
    exchange.events = [exchange.answer]  # type: ignore[list-item]
    lines = set_page(blocks(AnswerRecord.of(exchange), 0), 60).lines
    (both,) = (line for line in lines if "Availability" in line.text)
    assert both.text.strip() == "[1] [3]  Availability"
    assert [run.href for run in both.runs if run.text.startswith("[")] == ["cite:0:-:1", "cite:0:-:3"]


@pytest.mark.parametrize("width", [20, 40, 88])
def test_a_sentence_is_lit_over_the_ends_of_lines_and_in_lists(width: int) -> None:
    body = "Before it.\n\n- The **outbox** buys atomicity, `availability` for writers, and a defined order. After it."
    lines = lit_phrases(
        set_page([Written(page_blocks(body))], width).lines, ["The outbox buys atomicity, availability for writers"]
    )
    lit = [run.text for line in lines for run in line.runs if "found" in run.role]
    assert " ".join("".join(lit).replace("outbox", " outbox ").split())
    assert "".join("".join(lit).split()) == "Theoutboxbuysatomicity,availabilityforwriters"
    assert "".join(line.text for line in lines) == "".join(
        line.text for line in set_page([Written(page_blocks(body))], width).lines
    )


async def test_keys_are_offered_before_the_room_of_a_running_answer_is_composed(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="home")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.ask(QUESTION)  # makes the room and the turn at once: what is not composed yet has no dialogue
        room = AskScreen()
        assert app.conversation.turns
        assert room.check_action("cite", (1,)) is False
        await app.workers.wait_for_complete()
