"""What a crowd takes of a host's memory, and what it gives back: `python -m benchmarks.crowds` (three minutes).

Four rounds of 40 visitors by SSH, who open four rooms each and hang up. Counted is what the worker holds (PSS): before
the first round, with all of them there, and ten seconds after the last has gone, by when a fresh worker may have taken
over. Figures of one visitor are shares.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from benchmarks.hosting import Server
from benchmarks.visitors import visit

ROOMS = ("2", "3", "5", "6")
GIVEN_BACK_SECONDS = 10.0
FIRST_KEY_SECONDS = 1.0
"""On Home a digit waits whether a text follows it."""


async def crowd(server: Server, count: int) -> tuple[float, float]:
    """Have visitors come, look at four rooms and leave; return what the worker held on Home and at the last room."""
    visitors = [(await visit(server.port))[0] for _ in range(count)]
    await asyncio.sleep(FIRST_KEY_SECONDS)
    home = server.memory()
    for room in ROOMS:
        for visitor in visitors:
            visitor.process.stdin.write(room.encode())
            await asyncio.sleep(0.05)
        await asyncio.sleep(FIRST_KEY_SECONDS)
    full = server.memory()
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return home, full


async def rounds(server: Server, count: int, visitors: int) -> None:
    """Print a line for each round."""
    before = server.memory()
    print(f"a worker without visitors: {before:.0f} MB", flush=True)
    for at in range(count):
        home, full = await crowd(server, visitors)
        await asyncio.sleep(GIVEN_BACK_SECONDS)
        after = server.memory()
        print(
            f"round {at + 1}: {visitors} on Home {home:.0f} MB ({(home - before) / visitors:.1f} a visitor), "
            f"after four rooms {full:.0f} MB ({(full - before) / visitors:.1f}), "
            f"{GIVEN_BACK_SECONDS:.0f} s after they left {after:.0f} MB ({100 * (after / before - 1):+.0f} %)",
            flush=True,
        )
        before = after


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--visitors", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log")
        try:
            asyncio.run(rounds(server, given.rounds, given.visitors))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
