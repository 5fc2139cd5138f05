"""A full house under every fault at once, and what is left of it: `python -m benchmarks soak --minutes 60`.

Visitors by SSH fill the house, some of them typing two keys a second, while connections of all kinds come and go:
clients that end before they begin, say nothing, talk nonsense, change their window without end, take nothing of what
they asked for, or hang up in the middle. Counted are what was tried how often, seconds from key to frame against one
visitor's alone, keys without a frame, and what the worker holds at the end: sessions, descriptors, threads, memory.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import asyncssh

from benchmarks.hosting import Server, memory, percentile, rows
from benchmarks.visitors import PAUSES, Visit, keys_of, visit

_TYPING, _AT_ONCE = 4, 12
"""One visitor in four types; so many faults are under way at any time."""
_ALONE_SECONDS, _PATIENCE = 20.0, 30.0
_REST_SECONDS = 45.0
"""After the last has left: longer than any limit that ends what a fault has left open."""
_FIRST = 1_000
"""Connections after which memory is taken for what it is to stay at."""
_LEFT = re.compile(r"^portfolio_sessions\{[^}]*\} ([\d.]+)", re.M)


@dataclass
class Soak:
    """What was tried, and how it went."""

    server: Server
    web: int
    tried: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    without_frame: int = 0
    memory_at_first: float = 0.0

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return self.tried.total()


async def _connect(soak: Soak) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        "127.0.0.1", soak.server.port, username="soak", known_hosts=None, config=None, client_keys=None, agent_path=None
    )


async def ends_before_it_begins(soak: Soak) -> None:
    """Send the end of input along with the request for a terminal."""
    ssh = shutil.which("ssh")
    if ssh is None:
        return
    quiet = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=20")
    flags = [flag for each in quiet for flag in ("-o", each)]
    nothing = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        ssh, "-F", "none", "-tt", "-p", str(soak.server.port), *flags, "soak@127.0.0.1",
        stdin=nothing, stdout=nothing, stderr=nothing,
    )  # fmt: skip
    await process.wait()


async def asks_for_nothing(soak: Soak) -> None:
    """Log in, and open nothing until it is ended."""
    connection = await _connect(soak)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(connection.wait_closed(), 15)
    connection.abort()


async def says_nothing(soak: Soak) -> None:
    """Connect at TCP's level alone."""
    reader, writer = await asyncio.open_connection("127.0.0.1", random.choice((soak.server.port, soak.web)))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(reader.read(), 15)
    writer.transport.abort()


async def talks_nonsense(soak: Soak) -> None:
    """Send random bytes to either door."""
    _, writer = await asyncio.open_connection("127.0.0.1", random.choice((soak.server.port, soak.web)))
    writer.write(random.randbytes(4_096))
    await asyncio.sleep(0.2)
    writer.transport.abort()


async def changes_its_window(soak: Soak) -> None:
    """Send new sizes as fast as they are taken."""
    visitor, _ = await visit(soak.server.port)
    for at in range(2_000):
        visitor.process.change_terminal_size(80 + at % 40, 24 + at % 10)
        if not at % 50:
            await asyncio.sleep(0.01)
    await visitor.leave()


async def takes_nothing(soak: Soak) -> None:
    """Ask for pages in one go, and read none."""
    _, writer = await asyncio.open_connection("127.0.0.1", soak.web, limit=1)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
    await asyncio.sleep(5)
    writer.transport.abort()


async def reads_a_page(soak: Soak) -> None:
    """Do what most do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", soak.web)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    await reader.read()
    writer.close()


async def hangs_up(soak: Soak) -> None:
    """Press a room's key, and be gone."""
    visitor, _ = await visit(soak.server.port)
    visitor.process.stdin.write(random.choice("2356").encode())
    await asyncio.sleep(random.random())
    await visitor.leave()


async def runs_a_command(soak: Soak) -> None:
    """Ask for text."""
    connection = await _connect(soak)
    await connection.run("essays", stdin=asyncssh.DEVNULL)
    connection.abort()


