"""What comes and goes while a host is soaked: visitors as they are, and clients that do what no client should.

Each is a function of a `Way`, lasts as long as its connection, and leaves whatever becomes of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import asyncssh

from benchmarks.visitors import Visit, visit

BALANCER = "127.0.0.99"
"""The address from which the SSH door is told the visitor's by the PROXY protocol."""
_LOGIN_SECONDS = 15.0
"""Longer than a connection has to log in and to ask for something."""
_ANNOUNCED = b"PROXY TCP4 203.0.113.7 192.0.2.1 4711 22\r\n"
_MESSAGE = b"w" + b"\t".join((b"Ada", b"ada@example.org", b"Are you free in May?")) + b"\x13"
"""Into the form of Contact, through its three fields, and ctrl+s."""


@dataclass(frozen=True)
class Way:
    """How a host is reached, and from which address."""

    ssh: int
    web: int
    address: str = "127.0.0.1"
    chance: random.Random = field(default_factory=random.Random)

    def door(self) -> int:
        """Return the port of either door."""
        return self.chance.choice((self.ssh, self.web))

    async def tcp(self, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect at TCP's level alone."""
        return await asyncio.open_connection("127.0.0.1", port, local_addr=(self.address, 0))


@asynccontextmanager
async def _screens(way: Way, sock: socket.socket | None = None) -> AsyncIterator[Visit]:
    visitor, _ = await visit(way.ssh, way.address, sock)
    try:
        yield visitor
    finally:
        await visitor.leave()


@asynccontextmanager
async def _login(way: Way) -> AsyncIterator[asyncssh.SSHClientConnection]:
    connection = await asyncssh.connect(
        "127.0.0.1", way.ssh, username="soak", known_hosts=None, config=None, client_keys=None, agent_path=None,
        local_addr=(way.address, 0),
    )  # fmt: skip
    try:
        yield connection
    finally:
        connection.abort()


async def ends_before_it_begins(way: Way) -> None:
    """Send the end of input along with the request for a terminal."""
    ssh = shutil.which("ssh")
    if ssh is None:
        return
    quiet = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=20")
    flags = [flag for each in quiet for flag in ("-o", each)]
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        ssh, "-F", "none", "-tt", "-b", way.address, "-p", str(way.ssh), *flags, "soak@127.0.0.1",
        stdin=nothing, stdout=nothing, stderr=nothing,
    )  # fmt: skip
    try:
        await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def asks_for_nothing(way: Way) -> None:
    """Log in, and open nothing until it is ended."""
    async with _login(way) as connection:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(connection.wait_closed(), _LOGIN_SECONDS)


async def says_nothing(way: Way) -> None:
    """Connect, and wait to be cut."""
    reader, writer = await way.tcp(way.door())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(reader.read(), _LOGIN_SECONDS)
    writer.transport.abort()


async def talks_nonsense(way: Way) -> None:
    """Send random bytes to either door."""
    _, writer = await way.tcp(way.door())
    writer.write(way.chance.randbytes(4_096))
    await asyncio.sleep(0.2)
    writer.transport.abort()


async def changes_its_window(way: Way) -> None:
    """Send new sizes as fast as they are taken."""
    async with _screens(way) as visitor:
        for at in range(2_000):
            visitor.process.change_terminal_size(80 + at % 40, 24 + at % 10)
            if not at % 50:
                await asyncio.sleep(0.01)


async def takes_nothing(way: Way) -> None:
    """Ask for pages in one go, and read none."""
    _, writer = await asyncio.open_connection("127.0.0.1", way.web, limit=1, local_addr=(way.address, 0))
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
    await asyncio.sleep(5)
    writer.transport.abort()


async def reads_a_page(way: Way) -> None:
    """Do what most do."""
    reader, writer = await way.tcp(way.web)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()


async def opens_a_browser(way: Way) -> None:
    """Open the terminal of the browser door, look at a room, and close the page or lose the line."""
    page = f"http://127.0.0.1:{way.web}"
    connector = aiohttp.TCPConnector(local_addr=(way.address, 0))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(f"{page}/terminal/socket", headers={"Origin": page}) as line,
    ):
        await line.send_str(json.dumps({"type": "hello", "columns": 100, "rows": 30}))
        received = 0
        while received < 2_000:
            message: Any = await line.receive(timeout=30)
            if message.type is not aiohttp.WSMsgType.BINARY:
                break
            received += len(message.data)
        await line.send_bytes(way.chance.choice(b"2356").to_bytes(1, "big"))
        await asyncio.sleep(way.chance.random())
        transport = line.get_extra_info("transport")
        if way.chance.random() < 0.5 and transport is not None:
            transport.abort()


async def comes_by_a_balancer(way: Way) -> None:
    """Be announced by the PROXY protocol: well, wrongly, or not at all."""
    with socket.socket() as sock:
        sock.setblocking(False)
        sock.bind((BALANCER, 0))
        loop = asyncio.get_running_loop()
        await loop.sock_connect(sock, ("127.0.0.1", way.ssh))
        if way.chance.random() < 0.5:
            await loop.sock_sendall(sock, way.chance.choice((b"SSH-2.0-none\r\n", way.chance.randbytes(300))))
            await asyncio.wait_for(loop.sock_recv(sock, 1_024), _LOGIN_SECONDS)
        else:
            await loop.sock_sendall(sock, _ANNOUNCED)
            async with _screens(way, sock.dup()):  # which its transport closes, later than this one
                pass


async def hangs_up(way: Way) -> None:
    """Press a room's key, and be gone."""
    async with _screens(way) as visitor:
        visitor.process.stdin.write(way.chance.choice("2356").encode())
        await asyncio.sleep(way.chance.random())


async def sends_a_message(way: Way) -> None:
    """Write to the owner, wherever that is kept."""
    async with _screens(way) as visitor:
        visitor.process.stdin.write(b"8")
        await asyncio.sleep(1)
        visitor.process.stdin.write(_MESSAGE)
        await asyncio.sleep(1)


async def runs_a_command(way: Way) -> None:
    """Ask for text."""
    async with _login(way) as connection:
        await connection.run("essays", stdin=asyncssh.DEVNULL)


async def asks(way: Way) -> None:
    """Ask a question."""
    async with _login(way) as connection:
        await connection.run('ask "What do you do?"', stdin=asyncssh.DEVNULL)


KINDS: tuple[Callable[[Way], Awaitable[None]], ...] = (
    ends_before_it_begins, asks_for_nothing, says_nothing, talks_nonsense, changes_its_window, takes_nothing,
    reads_a_page, opens_a_browser, comes_by_a_balancer, hangs_up, sends_a_message, runs_a_command, asks,
)  # fmt: skip
"""Short ones are tried oftener: each starts when another has ended."""
