"""Whatever a model or a visitor writes, the screen shows text: no markup, no control characters."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from content.loader import load_portfolio
from engine.events import Answer, Drafted, Event, Sentence, Trace
from tests.fakes.app import app_of, settle
from tests.fakes.ask_screen import SIZE, Says, ask
from tui.answers.exchange_page import blocks, transcript_of
from tui.answers.faults import fault_of
from tui.drawing.prose.page import set_page
from tui.drawing.prose.runs import CONTROL
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange
from tui.screens.ask import AskScreen

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
        for line in set_page(blocks(AnswerRecord.of(exchange), 0), width).lines:
            assert not CONTROL.search(line.text)
            assert line.width <= width
            line.text.encode()
    assert "\x1b" not in transcript_of([over, failed])


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
