"""Clients that send or hold too much of anything: others feel nothing of it, and nothing of it is left."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from asyncssh.constants import MSG_CHANNEL_DATA, MSG_IGNORE
from asyncssh.packet import String, UInt32

from tests.hosting.house import open_house
from tests.hosting.page_client import browser
from tests.hosting.ssh_client import needs_ssh
from tests.hosting.test_order_of_events import empty, one_write, open_channel, send
from tests.hosting.waiting import until
from tui.hosting.operations.open_files import allow_files, needed_files
from tui.hosting.settings import HostingSettings
from tui.hosting.sink import Size


async def test_sizes_are_laid_out_a_few_times_a_second_and_the_last_one_counts() -> None:
    async with open_house(door=True, messages_per_second=50) as house:
        connection = await house.connect()
        channel = await open_channel(connection)
        send(channel, "pty")
        send(channel, "shell")
        await until(lambda: house.host.sessions, "the session")
        [session] = house.host.sessions
        await until(lambda: session._driver() is not None, "the screens")  # type: ignore[attr-defined]
        laid_out: list[Size] = []
        driver: Any = session._driver()  # type: ignore[attr-defined]
        resize = driver.resize
        driver.resize = lambda size: (laid_out.append(size), resize(size))
        with one_write(connection):
            for number in range(1_000):
                channel._send_request(b"window-change", *map(UInt32, (60 + number % 60, 30, 0, 0)))
        bystander = await house.visit()
        bystander.type("a")
        await bystander.shows("typed a")
        assert house.host.metrics.message_pauses._value.get() >= 1
        assert len(laid_out) <= 3
        connection.abort()
        await until(lambda: len(house.host.sessions) == 1, "the end of the flood")


@pytest.mark.parametrize("kind", ["env", "signal", "break", "ignore", "data after the end"])
async def test_messages_of_every_kind_are_counted(kind: str) -> None:
    async with open_house(door=True, messages_per_second=10) as house:
        connection = await house.connect()
        channel = await open_channel(connection)
        if kind == "data after the end":
            send(channel, "subsystem")
            await until(lambda: not house.host.stays, "the end of the channel")
        before = house.host.metrics.message_pauses._value.get()
        with one_write(connection):
            for _ in range(200):
                match kind:
                    case "env" | "break":
                        send(channel, kind)
                    case "signal":
                        channel._send_request(b"signal", String("USR1"))
                    case "ignore":
                        connection.send_packet(MSG_IGNORE, String(b""))
                    case _:
                        channel.send_packet(MSG_CHANNEL_DATA, String(b"x"))
        await until(
            lambda: house.host.metrics.message_pauses._value.get() > before or not len(house.host.connections),
            "a pause, or the end",
        )
        connection.abort()
        await empty(house)


@needs_ssh
async def test_connections_that_say_nothing_give_way_to_those_that_speak() -> None:
    async with open_house(door=True, connections=30, login_seconds=60) as house:
        held = [open_from(f"127.0.0.{2 + number % 10}", house.port) for number in range(40)]
        await until(lambda: len(house.host.connections) == 30, "a full house")
        assert (await house.ssh("echo", "hi"))[:2] == (0, "hi\n")
        assert house.host.metrics.refused.labels("ssh", "gave way")._value.get() >= 1
        for each in held:
            each.close()
        await until(lambda: not len(house.host.connections), "free places")
        assert not house.host.silent


async def test_who_speaks_does_not_give_way_to_who_says_nothing() -> None:
    async with open_house(door=True, connections=3) as house, await house.connect() as connection:
        held = [open_from("127.0.0.9", house.port) for _ in range(6)]
        await until(lambda: house.host.metrics.refused.labels("ssh", "gave way")._value.get() >= 4, "some to give way")
        assert (await connection.run("echo hi")).exit_status == 0
        for each in held:
            each.close()


async def test_pages_are_not_kept_for_a_reader_that_takes_nothing() -> None:
    async with browser(stall_seconds=0.3, requests_per_minute=10_000) as visitor:
        door = visitor.door
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.connect(("127.0.0.1", visitor.port))
            reader.setblocking(False)
            loop = asyncio.get_running_loop()
            for _ in range(3_000):  # until more waits than the kernel takes
                if not len(door._connections) and _:
                    break
                try:
                    await asyncio.wait_for(loop.sock_sendall(reader, REQUEST), 5)
                except OSError:
                    break
                await asyncio.sleep(0)
            await until(lambda: not len(door._connections), "the end of the reader")


async def test_requests_that_wait_for_their_turn_are_bounded() -> None:
    async with browser() as visitor:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)
        writer.write(REQUEST * 400)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(10_000_000)
        writer.close()
        await until(lambda: not len(visitor.door._connections), "no connection")
        assert (await visitor.get("/"))[0] == 200


async def test_without_a_file_left_accepting_pauses_with_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    async with open_house(door=True) as house:
        with few_files(3):  # each connection takes two: the client's end, and the one that is accepted
            held = [open_from("127.0.0.1", house.port) for _ in range(3)]
            await until(lambda: house.lines("accepting pauses"), "a pause")
        assert len(house.lines("accepting pauses")) == 1
        for each in held:
            each.close()
        async with await house.connect() as connection:
            assert (await connection.run("echo hi")).exit_status == 0
    assert "Traceback" not in capfd.readouterr().err


def test_a_limit_of_files_is_raised_where_it_may_be_and_told_where_not() -> None:
    settings = HostingSettings(connections=10, sessions=10)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard))
        assert allow_files(needed_files(settings, 2)) is None
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == needed_files(settings, 2)
        assert allow_files(hard + 1) == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


REQUEST = b"GET /terminal/xterm.mjs HTTP/1.1\r\nHost: x\r\n\r\n"


def open_from(address: str, port: int) -> socket.socket:
    """Connect from an address of this machine, and say nothing."""
    sock = socket.socket()
    sock.bind((address, 0))
    sock.setblocking(False)
    with suppress(BlockingIOError):
        sock.connect(("127.0.0.1", port))
    return sock


@contextmanager
def few_files(spare: int) -> Iterator[None]:
    """Allow this process `spare` more files than it has open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as probe:
        resource.setrlimit(resource.RLIMIT_NOFILE, (probe.fileno() + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
