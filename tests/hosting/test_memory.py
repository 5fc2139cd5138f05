"""Garbage: ended sessions leave little, and a full collection comes when nobody waits for it."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from content.loader import Portfolio
from tests.fakes.app import ScriptedAssistant, settings_in
from tests.fakes.toy import Toy
from tests.hosting.house import open_house
from tests.hosting.waiting import until
from tui.app import PortfolioApp
from tui.hosting.host import Visitor
from tui.hosting.operations import memory
from tui.hosting.operations.memory import OVERDUE, QUIET_SECONDS, THRESHOLDS, WORTH, QuietCollector, warm_up
from tui.textual_internals.circles import fewer_circles


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    monkeypatch.setattr("gc.collect", lambda generation=2: done.append(generation))
    monkeypatch.setattr(memory, "LOOK_SECONDS", 0.0)
    return done


@pytest.mark.parametrize(
    ("ended", "present", "quiet", "wanted"),
    [
        (1, 0, 0.0, True),  # nobody is there
        (WORTH, 5, QUIET_SECONDS + 1, True),  # everybody reads
        (WORTH, 5, 0.0, False),  # somebody types
        (WORTH - 1, 5, QUIET_SECONDS + 1, False),  # it is not worth a pause
        (OVERDUE, 5, 0.0, True),  # memory has its bound
    ],
)
async def test_a_full_collection_waits_until_nobody_does(
    collections: list[int], ended: int, present: int, quiet: float, wanted: bool
) -> None:
    typed = time.monotonic() - quiet
    collector = QuietCollector(lambda: present, lambda: typed)
    for _ in range(ended):
        collector.session_ended()
    for _ in range(20):
        await asyncio.sleep(0)
    collector.close()
    assert bool(collections) == wanted


async def test_what_all_sessions_share_is_made_before_the_first_and_looked_at_by_no_collection() -> None:
    thresholds, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        await warm_up(Toy(Visitor("warm-up", "", ""), None))
        assert gc.get_freeze_count() > frozen + 10_000
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


async def test_an_ended_session_leaves_little_to_the_collector() -> None:
    async with open_house() as house:
        found = []
        for _ in range(2):  # the first one fills caches
            visit = await house.visit()
            for _ in range(20):
                visit.type("\x1b[18~x")  # f7 paints; x sets the focused field's styles anew
                await asyncio.sleep(0.02)
            gc.collect()
            visit.type("\x11")
            await visit.ended()
            house.visits.clear()
            del visit
            await asyncio.sleep(0.05)
            found.append(gc.collect())
    assert found[1] < 1_500, "a circle of references is back: `circles` names the kinds"


async def test_what_ended_sessions_had_is_returned_to_the_system_also_while_somebody_types(
    collections: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    returned: list[int] = []
    monkeypatch.setattr(memory, "give_back", lambda: returned.append(1))
    collector = QuietCollector(lambda: 5, time.monotonic)
    collector.session_ended()
    for _ in range(20):
        await asyncio.sleep(0)
    collector.close()
    assert (returned, collections) == ([1], []), "once for what has ended, and no full collection"


async def test_the_threads_of_a_crowd_end_when_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LOOK_SECONDS", 0.05)
    async with open_house() as house:
        before = threading.active_count()
        visit = await house.visit()
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.01) for _ in range(8)))
        await loop.run_in_executor(house.host.command_threads, time.sleep, 0.01)
        assert threading.active_count() > before
        visit.type("\x11")
        await visit.ended()
        await until(lambda: threading.active_count() <= before, "the end of all threads")
        assert await asyncio.to_thread(lambda: True), "there are threads for whoever comes next"


async def test_what_was_laid_out_is_forgotten_when_nobody_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "LOOK_SECONDS", 0.05)
    async with open_house() as house:
        visit = await house.visit()
        assert Region.intersection.cache_info().currsize
        visit.type("\x11")
        await visit.ended()
        await until(lambda: not Region.intersection.cache_info().currsize, "nothing of it")


def test_strips_do_not_hold_themselves() -> None:
    with fewer_circles():
        gc.collect()
        for _ in range(50):
            strip = Strip([Segment("0123456789")])
            assert list(strip.divide([10])) == [strip]
            assert strip.crop_extend(0, 10, None) is strip
            assert [piece.cell_length for piece in strip.divide([4, 10])] == [4, 6]
        del strip
        assert gc.collect() < 50


async def test_a_visitor_who_hangs_up_leaves_next_to_nothing_to_the_collector(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "LOOK_SECONDS", 3_600.0)

    def make(_: Any, start: str | None) -> PortfolioApp:
        return PortfolioApp(portfolio, settings_in(tmp_path), ScriptedAssistant(), start=start, local=False)

    async with open_house(make_app=make) as house:
        found = []
        for _ in range(2):  # the first one fills caches
            visit = await house.visit(wait=False)
            await visit.shows("1 Home")
            gc.collect()
            session = weakref.ref(visit.session)
            visit.session.hang_up("left")
            await visit.ended()
            house.visits.clear()
            del visit
            await asyncio.sleep(0.05)
            found.append((session() is None, gc.collect()))
    gone, objects = found[1]
    assert gone, "what it calls back holds it"
    assert objects < 200, "a circle of references is back: `circles` names the kinds; it was 700"
