"""The Ask and Pipeline screens over a real, small language model: an answer is watched, stopped, and run again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio, load_portfolio
from engine.assistant import Assistant
from engine.events import Composed, Drafted, Retrieved, Sentence, Tokenized
from engine.settings import Settings, load_settings
from tests.fakes.app import press, settle
from tui.answers.conversation import Heard
from tui.app import PortfolioApp
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange
from tui.widgets.dialogue import Dialogue

MODEL = "smollm2-135m"
SIZE = (80, 24)
QUESTION = "What does the outbox pattern buy?"


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return load_portfolio()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(model=MODEL, data_dir=tmp_path_factory.mktemp("data"), answer_cache=False)


@pytest.fixture(scope="module")
def assistant(portfolio: Portfolio, settings: Settings) -> Iterator[Assistant]:
    opened = Assistant.open(portfolio, settings)
    opened.warm()
    yield opened
    opened.close()


class Shared:
    """The assistant of several apps, as behind a door: whoever leaves ends nothing for the others."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def __getattr__(self, name: str) -> Any:
        if name == "leave":
            raise AttributeError(name)
        return getattr(self._assistant, name)


@pytest.fixture
def app(portfolio: Portfolio, settings: Settings, assistant: Assistant) -> PortfolioApp:
    shared: Any = Shared(assistant)
    return PortfolioApp(portfolio, settings, shared, start="ask")


async def finished(pilot: Pilot[Any]) -> None:
    await pilot.app.workers.wait_for_complete()
    await settle(pilot)


async def test_a_typed_question_is_answered_with_sources_that_open(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *"what does the outbox pattern buy", "enter")
        await finished(pilot)
        exchange = app.conversation.current
        assert exchange is not None
        assert exchange.answer is not None
        assert exchange.answer.citations
        text = " ".join(app.room.query_one(Dialogue).text.split())
        for sentence in exchange.answer.sentences:
            assert sentence.text in text
        citation = exchange.answer.citations[0]
        await press(pilot, "tab", str(citation.number))
        assert app.room.where.path.startswith(citation.link.partition("#")[0])
        await press(pilot, "escape")
        assert app.room.NAME == "ask"


async def test_watched_on_the_pipeline_screen_every_stage_has_its_data(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        app.conversation.ask(QUESTION, probabilities=True)
        await finished(pilot)
        screen: Any = app.room
        assert screen.stage == "stream"
        record = AnswerRecord.of(app.conversation.exchanges[-1])
        assert record.has_probabilities
        assert all(0 <= draft.probability <= 1 for draft in record.drafts if draft.probability is not None)
        for words in ("first token after", "tokens", "tokens: the prompt", "answerable", "pieces in"):
            assert words in " ".join(screen.data.text.split())
            await press(pilot, "left")


@pytest.mark.parametrize("kind", [Tokenized, Retrieved, Composed, Drafted, Sentence])
async def test_an_answer_stops_at_every_stage(app: PortfolioApp, kind: type[Any]) -> None:
    threads = threading.active_count()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        stopped: list[Exchange] = []

        def stop_at(heard: Heard) -> None:
            if isinstance(heard.event, kind) and not stopped and app.conversation.stop():
                stopped.append(heard.exchange)

        app.heard.subscribe(app.room, stop_at, immediate=True)
        app.conversation.ask(QUESTION)
        await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
        await settle(pilot)
        for exchange in stopped:  # a very quick answer may be over before the screen has heard of the stage
            assert exchange.answer is None
            assert "Stopped" in app.room.query_one(Dialogue).text
        assert not app.conversation.is_running
    assert threading.active_count() <= threads + 1


async def test_the_model_answers_again_after_a_stop(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.conversation.ask(QUESTION)
        app.conversation.ask("When is Kafka the wrong tool?")
        await asyncio.gather(*(worker.wait() for worker in app.workers), return_exceptions=True)
        await settle(pilot)
        first, second = app.conversation.exchanges
        assert first.stopped
        assert second.answer is not None
        assert second.answer.text


async def test_the_same_question_runs_again_with_other_passages(app: PortfolioApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        app.conversation.ask(QUESTION, probabilities=True)
        await finished(pilot)
        await press(pilot, "r", "down", "enter")
        await finished(pilot)
        first, again = app.conversation.exchanges
        assert again.beside is first
        assert again.fault is None
        assert len(AnswerRecord.of(again).passages) == 1
        assert "The same question, answered twice" in app.room.data.text  # type: ignore[attr-defined]
