"""A full house under every fault at once, and what is left of it: `python -m benchmarks soak --minutes 60`.

Visitors by SSH fill the house, some of them typing two keys a second, while connections of all kinds come and go
(`benchmarks/faults.py`), the engine is killed again and again, and the data folder is full half of the time. Counted
are what was tried how often, seconds from key to frame against one visitor's alone, keys without a frame, and what the
worker holds at the end: sessions, descriptors, threads, memory. Then the worker itself is killed under a house that
is full again. `--only KIND` tries one kind alone, which tells what leaves something, and `--calm` none at all.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import aiohttp
import asyncssh

from benchmarks.faults import BALANCER, KINDS, Way
from benchmarks.hosting import Server, memory, percentile, rows
from benchmarks.visitors import PAUSES, WATCH_SECONDS, Visit, keys_of, visit

_TYPING, _AT_ONCE = 4, 12
"""One visitor in four types; so many faults are under way at any time."""
_ALONE_SECONDS, _PATIENCE = 20.0, 30.0
_FAULT_SECONDS = 60.0
_REST_SECONDS = 45.0
"""After the last has left: longer than any limit that ends what a fault has left open."""
_FIRST = 1_000
"""Connections after which memory is taken for what it is to stay at."""
_BACK = 20
"""Visitors who come back when the worker is killed."""
_KILL_SECONDS, _FULL_SECONDS = 40.0, 10.0
"""From one death of the engine to the next, and how long the data folder is full, and then is not."""
_LEFT = re.compile(r"^portfolio_sessions\{[^}]*\} ([\d.]+)", re.M)
_REPLACED = re.compile(r'"event": "replaced"')
_TRACEBACK = re.compile(r"^Traceback .*?^(?=\S)(?!Traceback)[^\n]*", re.M | re.S)
_FRAME = re.compile(r'File "[^"]*?/((?:tui|cli|engine|content)/[^"]+)", line (\d+), in (\w+)')


@dataclass
class Soak:
    """What was tried, and how it went."""

    server: Server
    web: int
    data: Path | None = None
    """The folder that is filled, where one of its own can be had."""
    only: str = ""
    calm: bool = False
    tried: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    without_frame: int = 0
    memory_at_first: float = 0.0

    @property
    def connections(self) -> int:
        """How many connections were made."""
        return self.tried.total()


async def disturb(soak: Soak, until: float, at: int) -> None:
    """Try one kind after another, from an address of one's own."""
    way = Way(soak.server.port, soak.web, f"127.0.1.{at + 1}", random.Random(at))
    kinds = [kind for kind in KINDS if kind.__name__ == soak.only or not soak.only]
    while time.monotonic() < until:
        kind = way.chance.choice(kinds)
        try:
            async with asyncio.timeout(_FAULT_SECONDS):
                await kind(way)
            soak.tried[kind.__name__] += 1
        except (OSError, asyncssh.Error, aiohttp.ClientError, TimeoutError) as error:
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


async def kills_the_engine(soak: Soak, until: float) -> None:
    """Kill the process that answers, again and again."""
    while time.monotonic() + _KILL_SECONDS < until:
        await asyncio.sleep(_KILL_SECONDS)
        killed = soak.server.engine
        os.kill(killed, signal.SIGKILL)
        soak.tried["the engine was killed"] += 1
        await changed(lambda: soak.server.engine, killed)


async def changed(process: Callable[[], int], before: int) -> None:
    """Wait until another process runs in place of one that was killed."""
    async with asyncio.timeout(2 * _PATIENCE):
        while process() in (0, before):
            await asyncio.sleep(0.1)


async def fills_the_disk(soak: Soak, until: float) -> None:
    """Leave no room in the data folder, then some, by turns."""
    if soak.data is None:
        return
    in_the_way = soak.data / "in the way"
    while time.monotonic() < until:
        with contextlib.suppress(OSError), in_the_way.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1_024))
        await asyncio.sleep(_FULL_SECONDS)
        in_the_way.unlink()
        soak.tried["the data folder was full"] += 1
        await asyncio.sleep(_FULL_SECONDS)


def held(server: Server) -> dict[str, float]:
    """Return what a worker holds."""
    process = Path(f"/proc/{server.worker}")
    [threads] = [line.split()[1] for line in (process / "status").read_text().splitlines() if line[:8] == "Threads:"]
    with urlopen(server.metrics, timeout=_PATIENCE) as answer:
        sessions = sum(map(float, _LEFT.findall(answer.read().decode())))
    descriptors = sum(1 for _ in (process / "fd").iterdir())
    took = round(memory(server.worker))
    return {"sessions": sessions, "descriptors": descriptors, "threads": int(threads), "MB": took}


def cores(server: Server) -> tuple[float, float]:
    """Return the seconds for which a worker ran, and those for which it waited for a core."""
    ran, waited, _ = Path(f"/proc/{server.worker}/schedstat").read_text().split()
    return int(ran) / 1e9, int(waited) / 1e9


