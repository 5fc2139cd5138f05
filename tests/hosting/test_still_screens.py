"""What a visitor's terminal is sent while nobody presses a key."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, settings_in
from tests.hosting.house import Visit, open_house
from tests.hosting.waiting import until
from tui.app import PortfolioApp
from tui.drawing.diagram.painting import moving_cells
from tui.hosting.sink import Size
from tui.widgets.headline import HOLD, STEP, TYPED_IN, Headline
from tui.widgets.topology_poster import _REST, TopologyPoster

ENDINGS = ("keep taking orders when a part fails", "answer before anybody has to wait", "can be read at night")


class Moving(App[None]):
    """A headline, and text beside it."""

    def __init__(self, visitor: Any, start: str | None) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        yield Headline("I build systems that", ENDINGS)


MOST = 300
"""Bytes a second that a screen may cost on which something moves by itself."""


@pytest.mark.parametrize("size", [Size(80, 24), Size(200, 50)])
async def test_the_headline_costs_under_300_bytes_a_second_and_comes_to_rest(size: Size) -> None:
    async with open_house(make_app=Moving) as house:
        visit = await house.visit(size=size, wait=False)
        await visit.shows(ENDINGS[0])
        headline = visit.session._app.query_one(Headline)  # type: ignore[union-attr]
        await one_frame(visit, headline)  # with what was still to be drawn at the start
        typed, turns = 0, []
        while headline.is_moving:
            sent, wait = await one_frame(visit, headline)
            typed += sent
            if wait in (HOLD, 0.0):  # an ending is whole: it stands as long as the others do
                turns.append(typed / (TYPED_IN * STEP + HOLD))
                typed = 0
        assert len(turns) == len(ENDINGS)
        assert 0 < max(turns) < MOST
        assert headline.ending == ENDINGS[0], "all were shown once"


@pytest.mark.parametrize("size", [Size(80, 24), Size(120, 36), Size(200, 50)])
async def test_home_costs_under_300_bytes_a_second_while_one_thing_moves_at_a_time_and_comes_to_rest(
    portfolio: Portfolio, tmp_path: Path, size: Size
) -> None:
    def make(_: Any, start: str | None) -> PortfolioApp:
        return PortfolioApp(portfolio, settings_in(tmp_path), ScriptedAssistant(), start=start, local=False)

    async with open_house(make_app=make) as house:
        visit = await house.visit(size=size, wait=False)
        await visit.shows("1 Home")
        room = visit.session._app.screen  # type: ignore[union-attr]
        await until(lambda: room.query(TopologyPoster), "the topology")
        poster, headline = room.query_one(TopologyPoster), room.query_one(Headline)
        await until(lambda: poster.moving and poster.picture.paths, "a dash on its way")
        assert not headline.is_moving
        poster._timer.stop()  # type: ignore[union-attr]
        await asyncio.sleep(0.2)  # with what was still to be drawn at the start
        sent: list[int] = []
        while poster.moving:
            before = len(visit.sink.data)
            poster._step()
            if moving_cells(poster.picture, poster.shading, poster._march, poster._phase):
                await until(lambda before=before: len(visit.sink.data) > before, "a frame")
            sent.append(len(visit.sink.data) - before)
        assert _REST - 2 < len(sent) * poster._interval <= _REST
        a_second = round(1 / poster._interval)
        spent = [sum(sent[at : at + a_second]) for at in range(0, len(sent), a_second)]
        assert max(spent) > 0
        assert max(spent) < MOST
        await until(lambda: headline.is_moving, "the headline's turn")
        visit.type("\t")
        await until(lambda: poster.moving and not headline.is_moving, "a dash for whoever does something")


async def one_frame(visit: Visit, headline: Headline) -> tuple[int, float]:
    """Make the next change at once; return how many bytes it sent, and how long it stands."""
    assert headline._timer is not None
    headline._timer.stop()
    before, waits = len(visit.sink.data), []
    step = headline.step
    headline.step = lambda: waits.append(step()) or waits[0]  # type: ignore[func-returns-value, method-assign]
    headline._tick()
    headline.step = step  # type: ignore[method-assign]
    await until(lambda: len(visit.sink.data) > before, "a frame")
    return len(visit.sink.data) - before, waits[0]
