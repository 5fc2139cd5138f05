"""What visitors send: hostile escape codes, floods, pastes, and a fuzzer over raw bytes."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections import Counter

import pytest
from textual.widgets import Input

from tests.fakes.toy import Toy
from tests.hosting.house import open_house
from tests.hosting.waiting import until
from tui.hosting.sink import Size
from tui.terminal.background import QUERY

HOSTILE = [
    "\x1b[99999999999u",
    "\x1b[1;5:3u",
    "\x1b[1114112;1u",
    "\x1b[55296;1u",
    "\x1b[48;0;0;0;0t",
    "\x1b[48;9999;9999;1;1t\x1b[<0;5;5M",
    "\x1b[?2048;1$y\x1b[48;24;80;0;0t\x1b[<0;5;5M\x1b[<0;5;5m",
    "\x1b[<0;99999999;99999999M\x1b[<0;99999999;99999999m",
    "\x1b[<99999;1;1M",
    "\x1b[<0;-5;-5M",
    "\x1b[1;1R\x1b[99999;99999R",
    "\x1b[" + "1;" * 40 + "u",
    "\x1b[201~",
    "\x1bP" + "q" * 100 + "\x1b\\",
    "\x1b]52;c;aGk=\x07",
    "\x1b]11;rgb:ffff/ffff/ffff",
    "\x1b]11;rgb:" + "f" * 3000 + "\x1b\\",
    "\x1b]11;" * 200 + "\x07",
    "\x00\x01\x02\x04\x1c\x1d\x1f\x7f",
]


@pytest.mark.parametrize("keys", HOSTILE, ids=lambda keys: repr(keys)[:30])
async def test_hostile_input_costs_nothing_but_itself(keys: str) -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type(keys)
        await asyncio.sleep(0.15)
        visit.type("\x1b[200~pasted text\x1b[201~!")
        await until(lambda: visit.app.query_one(Input).value.endswith("pasted text!"), "typing afterwards")
        assert not visit.task.done()
        assert visit.app.size == (80, 24)
    assert not house.lines("crash")


async def test_the_terminal_is_asked_for_its_background_and_its_answer_is_not_typed() -> None:
    async with open_house() as house:
        visit = await house.visit()
        assert QUERY.encode() in visit.sink.data
        for piece in ("\x1b", "]11;rgb:ffff/f", "fff/ffff\x1b", "\\"):
            visit.type(piece)
            await asyncio.sleep(0.15)
        await visit.shows("light True")
        visit.type("mine")
        await visit.shows("typed mine")


async def test_no_report_of_a_terminal_is_typed() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("\x1b[?62;c\x1b[0n\x1b[8;24;80t\x1b[4;600;800t\x1b[12;40R\x1bP>|XTerm(388)\x1b\\\x1b[?997;2n")
        await visit.shows("light True")
        visit.type("mine")
        await visit.shows("typed mine")


async def test_escape_is_a_key_where_the_terminal_has_no_answer() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("\x1b")
        await visit.shows("escaped")


async def test_bytes_that_are_no_utf8_are_shown_as_such() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type(b"a\xff\xfeb\xc3")
        visit.type(b"c")
        await visit.shows("typed a��b�c")


async def test_a_paste_is_one_event() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("\x1b[200~" + "p" * 60 + "\x1b[201~")
        await visit.shows("typed " + "p" * 60)


async def test_a_paste_that_never_ends_is_cut_and_forgotten() -> None:
    async with open_house(paste_limit=500, input_bytes_per_second=1_000_000) as house:
        visit = await house.visit()
        visit.type("\x1b[200~" + "p" * 20_000)
        await until(lambda: house.host.metrics.broken_input._value.get() == 1, "the cut")
        await until(lambda: visit.session._pump is not None and not visit.session._pump._bytes, "the rest")
        assert "typed" not in visit.sink.text, "the rest of a cut paste must not be typed"
        visit.type("still the paste\x1b[201~")
        visit.type("mine")
        await visit.shows("typed mine")
        assert "still" not in visit.sink.text


async def test_a_flood_of_keys_delays_nobody_else() -> None:
    async with open_house(input_bytes_per_second=100_000, input_burst=100_000) as house:
        attacker, bystander = await house.visit(), await house.visit()
        attacker.type("k" * 200_000)
        await asyncio.sleep(0.2)
        assert attacker.sink.pauses[:1] == [True], "reading goes on although nobody can keep up"
        slowest = 0.0
        for number in range(20):
            began = time.perf_counter()
            bystander.type(f"{number % 10}")
            wanted = "typed " + "".join(str(each % 10) for each in range(number + 1))
            await bystander.shows(wanted)
            slowest = max(slowest, time.perf_counter() - began)
            await asyncio.sleep(0.02)
        assert attacker.session._pump is not None
        assert attacker.session._pump._bytes, "the flood was over before the measurement"
    assert slowest < 0.5


async def test_input_over_the_rate_waits_and_is_not_lost() -> None:
    async with open_house(input_bytes_per_second=100, input_burst=20) as house:
        visit = await house.visit()
        began = time.monotonic()
        visit.type("k" * 60)
        await visit.shows("typed " + "k" * 60)
        assert time.monotonic() - began > 0.3


async def test_a_pump_without_input_has_no_task() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("a")
        await visit.shows("typed a")
        await asyncio.sleep(0.05)
        assert visit.session._pump is not None
        assert visit.session._pump._task is None


PIECES = [
    *(text.encode() for text in HOSTILE),
    b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[<", b"\x1b[M", b"\x1b[200~", *[b"\x1b[201~"] * 8, b"\x1b[I", b"\x1b[O",
    b"\x1b[A", b"\t", b"\r", b"\x1b[<0;10;5M", b"\x1b[<0;10;5m", b"\x1b[<35;9;9M", b"\x1b[<64;9;9M", b"\x1b[<65;9;9M",
    b"\xf0\x9f", b"\x98\x80", "日本".encode(), b"\xff", b"\x80", b"\x15", b"\x1b[?2026;2$y", b"hello",
    b"\x1b[1;5C", b"\x7f" * 5,
    b"\x1b[127;5u",
]  # fmt: skip


class Fuzzed(Toy, inherit_bindings=False):
    """A toy without ways out, which the fuzzer finds within seconds."""

    def say(self, text: str) -> None:
        """Say nothing while it is fuzzed: drawing is not what is tested here."""
        if "alive" in text:
            super().say(text)


def inputs(source: random.Random, count: int) -> bytes:
    """Return pieces of input: known nasty ones, mutations of them, and noise."""
    found = bytearray()
    for _ in range(count):
        piece = bytearray(source.choice(PIECES) if source.random() < 0.9 else source.randbytes(source.randrange(1, 12)))
        for _ in range(source.choice((0, 0, 1, 2))):
            piece[source.randrange(len(piece))] = source.randrange(256)
        found += piece
    return bytes(found)


@pytest.mark.beside
async def test_a_hundred_thousand_inputs_break_no_parser_and_leave_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Through the real pump, to where events are counted: whole apps take fewer of the same inputs below."""
    monkeypatch.setattr("tui.hosting.input_pump.SLICE", 8_192)  # no turns for others here: they would take a minute
    monkeypatch.setattr("tui.hosting.input_pump.EVENTS", 8_192)
    source = random.Random(2026)
    async with open_house(make_app=Fuzzed, input_bytes_per_second=10**6, input_burst=10**6, paste_limit=2_000) as house:
        visit = await house.visit(wait=False)
        await until(visit.session._first_frame.is_set, "the first frame")
        pump = visit.session._pump
        driver = visit.session._driver()
        assert pump is not None
        assert driver is not None
        events: Counter[str] = Counter()
        driver.deliver = lambda event: events.update([type(event).__name__])  # type: ignore[method-assign]
        before = 0
        for batch in range(100):
            visit.type(inputs(source, 1_000))
            await until(lambda: not pump._bytes and pump._task is None, "the batch", 30)
            if batch == 50:
                gc.collect()
                before = len(gc.get_objects())
        gc.collect()
        grown = len(gc.get_objects()) - before
        assert house.host.metrics.broken_input._value.get() > 100, "the fuzzer did not find what it is there for"
        known = {"Key", "Paste", "AppFocus", "AppBlur", "TerminalSupportsSynchronizedOutput", "BackgroundTold"}
        mouse = ("Down", "Up", "Move", "ScrollUp", "ScrollDown", "ScrollLeft", "ScrollRight")
        assert set(events) <= known | {f"Mouse{kind}" for kind in mouse}
        assert min(events["Key"], events["Paste"], events["MouseDown"]) > 100
    assert grown < 2_000, "objects stay behind"


