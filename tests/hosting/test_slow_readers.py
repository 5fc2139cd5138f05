"""Readers that take their output slowly, or not at all."""

from __future__ import annotations

import asyncio

from tests.hosting.house import open_house
from tests.hosting.waiting import until

LIMIT = 16_384


async def paint(visit) -> None:  # type: ignore[no-untyped-def]
    """Let the app draw a full screen, and give it time to."""
    visit.type("\x1b[18~")  # f7
    await asyncio.sleep(0.03)


async def test_a_reader_that_stalls_gets_no_more_frames_and_then_the_newest() -> None:
    async with open_house(backlog_limit=LIMIT) as house:
        visit = await house.visit()
        visit.sink.held = True
        for _ in range(60):
            await paint(visit)
        await until(lambda: visit.app.painted == 60, "all that painting")
        held = visit.sink.backlog()
        assert LIMIT < held < 3 * LIMIT, "output waits without a bound, or drawing stopped too early"
        before = len(visit.sink.data)
        visit.sink.release()
        await until(lambda: b"6000x" in visit.sink.data[before:], "the newest")
        assert b"6000x" not in visit.sink.data[:before]
        assert b"welcome" not in visit.sink.data[before:], "an old frame was shown"
        assert b"\xe2\x96\x94" in visit.sink.data[before:], "what did not change must be drawn again, too"
        assert house.host.metrics.output_pauses._value.get() == 1


async def test_a_reader_that_takes_nothing_is_closed() -> None:
    async with open_house(backlog_limit=LIMIT, stall_seconds=0.3) as house:
        visit = await house.visit()
        visit.sink.held = True
        for _ in range(30):
            await paint(visit)
        await visit.ended()
        assert visit.sink.aborted
    assert house.lines("session ended")[0]["reason"] == "stalled"


async def test_a_reader_that_is_slow_but_reads_is_kept() -> None:
    async with open_house(backlog_limit=LIMIT, stall_seconds=1.5) as house:
        visit = await house.visit()
        visit.sink.held = True
        for _ in range(30):
            await paint(visit)
        assert visit.session._output.paused
        for _ in range(20):
            visit.sink.taken += 100
            await asyncio.sleep(0.1)
        assert not visit.task.done()
        visit.sink.release()
        await until(lambda: not visit.session._output.paused, "drawing again")


async def test_a_session_that_is_held_back_can_still_end() -> None:
    async with open_house(backlog_limit=LIMIT) as house:
        visit = await house.visit()
        visit.sink.held = True
        for _ in range(30):
            await paint(visit)
        visit.type("\x11")
        await visit.ended()
        assert visit.sink.status == 0
