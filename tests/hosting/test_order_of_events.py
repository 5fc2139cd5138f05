"""What an SSH client may send in any order, in any packets: whatever it was, nothing of it is left when it is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import asyncssh
import pytest
from asyncssh.constants import MSG_CHANNEL_CLOSE, MSG_CHANNEL_DATA, MSG_CHANNEL_EOF
from asyncssh.packet import String, UInt32
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hosting.house import House, open_house
from tests.hosting.ssh_client import client, needs_ssh
from tests.hosting.waiting import until
from tui.hosting.host import Visitor
from tui.hosting.operations import sweep as sweeping
from tui.hosting.operations.sweep import Sweep
from tui.hosting.stay import NEXT, Move, Phase, Stay

EVENTS = ("pty", "shell", "exec cat", "exec forever", "exec \udcff", "subsystem", "env", "data", "quit", "eof",
          "resize", "signal", "break", "close")  # fmt: skip
SHORT = {"login_seconds": 0.6, "idle_seconds": 0.8, "session_seconds": 1.5, "command_seconds": 0.8,
         "grace_seconds": 0.3, "stall_seconds": 0.5}  # fmt: skip
PATIENT = 60
"""`login_seconds` until a channel is open: the test's own client logs in on a machine that may be busy."""


@needs_ssh
async def test_an_end_of_input_that_comes_with_the_request_ends_the_session() -> None:
    async with open_house(door=True) as house:
        clients = [
            await asyncio.create_subprocess_exec(
                *client(house.port, "guest", "-tt"), stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            )
            for _ in range(6)
        ]  # fmt: skip
        async with asyncio.timeout(30):
            assert [await each.wait() for each in clients] == [0] * 6
        await empty(house)
        code, _, _ = await house.ssh(options=("-tt",), stdin=b"a question\r")
        assert code == 0
        await empty(house)
    assert {line["reason"] for line in house.lines("session ended")} == {"quit"}
    assert not house.lines("swept")


async def test_a_channel_that_asks_for_nothing_holds_no_seat_and_is_closed() -> None:
    async with open_house(door=True, sessions=1, login_seconds=0.5, unused_channels=3) as house:
        connection = await house.connect()
        opened = [await open_channel(connection) for _ in range(3)]
        with pytest.raises(asyncssh.ChannelOpenError, match="ask for nothing"):
            await open_channel(connection)
        assert (
            (await connection.run("echo hi", encoding=None)).exit_status == 0 if False else len(house.host.seats) == 0
        )
        async with await house.connect() as other:
            with pytest.raises(asyncssh.ChannelOpenError, match="ask for nothing"):
                await other.create_process("echo hi")
        for channel in opened:
            await asyncio.wait_for(channel.wait_closed(), 15)
        await empty(house)
        connection.abort()
    assert {line["reason"] for line in house.lines("swept")} == {"unused"}


async def test_a_channel_that_is_never_confirmed_takes_its_connection_along() -> None:
    async with open_house(door=True, login_seconds=0.3, grace_seconds=0.2) as house:
        connection = await house.connect()
        channel = await open_channel(connection)
        channel._process_close = lambda *_: None  # type: ignore[method-assign]
        await asyncio.wait_for(connection.wait_closed(), 15)
        await empty(house)


async def test_a_session_that_hangs_is_ended_by_the_sweep_and_gives_its_seat_back() -> None:
    class Hanging:
        kind, leaving = "screens", False

        def __init__(self, visitor: Visitor) -> None:
            self.visitor = visitor

        async def run(self) -> None:
            house.host.comes(self)
            while True:  # takes no cancellation either
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    if house.host.accepting:
                        continue
                    raise

        def hang_up(self, reason: str) -> None:
            pass

        abort = lambda self: None  # noqa: E731

    cut: list[bool] = []
    async with open_house(grace_seconds=0.01) as house:
        visitor = Visitor("test", "192.0.2.1", "192.0.2.1")
        stay = Stay(house.host, visitor, lambda: not cut, lambda: cut.append(True))
        assert stay.take_seat() == ""
        task = stay.begin(Hanging(visitor))
        await until(lambda: gauge(house, "test", "screens") == 1)
        cut.append(True)  # the connection is gone, and nobody tells
        await empty(house)
        assert [(line["phase"], line["reason"]) for line in house.lines("swept")] == [
            ("running", "left"), ("leaving", "hung"),
        ]  # fmt: skip
        house.host.accepting = False
        task.cancel()


async def test_a_slow_start_and_a_connection_that_has_just_gone_are_not_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_house() as house:
        live = [True]
        stay = Stay(house.host, Visitor("test", "192.0.2.1", "192.0.2.1"), lambda: live[0], lambda: None)
        clock = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: clock() + 1_000)  # the machine did something else
        stay.look()
        live[0] = False
        stay.look()
        stay.leave("left")  # the door has heard of it, a few turns later
        assert stay.phase is Phase.ENDED
        monkeypatch.undo()
    assert not house.lines("swept")


async def test_the_sweep_counts_turns_of_the_loop_and_not_seconds_that_it_had_no_turn() -> None:
    looks: list[int] = []

    class Watched:
        def look(self) -> None:
            looks.append(len(beats))

        leave = abort = lambda *_: None

    sweep, beats = Sweep([Watched()]), []
    for at in range(30):
        beats.append(at)
        sweep._timer.cancel()
        sweep._beat()
    sweep.close()
    assert looks == [10, 20, 30]


