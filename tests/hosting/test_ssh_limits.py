"""The SSH door under attack: floods of connections, connections held for nothing, stalled clients, killed clients."""

from __future__ import annotations

import asyncio
import contextlib
import time

import asyncssh
import pytest

from tests.hosting.house import open_house
from tests.hosting.ssh_client import needs_ssh, on_screen
from tests.hosting.waiting import PATIENCE, until


@needs_ssh
async def test_a_visitor_over_the_rate_reads_why() -> None:
    async with open_house(door=True, connections_per_minute=2) as house:
        results = [await house.ssh("echo", "hi", options=("-o", "LogLevel=INFO")) for _ in range(3)]
    assert [code for code, _, _ in results] == [0, 0, 255]
    assert "Too many connections from your address within a minute" in results[2][2]
    assert house.host.metrics.refused.labels("ssh", "arrivals")._value.get() == 1


@needs_ssh
@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"sessions": 1}, "or read it all at https://example.org meanwhile."),
        ({"sessions_per_address": 1}, "has 1 sessions open"),
    ],
)
async def test_without_a_seat_there_is_a_friendly_line(limit: dict[str, int], words: str) -> None:
    async with open_house(door=True, **limit) as house, on_screen(house.port) as screen:
        house.host.pages = "https://example.org"
        await screen.shows("size 80x24")
        code, out, err = await house.ssh("echo", "hi")
        assert (code, out) == (1, "")
        assert words in err
        async with on_screen(house.port) as second:
            assert await second.ended() == 1
            assert words in second.text
        screen.type("\x11")
        await screen.ended()
        await until(lambda: not len(house.host.seats), "a free seat")
        assert (await house.ssh("echo", "hi"))[0] == 0


async def test_connections_in_total_are_bounded() -> None:
    async with open_house(door=True, connections=3) as house:
        held = [await house.connect() for _ in range(3)]
        with pytest.raises((asyncssh.Error, OSError)):
            await house.connect()
        held[0].abort()
        await until(lambda: len(house.host.connections) == 2, "a free place")
        await house.connect()
        for connection in held:
            connection.abort()


async def test_channels_of_one_connection_are_bounded() -> None:
    async with open_house(door=True, channels_per_connection=2) as house, await house.connect() as connection:
        for _ in range(2):
            await connection.create_process("cat")
        with pytest.raises(asyncssh.ChannelOpenError, match="too many sessions"):
            await connection.create_process("cat")


async def test_who_never_logs_in_or_asks_for_no_session_is_closed() -> None:
    async with open_house(door=True, login_seconds=0.5) as house:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        assert (await reader.readline()).startswith(b"SSH-2.0-portfolio")
        connection = await house.connect()
        began = time.monotonic()
        await asyncio.wait_for(reader.read(), PATIENCE)
        await asyncio.wait_for(connection.wait_closed(), PATIENCE)
        assert time.monotonic() - began < 3
        writer.close()
        await until(lambda: not len(house.host.connections), "free places")


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.0\r\n\r\n", b"\x00" * 10_000, b"SSH-2.0-x\r\n" + b"\xff" * 100_000, b"x" * 100_000]
)
async def test_who_speaks_no_ssh_is_closed(data: bytes) -> None:
    async with open_house(door=True, login_seconds=1) as house:
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        with contextlib.suppress(OSError):
            writer.write(data)
            await writer.drain()
            await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        await until(lambda: not len(house.host.connections), "a free place")
        async with await house.connect() as connection:
            assert (await connection.run("echo hi")).exit_status == 0


async def test_a_flood_of_connections_leaves_a_bystander_in_peace() -> None:
    async with open_house(door=True, connections_per_minute=40, login_seconds=1, connections=50) as house:
        bystander = await house.visit()
        flood = [asyncio.create_task(asyncio.open_connection("127.0.0.1", house.port)) for _ in range(300)]
        slowest = 0.0
        for number in range(10):
            began = time.perf_counter()
            bystander.type(str(number))
            await bystander.shows("typed " + "".join(map(str, range(number + 1))))
            slowest = max(slowest, time.perf_counter() - began)
        for _, writer in await asyncio.gather(*flood):
            writer.close()
        assert len(house.host.connections) <= 50
        assert len(house.host.arrivals) == 1
        await until(lambda: not len(house.host.connections), "free places")
    assert slowest < 0.5


@needs_ssh
async def test_a_client_that_is_killed_leaves_nothing_behind() -> None:
    async with open_house(door=True) as house:
        for _ in range(3):
            async with on_screen(house.port) as screen:
                await screen.shows("size 80x24")
                screen.process.kill()
                await screen.ended()
            await until(lambda: not house.host.sessions and not len(house.host.connections), "the end")
    assert [line["reason"] for line in house.lines("session ended")] == ["left"] * 3


async def test_a_client_that_stops_reading_is_closed_and_costs_a_bounded_amount() -> None:
    async with open_house(door=True, backlog_limit=16_384, stall_seconds=1) as house:
        connection = await house.connect()
        process = await connection.create_process(term_type="xterm", term_size=(400, 150), encoding=None, window=16_384)
        process.channel.pause_reading()
        await until(lambda: house.host.sessions, "the session")
        [session] = house.host.sessions
        for _ in range(30):
            process.stdin.write(b"\x1b[18~")  # f7 paints the screen
            await asyncio.sleep(0.02)
        sink = session.sink  # type: ignore[attr-defined]
        assert sink.backlog() < 10 * 16_384
        await until(lambda: not house.host.sessions, "the end")
        connection.abort()
    assert house.lines("session ended")[0]["reason"] == "stalled"


async def test_a_command_for_a_client_that_stops_reading_is_stopped() -> None:
    async with open_house(door=True, backlog_limit=16_384, stall_seconds=0.5) as house:
        connection = await house.connect()
        process = await connection.create_process("forever", encoding=None, window=16_384)
        process.channel.pause_reading()
        flood = await connection.create_process("flood 5000", encoding=None, window=16_384)
        flood.channel.pause_reading()
        await until(lambda: len(house.host.sessions) == 1, "the end of the flood")
        connection.abort()
        await until(lambda: not house.host.sessions, "the end")


async def test_a_dead_client_is_noticed() -> None:
    """A client whose machine vanished answers no keepalive."""
    async with open_house(door=True, keepalive_seconds=0.2) as house:
        connection = await house.connect()
        await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
        await until(lambda: house.host.sessions, "the session")
        connection._transport.pause_reading()  # type: ignore[union-attr]
        await until(lambda: not house.host.sessions, "the end")
        connection.abort()
