"""What many short connections leave in a worker: `python -m benchmarks.connections` (two to five minutes).

Ten thousand connections, most of them pages and nonsense, some commands, browsers and visitors who hang up
(`benchmarks/faults.py`), ten at a time, while one visitor types: so nobody rests, and nothing waits for quiet. Printed
is what the worker holds (PSS) before, after each thousand, and at the end against the first thousand. A worker that is
replaced would measure something else, so the process is told with each figure.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp
import asyncssh

from benchmarks.faults import Way, hangs_up, opens_a_browser, reads_a_page, runs_a_command, talks_nonsense
from benchmarks.hosting import Server
from benchmarks.visitors import PAUSES, Visit, keys_of, visit

_MIX = {reads_a_page: 60, talks_nonsense: 36, runs_a_command: 2, opens_a_browser: 1, hangs_up: 1}
"""Of a hundred connections."""
_AT_ONCE, _ROUND = 10, 1_000
_SECONDS = 60.0


async def connects(way: Way, left: list[int], made: Counter[str]) -> None:
    """Make one connection after another until none is left to make."""
    while left[0] > 0:
        left[0] -= 1
        [kind] = way.chance.choices(tuple(_MIX), tuple(_MIX.values()))
        try:
            async with asyncio.timeout(_SECONDS):
                await kind(way)
            made[kind.__name__] += 1
        except (OSError, asyncssh.Error, aiohttp.ClientError, TimeoutError) as error:
            made[f"{kind.__name__}: {type(error).__name__}"] += 1


async def types(visitor: Visit, chance: random.Random) -> None:
    """Type for as long as this lasts."""
    for key in keys_of("types"):
        with contextlib.suppress(TimeoutError):
            await visitor.key(key)
        await asyncio.sleep(chance.uniform(*PAUSES))


async def rounds(server: Server, web: int, connections: int) -> None:
    """Print a line for each thousand."""
    made: Counter[str] = Counter()
    visitor, _ = await visit(server.port)
    print(f"with one visitor: {server.memory():.0f} MB (process {server.worker})", flush=True)
    typing = asyncio.create_task(types(visitor, random.Random(0)))
    ways = [Way(server.port, web, f"127.0.1.{at + 1}", random.Random(at)) for at in range(_AT_ONCE)]
    held: list[float] = []
    began = time.monotonic()
    for _ in range(connections // _ROUND):
        left = [_ROUND]
        await asyncio.gather(*(connects(way, left, made) for way in ways))
        held.append(server.memory())
        print(f"after {made.total():>6} connections: {held[-1]:.1f} MB (process {server.worker})", flush=True)
    typing.cancel()
    await visitor.leave()
    print(f"{100 * (held[-1] / held[0] - 1):+.1f} % over the first {_ROUND}, in {time.monotonic() - began:.0f} s")
    for kind, times in made.most_common():
        print(f"    {kind:<40}{times:>7}")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        data = {"PORTFOLIO_DATA_DIR": str(Path(folder) / "data")}
        server = Server(log, "--web-port", "0", settings=data)
        web = int(re.findall(r"http://127\.0\.0\.1:(\d+)/", log.read_text())[0])
        try:
            asyncio.run(rounds(server, web, given.connections))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
