"""Visitors over SSH for the benchmark: each knows when its terminal is drawn to, and where."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any, Literal

import asyncssh

SIZE = (100, 30)
PAUSES = (0.25, 0.75)
"""Seconds between a frame and the next key, evenly spread: two keys a second, at no common beat."""
MOVE = re.compile(rb"\x1b\[(\d+);\d+H(?=\x1b\[[\d;]*m|[^\x1b])")
"""A row that is drawn to: each frame ends with the cursor in the field, where nothing is drawn then."""
WATCH_SECONDS = 6.0
"""How long a new screen is watched for what moves by itself: longer than the headline of Home ever stands."""

Kind = Literal["types", "walks", "reads"]
KINDS: tuple[Kind, ...] = ("types", "walks", "reads")
"""What an active visitor does: types a question on Home, moves the focus on Home, or reads an essay line by line."""


class Visit:
    """A visitor with a terminal, who notes when output comes."""

    def __init__(self, connection: asyncssh.SSHClientConnection, process: Any) -> None:
        self.connection, self.process = connection, process
        self.received = 0
        self._moving: set[bytes] = set()
        self._seen: Counter[bytes] = Counter()
        self._arrived = asyncio.Event()
        self._drawn = asyncio.Event()
        self._watched = False
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while data := await self.process.stdout.read(65_536):
            self.received += len(data)
            rows = set(MOVE.findall(data))
            if self._watched:
                self._seen.update(rows)
            elif not rows or rows - self._moving:
                self._drawn.set()
            self._arrived.set()

    async def output(self, seconds: float = 30) -> None:
        """Wait for output that comes from now on."""
        self._arrived.clear()
        await asyncio.wait_for(self._arrived.wait(), seconds)

    async def watch(self) -> None:
        """Learn which rows of the screen are drawn again and again while nobody presses a key."""
        self._watched = True
        await asyncio.sleep(WATCH_SECONDS)
        self._watched = False
        self._moving = {row for row, times in self._seen.items() if times >= 5}

    async def key(self, key: str, seconds: float = 30) -> float:
        """Press a key. Return the seconds until a row is drawn that does not move by itself."""
        self._drawn.clear()
        began = time.perf_counter()
        self.process.stdin.write(key.encode())
        await asyncio.wait_for(self._drawn.wait(), seconds)
        return time.perf_counter() - began

    async def leave(self) -> None:
        """Hang up."""
        self._task.cancel()
        self.connection.abort()
        with contextlib.suppress(Exception):
            await self.connection.wait_closed()


async def visit(port: int, address: str = "127.0.0.1", sock: socket.socket | None = None) -> tuple[Visit, float]:
    """Connect from an address of this machine, or over a socket, and wait for the first frame; return the visit and
    the seconds that took."""
    began = time.perf_counter()
    way: dict[str, Any] = {"local_addr": (address, 0)} if sock is None else {"sock": sock}
    connection = await asyncssh.connect(
        "127.0.0.1", port, username="bench", known_hosts=None, config=None, client_keys=None, agent_path=None, **way
    )
    try:
        process = await connection.create_process(term_type="xterm-256color", term_size=SIZE, encoding=None)
        visitor = Visit(connection, process)
        while visitor.received < 1_000:  # what prepares the terminal comes before the first frame
            await visitor.output()
    except BaseException:
        connection.abort()
        raise
    return visitor, time.perf_counter() - began


@asynccontextmanager
async def visits(port: int, count: int) -> AsyncIterator[list[Visit]]:
    """Have `count` visitors."""
    found = [(await visit(port))[0] for _ in range(count)]
    try:
        yield found
    finally:
        await asyncio.gather(*(each.leave() for each in found))


def keys_of(kind: Kind) -> Iterator[str]:
    """Yield the keys of an active visitor, for ever."""
    match kind:
        case "types":
            return cycle([*"why does it hold", *"\x7f" * 16])
        case "walks":
            return cycle(["\t"])
        case "reads":
            return cycle([*["\x1b[B"] * 40, *["\x1b[A"] * 40])


async def settle(visitor: Visit, kind: Kind) -> None:
    """Go where a visitor of this kind is active, and learn what moves there."""
    if kind == "reads":
        for key in ("6", "\r"):
            await visitor.key(key)
            await asyncio.sleep(0.5)
    await visitor.watch()


async def be_active(visitor: Visit, kind: Kind, seconds: float, chance: random.Random) -> list[float]:
    """Press keys at a person's rate; return the seconds from each key to the frame that answers it."""
    took: list[float] = []
    keys = keys_of(kind)
    await asyncio.sleep(chance.uniform(0, PAUSES[1]))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        took.append(await visitor.key(next(keys)))
        await asyncio.sleep(chance.uniform(*PAUSES))
    return took