_KINDS: tuple[Callable[[Soak], Awaitable[None]], ...] = (
    ends_before_it_begins, asks_for_nothing, says_nothing, talks_nonsense, changes_its_window, takes_nothing,
    reads_a_page, hangs_up, runs_a_command,
)  # fmt: skip
"""What comes and goes. Short ones are tried oftener: each starts when another has ended."""


async def disturb(soak: Soak, until: float, chance: random.Random) -> None:
    """Try one kind after another."""
    while time.monotonic() < until:
        kind = chance.choice(_KINDS)
        try:
            async with asyncio.timeout(60):
                await kind(soak)
            soak.tried[kind.__name__] += 1
        except (OSError, asyncssh.Error, TimeoutError) as error:
            soak.tried[f"{kind.__name__}: {type(error).__name__}"] += 1
        if not soak.memory_at_first and soak.connections >= _FIRST:
            soak.memory_at_first = memory(soak.server.worker)


async def types(soak: Soak, visitor: Visit, until: float, chance: random.Random) -> None:
    """Press two keys a second."""
    keys = keys_of("types")
    await visitor.watch()
    while time.monotonic() < until:
        try:
            soak.took.append(await visitor.key(next(keys), _PATIENCE))
        except TimeoutError:
            soak.without_frame += 1
        await asyncio.sleep(chance.uniform(*PAUSES))


def held(server: Server) -> dict[str, float]:
    """Return what a worker holds."""
    process = Path(f"/proc/{server.worker}")
    [threads] = [line.split()[1] for line in (process / "status").read_text().splitlines() if line[:8] == "Threads:"]
    with urlopen(server.metrics, timeout=_PATIENCE) as answer:
        sessions = sum(map(float, _LEFT.findall(answer.read().decode())))
    descriptors = sum(1 for _ in (process / "fd").iterdir())
    took = round(memory(server.worker))
    return {"sessions": sessions, "descriptors": descriptors, "threads": int(threads), "MB": took}


async def soak(server: Server, web: int, visitors: int, minutes: float) -> None:
    """Fill the house, disturb it, empty it, and print what became of it."""
    chance = random.Random(1)
    print(f"before anybody came: {held(server)}", flush=True)
    alone = Soak(server, web)
    one, _ = await visit(server.port)
    await types(alone, one, time.monotonic() + 6 + _ALONE_SECONDS, chance)
    await one.leave()
    print(f"key to frame of one alone, p50 / p95: {rows(alone.took)}", flush=True)
    house = [(await visit(server.port))[0] for _ in range(visitors)]
    print(f"with {visitors} visitors: {held(server)}", flush=True)
    crowd, until = Soak(server, web), time.monotonic() + 60 * minutes
    await asyncio.gather(
        *(types(crowd, each, until, chance) for each in house[::_TYPING]),
        *(disturb(crowd, until, random.Random(at)) for at in range(_AT_ONCE)),
    )
    print(f"key to frame of {len(house[::_TYPING])} typing under all faults, p50 / p95: {rows(crowd.took)}, "
          f"{percentile(crowd.took, 0.95) / percentile(alone.took, 0.95):.1f} times one's; "
          f"{len(crowd.took)} keys, {crowd.without_frame} of them without a frame")  # fmt: skip
    print(f"{crowd.connections} connections; MB after the first {_FIRST}: {crowd.memory_at_first:.0f}, "
          f"at the end: {memory(server.worker):.0f}")  # fmt: skip
    for kind, times in sorted(crowd.tried.items()):
        print(f"    {kind:<50}{times:>7}")
    await asyncio.gather(*(each.leave() for each in house))
    await asyncio.sleep(_REST_SECONDS)
    print(f"{_REST_SECONDS:.0f} s after all have left: {held(server)}")


def main(arguments: list[str]) -> int:
    """Soak a host of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--visitors", type=int, default=200)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        server = Server(log, "--web-port", "0")
        web = int(re.findall(r"http://127\.0\.0\.1:(\d+)/", log.read_text())[0])
        try:
            asyncio.run(soak(server, web, given.visitors, given.minutes))
        finally:
            server.stop()
        told = Counter(re.findall(r'"event": "([^"]+)"', log.read_text()))
        print(f"the log: {dict(told.most_common())}, {log.read_text().count('Traceback')} tracebacks")
    return 0