async def soaks(soak: Soak, visitors: int, minutes: float) -> None:
    """Fill the house, disturb it, empty it, and print what became of it."""
    server, chance = soak.server, random.Random(1)
    print(f"before anybody came: {held(server)}", flush=True)
    alone = Soak(server, soak.web)
    one, _ = await visit(server.port)
    await types(alone, one, time.monotonic() + WATCH_SECONDS + _ALONE_SECONDS, chance)
    await one.leave()
    print(f"key to frame of one alone, p50 / p95: {rows(alone.took)}", flush=True)
    house = [(await visit(server.port))[0] for _ in range(visitors)]
    print(f"with {visitors} visitors: {held(server)}", flush=True)
    until, (ran, waited) = time.monotonic() + 60 * minutes, cores(server)
    await asyncio.gather(
        *(types(soak, each, until, chance) for each in house[::_TYPING]),
        *(disturb(soak, until, at) for at in range(0 if soak.calm else _AT_ONCE)),
        *(() if soak.only or soak.calm else (kills_the_engine(soak, until), fills_the_disk(soak, until))),
    )
    ran, waited = (now - before for now, before in zip(cores(server), (ran, waited), strict=True))
    if soak.took:
        print(f"key to frame of {len(house[::_TYPING])} who type, p50 / p95: {rows(soak.took)}, "
              f"{percentile(soak.took, 0.95) / percentile(alone.took, 0.95):.1f} times one's; "
              f"{len(soak.took)} keys, {soak.without_frame} of them without a frame")  # fmt: skip
    print(f"the worker ran for {ran:.0f} s and waited {waited:.0f} s for a core; load {os.getloadavg()[0]:.1f}")
    print(f"{soak.connections} connections; MB after the first {_FIRST}: {soak.memory_at_first:.0f}, "
          f"at the end: {memory(server.worker):.0f}")  # fmt: skip
    for kind, times in sorted(soak.tried.items()):
        print(f"    {kind:<50}{times:>7}")
    await asyncio.gather(*(each.leave() for each in house))
    await asyncio.sleep(_REST_SECONDS)
    print(f"{_REST_SECONDS:.0f} s after all have left: {held(server)}", flush=True)


async def comes_back(soak: Soak) -> None:
    """Kill the worker under its visitors, and have them come again."""
    server = soak.server
    lost = [(await visit(server.port))[0] for _ in range(_BACK)]
    killed, began = server.worker, time.monotonic()
    os.kill(killed, signal.SIGKILL)
    await changed(lambda: server.worker, killed)
    house: list[Visit] = []
    async with asyncio.timeout(2 * _PATIENCE):
        while len(house) < _BACK:
            with contextlib.suppress(OSError, asyncssh.Error):
                house.append((await visit(server.port))[0])
                continue
            await asyncio.sleep(0.1)
    print(f"{time.monotonic() - began:.1f} s after the worker was killed its {_BACK} visitors are back")
    await asyncio.gather(*(each.leave() for each in (*lost, *house)))


def tracebacks(log: str) -> Counter[str]:
    """Return the distinct tracebacks of a log, each by its innermost line of ours and its last line."""
    crashed = (json.loads(line).get("traceback", "") for line in log.splitlines() if line.startswith("{"))
    return Counter(_named(each) for each in (*_TRACEBACK.findall(log), *filter(None, crashed)))


def _named(traceback: str) -> str:
    ours = _FRAME.findall(traceback)
    where = ":".join(ours[-1]) if ours else "nowhere of ours"
    return f"{where}: {traceback.strip().splitlines()[-1]}"


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Yield a file system of 8 MB, or None where none can be mounted."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder))
    try:
        mounted = not subprocess.run(mount, capture_output=True, check=False).returncode
    except OSError:
        mounted = False
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(("umount", "--lazy", str(folder)), check=True)


def main(arguments: list[str]) -> int:
    """Soak a host of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks soak", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--visitors", type=int, default=200)
    faults = parser.add_mutually_exclusive_group()
    faults.add_argument("--only", default="", choices=[kind.__name__ for kind in KINDS], help="one kind of fault alone")
    faults.add_argument("--calm", action="store_true", help="no fault")
    parser.add_argument("--log", type=Path, help="keeps the host's log there")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, small_disk(Path(name) / "data") as data:
        log = Path(name) / "log"
        settings = {"PORTFOLIO_HOSTING_PROXY_PROTOCOL": json.dumps([BALANCER]),
                    "PORTFOLIO_DATA_DIR": str(Path(name) / "data")}  # fmt: skip
        server = Server(log, "--web-port", "0", settings=settings)
        web = int(re.findall(r"http://127\.0\.0\.1:(\d+)/", log.read_text())[0])
        soak = Soak(server, web, data, given.only, given.calm)
        try:
            asyncio.run(soaks(soak, given.visitors, given.minutes))
            asyncio.run(comes_back(soak))
        finally:
            server.stop()
            if given.log is not None:
                given.log.write_text(log.read_text())
        for line in filter(_REPLACED.search, log.read_text().splitlines()):
            print(f"a worker was replaced, which held: {line}")
        told = Counter(re.findall(r'"event": "([^"]+)"', log.read_text()))
        print(f"the log: {dict(told.most_common())}")
        print(f"tracebacks: {sum(found.values())}" if (found := tracebacks(log.read_text())) else "no traceback")
        for what, times in found.most_common():
            print(f"    {times:>4}  {what}")
    return 0
