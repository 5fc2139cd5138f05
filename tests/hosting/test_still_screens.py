"""What a visitor's terminal is sent while nobody presses a key."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.hosting.house import Visit, open_house
from tests.hosting.waiting import until
from tui.hosting.sink import Size
from tui.widgets.headline import HOLD, Headline

ENDINGS = ("keep taking orders when a part fails", "answer before anybody has to wait", "can be read at night")


class Moving(App[None]):
    """A headline, and text beside it."""

    def __init__(self, visitor: Any, start: str | None) -> None:
        super().__init__()

    def compose(self) -> ComposeResult:
        yield Headline("I build systems that", ENDINGS)


@pytest.mark.parametrize("size", [Size(80, 24), Size(200, 50)])
async def test_the_headline_costs_under_300_bytes_a_second_and_comes_to_rest(size: Size) -> None:
    async with open_house(make_app=Moving) as house:
        visit = await house.visit(size=size, wait=False)
        await visit.shows(ENDINGS[0])
        headline = visit.session._app.query_one(Headline)  # type: ignore[union-attr]
        await one_frame(visit, headline)  # with what was still to be drawn at the start
        typed = seconds = 0.0
        while headline.is_moving:
            sent, wait = await one_frame(visit, headline)
            if wait == HOLD:
                continue
            typed, seconds = typed + sent, seconds + wait
        assert typed / seconds < 300
        assert headline.ending == ENDINGS[0], "all were shown once"


async def one_frame(visit: Visit, headline: Headline) -> tuple[int, float]:
    """Make the next change at once; return how many bytes it sent, and how long it stands."""
    assert headline._timer is not None
    headline._timer.stop()
    before, waits = len(visit.sink.data), []
    step = headline.step
    headline.step = lambda: waits.append(step()) or waits[0]  # type: ignore[func-returns-value, method-assign]
    headline._tick()
    headline.step = step  # type: ignore[method-assign]
    if headline.ending:
        await until(lambda: len(visit.sink.data) > before, "a frame")
    return len(visit.sink.data) - before, waits[0]