@pytest.mark.beside
async def test_fuzzed_sessions_live_on_and_harm_no_other() -> None:
    source = random.Random(8)
    async with open_house(make_app=Fuzzed, input_bytes_per_second=10**6, input_burst=10**6, paste_limit=500) as house:
        bystander = await house.visit(wait=False)
        fuzzed = [await house.visit(wait=False) for _ in range(4)]
        for visit in (bystander, *fuzzed):
            await until(visit.session._first_frame.is_set, "the first frame")
        for _ in range(8):
            for visit in fuzzed:
                visit.type(inputs(source, 60))
                visit.session.resize(Size(source.randrange(20, 200), source.randrange(6, 60)))
            bystander.type("b\x7f")
            pumps = [visit.session._pump for visit in fuzzed]
            await until(lambda: all(pump and pump._task is None for pump in pumps), "the batch", 30)  # noqa: B023
            assert not [visit for visit in (bystander, *fuzzed) if visit.task.done()], house.lines("crash")
        bystander.type("alive")
        await bystander.shows("alive")
        await asyncio.sleep(1.1)  # a paste that was cut ends when nothing comes for a while
        for visit in fuzzed:
            visit.app.query_one(Input).value = ""
            visit.app.query_one(Input).focus()
            visit.type("\x1b[201~alive")
            await visit.shows("alive")
    assert not house.lines("crash")
