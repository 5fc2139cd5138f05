"""What others feel of a visitor whose window changes without end: `python -m benchmarks.resizing` (two minutes).

Starts `portfolio serve ssh`. Five visitors press two keys a second each, by turns while nobody else is there, and while
one more sends 3,500 sizes of its window a second, from a process of its own. Prints their times from key to frame.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.hosting import Server, cpu, percentile, rows
from benchmarks.visitors import KINDS, Visit, be_active, settle, visit, visits

_OTHERS = 5
_CHANGES = 3_500
"""Sizes a second."""
_ROUNDS = 4
_SECONDS = 12.0
_TICK = 0.01


@dataclass
class Pressed:
    """Seconds from keys to frames, and what the worker computed meanwhile."""

    took: list[float] = field(default_factory=list)
    cpu: float = 0.0

    async def add(self, server: Server, keys: Awaitable[list[float]]) -> None:
        """Take a round of keys."""
        before = cpu(server.worker)
        self.took += await keys
        self.cpu += cpu(server.worker) - before


async def change(port: int) -> None:
    """Send sizes at that rate, whatever the host makes of them, until somebody ends this."""
    visitor, _ = await visit(port)
    print("changing", flush=True)
    began, sent = time.monotonic(), 0
    while True:
        while sent < _CHANGES * (time.monotonic() - began):
            visitor.process.change_terminal_size(80 + sent % 40, 24 + sent % 10)
            sent += 1
        await asyncio.sleep(_TICK)


async def pressing(visitors: list[Visit], chance: random.Random) -> list[float]:
    """Seconds from each key of the visitors to its frame."""
    kinds = [KINDS[at % len(KINDS)] for at in range(len(visitors))]
    took = await asyncio.gather(
        *(
            be_active(each, kind, _SECONDS, random.Random(chance.random()))
            for each, kind in zip(visitors, kinds, strict=True)
        )
    )
    return [one for each in took for one in each]


async def compare(server: Server) -> tuple[Pressed, Pressed]:
    """Press keys by turns without and with a window that changes."""
    quiet, busy, chance, port = Pressed(), Pressed(), random.Random(1), server.port
    async with visits(port, _OTHERS) as found:
        await asyncio.gather(*(settle(each, KINDS[at % len(KINDS)]) for at, each in enumerate(found)))
        for _ in range(_ROUNDS):
            await quiet.add(server, pressing(found, chance))
            command = [sys.executable, "-m", "benchmarks.resizing", "--change", str(port)]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as changing:
                assert changing.stdout is not None
                await asyncio.to_thread(changing.stdout.readline)
                await busy.add(server, pressing(found, chance))
                changing.kill()
    return quiet, busy


def main() -> None:
    """Measure it, and print it."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log")
        try:
            quiet, busy = asyncio.run(compare(server))
        finally:
            server.stop()
    middle, high = median(busy.took) / median(quiet.took), percentile(busy.took, 0.95) / percentile(quiet.took, 0.95)
    for what, figure in (
        (f"key to frame of {_OTHERS} visitors, p50 / p95", rows(quiet.took)),
        (f"    while another changes its window {_CHANGES:,} times a second", rows(busy.took)),
        ("    against quiet", f"{middle:.2f} / {high:.2f}"),
        ("processor time of the worker, quiet", f"{100 * quiet.cpu / (_ROUNDS * _SECONDS):.0f} %"),
        ("    while the window changes", f"{100 * busy.cpu / (_ROUNDS * _SECONDS):.0f} %"),
    ):
        print(f"{what:<72}{figure:>18}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--change", metavar="PORT", type=int, help=argparse.SUPPRESS)
    port = parser.parse_args().change
    if port:
        asyncio.run(change(port))
    else:
        main()
