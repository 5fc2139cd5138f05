"""The app as a whole: questions on their way, content that changes under a visitor, and what a visit weighs."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from pathlib import Path

from content.loader import Portfolio
from content.problems import Problem
from tests.fakes.app import ScriptedAssistant, app_of, here, press, reader, settle
from tui.app import PortfolioApp
from tui.screens.library import LibraryScreen

SIZE = (80, 24)


# -- asking


async def test_a_question_from_home_is_answered_in_the_ask_room(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"Why", "enter")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert app.room.NAME == "ask"
        assert assistant.asked == [("Why", ())]
        assert app.conversation.current is not None
        assert app.conversation.current.answer is not None


async def test_a_suggestion_is_asked_as_it_stands(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click("#suggestion-1")
        await app.workers.wait_for_complete()
        assert assistant.asked[0][0] == portfolio.profile.suggested_questions[1]


async def test_a_stopped_answer_ends_its_stream(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant(hold=True)
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE) as pilot:
        app.ask("Why?")
        await asyncio.to_thread(assistant.waiting.wait, 5)
        assert app.conversation.stop()
        await asyncio.to_thread(assistant.closed.wait, 5)
        assert assistant.closed.is_set()
        await settle(pilot)
        assert app.conversation.current is not None
        assert app.conversation.current.stopped
        assert not app.conversation.is_running


async def test_what_the_engine_raises_ends_the_answer_and_not_the_visit(portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(portfolio, tmp_path, ScriptedAssistant(fault=RuntimeError("the model is gone")))
    async with app.run_test(size=SIZE) as pilot:
        exchange = app.conversation.ask("Why?")
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert exchange.fault is not None
        assert app.conversation.current is exchange
        assert app.is_running


async def test_earlier_turns_go_along_with_a_question(portfolio: Portfolio, tmp_path: Path) -> None:
    assistant = ScriptedAssistant()
    app = app_of(portfolio, tmp_path, assistant)
    async with app.run_test(size=SIZE):
        for question in ("One?", "Two?"):
            app.conversation.ask(question)
            await app.workers.wait_for_complete()
    assert [turn.question for turn in assistant.asked[1][1]] == ["One?"]


# -- live editing


async def test_new_content_is_shown_in_the_same_place(
    portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/order-pipeline")
        await press(pilot, "a")
        app.reload(tiny_portfolio)
        await settle(pilot)
        assert here(app) == "work/order-pipeline"
        assert "A relay reads the outbox" in reader(app).text
        await press(pilot, "1")
        assert app.portfolio is tiny_portfolio


async def test_a_document_that_is_gone_gives_way_to_the_list(
    portfolio: Portfolio, tiny_portfolio: Portfolio, tmp_path: Path
) -> None:
    app = app_of(portfolio, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("work/production-rag")
        await settle(pilot)
        app.reload(tiny_portfolio)
        await settle(pilot)
        assert here(app) == "work"
        await press(pilot, "enter")
        assert here(app) == "work/order-pipeline"


async def test_problems_of_the_content_are_a_panel_and_no_crash(app: PortfolioApp, portfolio: Portfolio) -> None:
    problems = [Problem(Path(f"essays/{n}.md"), n, "[b]wrong", "expected better") for n in range(20)]
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "6")
        app.reload(problems)
        await settle(pilot)
        assert app.screen.query("#problems")
        await press(pilot, "5")
        assert app.screen.query("#problems")
        app.reload(portfolio)
        await settle(pilot)
        assert not app.screen.query("#problems")
        await press(pilot, "6")
        assert not app.screen.query("#problems")


# -- weight


async def test_the_first_paint_is_light(portfolio: Portfolio, tmp_path: Path) -> None:
    async with app_of(portfolio, tmp_path).run_test(size=SIZE) as pilot:  # once, for what is shared by all sessions
        await settle(pilot)
    before = len(asyncio.all_tasks())
    tracemalloc.start()
    try:
        app = app_of(portfolio, tmp_path)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            assert len(asyncio.all_tasks()) - before <= 36
            gc.collect()
            assert tracemalloc.get_traced_memory()[0] <= 2.3e6
    finally:
        tracemalloc.stop()


async def test_a_document_costs_one_widget(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.open_link("essays/event-driven-backbones")
        await settle(pilot)
        assert isinstance(app.room, LibraryScreen)
        assert len(list(app.room.walk_children())) <= 10
