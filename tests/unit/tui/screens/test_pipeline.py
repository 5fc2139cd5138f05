"""The Pipeline screen: following an answer, walking its stages and tokens, running it again, comparing."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio
from engine.events import STAGES, Drafted, Sentence
from engine.settings import Settings
from tests.fakes.app import app_of, press, settle
from tests.fakes.recordings import Playback, recorded
from tui.answers.conversation import EXCHANGES
from tui.app import PortfolioApp
from tui.drawing.trace import generate
from tui.exchange import Variant
from tui.navigation import Place
from tui.overlays.run_again import RunAgain, ways
from tui.screens.pipeline import PipelineScreen
from tui.widgets.stage_boxes import SPINNER, StageBoxes

SMALL, WIDE = (80, 24), (120, 36)
QUESTION = "What does the outbox pattern buy?"


def room(app: PortfolioApp) -> PipelineScreen:
    return cast("PipelineScreen", app.room)


async def run(pilot: Pilot[Any], question: str = QUESTION, **options: Any) -> None:
    pilot.app.conversation.ask(question, **options)
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


def shown(app: PortfolioApp) -> str:
    return " ".join(room(app).data.text.split())


# -- asking


async def test_with_no_question_yet_one_can_be_run_from_here(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert portfolio.profile.suggested_questions[0] in shown(app)
        await press(pilot, "tab", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert assistant.asked == [(portfolio.profile.suggested_questions[0], {"probabilities": True})]
        assert app.room.NAME == "pipeline"


async def test_probabilities_are_taken_only_where_somebody_looks(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="ask")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        await run(pilot)
        await press(pilot, "ctrl+x")
        assert app.room.NAME == "pipeline"
        await press(pilot, "escape")
        await run(pilot)
        assert [options for _, options in assistant.asked] == [{}, {}, {"probabilities": True}]


@pytest.mark.parametrize("hold", [0, 1, 2, 3, 20])
async def test_the_screen_follows_the_question_through_the_stages(
    portfolio: Portfolio, tmp_path: Path, hold: int
) -> None:
    assistant = Playback("outbox", hold=hold)
    app = app_of(portfolio, tmp_path, assistant, start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.conversation.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        room(app)._frame()
        await settle(pilot)
        assert room(app).stage == ("tokenize", "retrieve", "compose", "generate")[min(hold, 3)]
        line = app.screen.query_one(StageBoxes).render_line(1).text
        assert not hold or re.search(rf"[{SPINNER}] \w", line), "a blank stands behind the spinner"
        assistant.release.set()
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert room(app).stage == "stream"


async def test_who_has_gone_to_a_stage_stays_there(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox", hold=3)
    app = app_of(portfolio, tmp_path, assistant, start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.conversation.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        room(app)._frame()  # the room draws what it hears of a few times a second
        await settle(pilot)
        assert room(app).stage == "generate"
        await press(pilot, "left", "left")
        assistant.release.set()
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert room(app).stage == "retrieve"


@pytest.mark.parametrize("hold", [0, 1, 2, 3, 12, 40])
async def test_an_answer_can_be_stopped_at_every_stage(portfolio: Portfolio, tmp_path: Path, hold: int) -> None:
    assistant = Playback("outbox", hold=hold)
    app = app_of(portfolio, tmp_path, assistant, start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        app.conversation.ask(QUESTION)
        await asyncio.to_thread(assistant.holding.wait, 5)
        await settle(pilot)
        await press(pilot, "escape")
        await asyncio.to_thread(assistant.ended.wait, 5)
        await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
        await settle(pilot)
        assert assistant.ended.is_set()
        assert not app.conversation.is_running
        assert "Stopped" in shown(app)
        assert not room(app)._frames
        await press(pilot, "escape")
        assert app.room.NAME == "home"  # with nothing to stop, Esc leads back


async def test_an_answer_that_comes_out_of_view_draws_nothing_and_is_there_on_return(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        data, pages = room(app).data, []
        await press(pilot, "1")
        show = data.show
        data.show = lambda *a, **k: (pages.append(1), show(*a, **k))[1]  # type: ignore[method-assign]
        await run(pilot)
        assert not pages
        await press(pilot, "4")
        assert pages
        assert QUESTION in str(room(app).query_one("#asked").render())  # type: ignore[attr-defined]


# -- walking


async def test_left_and_right_go_from_stage_to_stage_and_stop_at_both_ends(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        seen = []
        for key in ("left",) * 5 + ("right",) * 5:
            await press(pilot, key)
            seen.append(room(app).stage)
        assert seen == [*reversed(STAGES[:-1]), "tokenize", *STAGES[1:], "stream"]


async def test_a_click_on_a_box_selects_its_stage(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        boxes = room(app).query_one(StageBoxes)
        for stage, (x, width) in zip(STAGES, boxes.spans, strict=True):
            await pilot.click(boxes, offset=(x + width // 2, 1))
            await settle(pilot)
            assert room(app).stage == stage


@pytest.mark.parametrize("size", [SMALL, (120, 36)])
async def test_a_source_in_the_words_of_the_room_is_lit_beside_live_data(
    portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await run(pilot)
        said = portfolio.pipeline.summary.split(". ")[0]
        app.go(Place("pipeline", words=(said,)))
        await settle(pilot)
        explanation = room(app).explanation
        assert explanation.display
        lit = [run.text for line in explanation.lines for run in line.runs if "found" in run.role]
        assert " ".join("".join(lit).split()) == said


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_every_box_names_its_stage_in_full(portfolio: Portfolio, tmp_path: Path, width: int) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=(width, 24)) as pilot:
        await settle(pilot)
        boxes = room(app).query_one(StageBoxes)
        top = boxes.render_line(0).text
        assert all(stage.title in top for stage in portfolio.pipeline.stages)


async def test_tab_walks_the_tokens_that_the_model_decided_on(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        await press(pilot, "left")
        drafts = [event for event in recorded("outbox") if isinstance(event, Drafted)]
        for place in generate.chosen(drafts):
            assert f"is token {drafts[place].token}," in shown(app)
            await press(pilot, "tab")


async def test_narrow_there_is_one_side_and_wide_there_are_both(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        screen = room(app)
        assert (screen.data.display, screen.explanation.display) == (True, False)
        await press(pilot, "e")
        assert (screen.data.display, screen.explanation.display) == (False, True)
        assert screen.explanation.has_focus
        assert portfolio.pipeline.stages[4].title in screen.explanation.text
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        assert (screen.data.display, screen.explanation.display) == (True, True)


async def test_a_link_to_a_stage_explains_it(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline/compose")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert room(app).stage == "compose"
        assert room(app).explanation.display
        assert "Compose builds the prompt" in " ".join(room(app).explanation.text.split())


async def test_the_last_answers_can_be_walked(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        for number in range(EXCHANGES + 1):
            await run(pilot, f"question {number}?")
        for number in range(EXCHANGES - 1, 0, -1):
            await press(pilot, "left_square_bracket")
            assert f"question {number}?" in str(room(app).query_one("#asked").render())  # type: ignore[attr-defined]
        await press(pilot, "left_square_bracket", "right_square_bracket")
        assert "question 2?" in str(room(app).query_one("#asked").render())  # type: ignore[attr-defined]


async def test_the_trace_of_an_answer_opens_from_the_conversation_and_esc_comes_back(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path, Playback("outbox", "unanswerable"), start="ask")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot, "first?")
        await run(pilot, "second?")
        app.room._open_trace(0)  # type: ignore[attr-defined]
        await settle(pilot)
        assert "first?" in str(room(app).query_one("#asked").render())  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert app.room.NAME == "ask"


# -- again, in another way


@pytest.mark.parametrize("local", [True, False])
async def test_an_answer_is_compared_with_the_same_question_under_other_settings(
    portfolio: Portfolio, tmp_path: Path, local: bool
) -> None:
    assistant = Playback("outbox", "outbox-quoted")
    app = app_of(portfolio, tmp_path, assistant, start="pipeline", local=local)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        await press(pilot, "r")
        assert isinstance(app.screen, RunAgain)
        await press(pilot, "down", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        again = app.conversation.current
        assert again is not None
        assert again.variant == Variant(passages=1)
        assert assistant.asked[1] == (QUESTION, {"probabilities": True, "passages": 1})
        assert "The same question, answered twice" in shown(app)
        assert again not in app.conversation.turns, "a repetition is no turn of the conversation"
        await press(pilot, "c")
        assert "The same question, answered twice" not in shown(app)


async def test_another_model_is_opened_for_one_question_and_closed(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Playback] = []

    def other(*_: Any) -> Playback:
        opened.append(Playback("outbox-quoted"))
        return opened[-1]

    app = app_of(portfolio, tmp_path, Playback("outbox"), start="pipeline")
    monkeypatch.setattr(app.conversation, "_open_with", other)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        app.conversation.repeat(app.conversation.exchanges[0], Variant(model="another"))
        await app.workers.wait_for_complete()
        assert opened[0].asked == [(QUESTION, {"probabilities": True})]
        assert opened[0].ended.is_set()


async def test_behind_a_door_no_other_model_is_offered(portfolio: Portfolio, tmp_path: Path) -> None:
    found = [variant for _, variant in ways(Settings(cache_dir=tmp_path), local=False)]
    assert not any(variant.needs_model for variant in found)


async def test_another_question_can_be_typed_instead(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = Playback("outbox")
    app = app_of(portfolio, tmp_path, assistant, start="pipeline")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        await press(pilot, "r", *"why", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert assistant.asked[-1] == ("why", {"probabilities": True})
        assert app.conversation.current in app.conversation.turns


def test_the_ways_are_those_that_are_here(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path, passages=4)
    with_passages = [Variant(), *(Variant(passages=count) for count in (1, 2, 6, 8))]
    assert [variant for _, variant in ways(settings, local=True)] == with_passages
    named = replace(settings, model="smollm2-135m")
    assert [variant for _, variant in ways(named, local=True)] == [*with_passages, Variant(model="none")]


# -- what is kept out


async def test_a_withheld_sentence_is_on_the_pipeline_screen_only(portfolio: Portfolio, tmp_path: Path) -> None:
    refused = Sentence("Invented.", False, (), 0.1, "nothing speaks of it", 0.0)
    events = recorded("outbox")
    spiked = (*events[:-1], refused, events[-1])

    class Spiked:
        def ask(self, *_: Any, **__: Any) -> Any:
            return iter(spiked)

    app = app_of(portfolio, tmp_path, Spiked(), start="ask")
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await run(pilot)
        assert "Invented." not in app.room.query_one("Dialogue").text  # type: ignore[attr-defined]
        await press(pilot, "ctrl+x", "right", "right", "right", "right")
        assert "✗ Invented." in shown(app)
