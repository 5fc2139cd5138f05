"""Pictures of the Ask and Pipeline rooms, from recorded answers: every stage, in both sizes, and what comes beside.

They show the small pack, so that an owner's edits of the content do not change them.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from content.loader import Portfolio
from engine.events import STAGES, Drafted
from tests.fakes.app import app_of, press, settle
from tests.fakes.recordings import Playback, recorded
from tui.exchange import Variant

SMALL, WIDE = (80, 24), (120, 36)
SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids="{0[0]}x{0[1]}".format)
QUESTION = "What does the outbox pattern buy?"
HALF = next(n for n, event in enumerate(recorded("outbox")) if isinstance(event, Drafted)) + 12


def after(*keys: str, question: str = QUESTION, again: bool = False) -> Any:
    """Ask, wait for the end, press keys."""

    async def before(pilot: Pilot[None]) -> None:
        app: Any = pilot.app
        await settle(pilot)
        app.conversation.ask(question, probabilities=True)
        await app.workers.wait_for_complete()
        await settle(pilot)
        if again:
            app.conversation.repeat(app.conversation.current, Variant(model="none"))
            await app.workers.wait_for_complete()
            await settle(pilot)
        await press(pilot, *keys)

    return before


@SIZES
@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, stage: str, size: tuple[int, int]
) -> None:
    app = app_of(tiny_portfolio, tmp_path, Playback("outbox"), start="pipeline")
    keys = ("left",) * (len(STAGES) - 1 - STAGES.index(stage))  # type: ignore[arg-type]
    assert snap_compare(app, run_before=after(*keys), terminal_size=size)


@SIZES
def test_the_invitation_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    assert snap_compare(app_of(tiny_portfolio, tmp_path, start="pipeline"), run_before=settle, terminal_size=size)


@SIZES
def test_two_answers_side_by_side_look_as_they_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = app_of(tiny_portfolio, tmp_path, Playback("outbox", "outbox-quoted"), start="pipeline")
    assert snap_compare(app, run_before=after(again=True), terminal_size=size)


@pytest.mark.parametrize("name", ["unanswerable", "small-talk", "written"])
def test_an_answer_of_another_kind_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, name: str
) -> None:
    app = app_of(tiny_portfolio, tmp_path, Playback(name), start="pipeline")
    assert snap_compare(app, run_before=after("left", "left"), terminal_size=SMALL)


@pytest.mark.parametrize("room", ["pipeline", "ask"])
def test_an_answer_on_its_way_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, room: str
) -> None:
    playback = Playback("outbox", hold=HALF)
    app = app_of(tiny_portfolio, tmp_path, playback, start=room)

    async def halfway(pilot: Pilot[None]) -> None:
        await settle(pilot)
        app.conversation.ask(QUESTION, probabilities=True)
        await asyncio.to_thread(playback.holding.wait, 10)
        await settle(pilot)
        app.room._show()  # type: ignore[attr-defined]
        await settle(pilot)

    assert snap_compare(app, run_before=halfway, terminal_size=SMALL)


@SIZES
@pytest.mark.parametrize("name", ["outbox", "unanswerable"])
def test_the_conversation_looks_as_it_did(
    snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    app = app_of(tiny_portfolio, tmp_path, Playback(name), start="ask")
    assert snap_compare(app, run_before=after(), terminal_size=size)


def test_on_paper_it_looks_as_it_did(snap_compare: Any, tiny_portfolio: Portfolio, tmp_path: Path) -> None:
    app = app_of(tiny_portfolio, tmp_path, Playback("outbox"), start="pipeline")
    app.theme = "paper"
    assert snap_compare(app, run_before=after("left", "tab"), terminal_size=WIDE)