async def test_a_beat_of_the_sweep_is_some_turns_so_that_a_long_goodbye_is_not_cut_on_a_starved_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweeping, "_BEAT_SECONDS", 0.0)  # as if each turn took longer than a beat
    looks: list[int] = []

    class Watched:
        def look(self) -> None:
            looks.append(1)

        leave = abort = lambda *_: None

    sweep = Sweep([Watched()])
    for _ in range(140):
        await asyncio.sleep(0)
    sweep.close()
    assert 1 <= len(looks) <= 140 // 50


@given(st.lists(st.sampled_from(list(Move)), max_size=8))
def test_no_order_of_steps_leads_back_or_out(steps: list[Move]) -> None:
    order, phase = list(Phase), Phase.OPENED
    for step in steps:
        following = NEXT.get((phase, step), phase)
        assert order.index(following) >= order.index(phase)
        phase = following
    assert NEXT.get((phase, Move.END), phase) is Phase.ENDED


Burst = Sequence[str]


def test_any_order_of_events_in_any_packets_ends_and_leaves_nothing() -> None:
    with (
        asyncio.Runner() as runner,
        entered(runner, open_house(door=True, **SHORT | {"login_seconds": PATIENT})) as house,
    ):

        @settings(max_examples=40, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=6), max_size=4), st.booleans())
        def visited(bursts: Sequence[Burst], leaves: bool) -> None:
            runner.run(visit(house, bursts, leaves))

        visited()
        assert runner.run(threads_rest(house))


async def visit(house: House, bursts: Sequence[Burst], leaves: bool) -> None:
    """Open a channel, send each burst in one write, and leave at once or wait until the host has had enough."""
    house.host.settings = replace(house.host.settings, login_seconds=PATIENT)
    connection = await house.connect()
    channel = await open_channel(connection)
    house.host.settings = replace(house.host.settings, login_seconds=SHORT["login_seconds"])
    for burst in bursts:
        with one_write(connection):
            for event in burst:
                send(channel, event)
        await asyncio.sleep(0)
    if leaves:
        connection.abort()
    await empty(house)
    connection.abort()
    await until(lambda: not len(house.host.connections), "no connection")
    assert house.host.metrics.connections.labels("ssh")._value.get() == 0


async def empty(house: House) -> None:
    """Wait until nobody is in, and see that all counts agree."""
    await until(lambda: not house.host.stays and not house.host.sessions, "an empty house", 30)
    assert len(house.host.seats) == 0
    for kind in ("screens", "command"):
        assert gauge(house, "ssh", kind) == 0


def gauge(house: House, door: str, kind: str) -> float:
    return float(house.host.metrics.sessions.labels(door, kind)._value.get())


async def threads_rest(house: House) -> bool:
    """Wait until no task of a session is left."""
    await until(lambda: not [each for each in asyncio.all_tasks() if each.get_name().startswith("session")], "no task")
    return True


async def open_channel(connection: asyncssh.SSHClientConnection) -> Any:
    """Open a session channel, and ask for nothing."""
    from asyncssh.channel import SSHClientChannel

    channel: Any = SSHClientChannel(connection, asyncio.get_running_loop(), "strict", None, "strict", 32_768, 32_768)
    await channel._open(b"session")
    channel._session = asyncssh.SSHClientSession()
    channel._recv_paused = False
    return channel


def send(channel: Any, event: str) -> None:
    """Send one event, whether it makes sense or not."""
    if channel._send_chan is None:
        return
    kind, _, rest = event.partition(" ")
    match kind:
        case "pty":
            channel._send_request(b"pty-req", String("xterm"), *map(UInt32, (80, 24, 0, 0)), String(b"\0"),
                                  want_reply=False)  # fmt: skip
        case "shell":
            channel._send_request(b"shell")
        case "exec":
            channel._send_request(b"exec", String(rest.encode("utf-8", "surrogateescape")))
        case "subsystem":
            channel._send_request(b"subsystem", String("sftp"))
        case "env":
            channel._send_request(b"env", String("LANG"), String("C"))
        case "data" | "quit":
            channel.send_packet(MSG_CHANNEL_DATA, String(b"\x11" if kind == "quit" else b"hello\r"))
        case "eof":
            channel.send_packet(MSG_CHANNEL_EOF)
        case "resize":
            channel._send_request(b"window-change", *map(UInt32, (100, 30, 0, 0)))
        case "signal":
            channel._send_request(b"signal", String("HUP"))
        case "break":
            channel._send_request(b"break", UInt32(1))
        case "close":
            channel.send_packet(MSG_CHANNEL_CLOSE)


@contextmanager
def one_write(connection: asyncssh.SSHClientConnection) -> Iterator[None]:
    """Hold what the connection sends back, and send it in one piece."""
    pieces: list[bytes] = []
    transport = connection._transport
    original = connection._send
    connection._send = pieces.append  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        connection._send = original  # type: ignore[method-assign]
        if transport is not None and pieces:
            transport.write(b"".join(pieces))


@contextmanager
def entered(runner: asyncio.Runner, house: Any) -> Iterator[House]:
    """Hold an asynchronous context open over several runs of a loop."""
    yielded = runner.run(house.__aenter__())
    try:
        yield yielded
    finally:
        runner.run(house.__aexit__(None, None, None))
