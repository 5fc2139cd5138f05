"""What hosting costs, measured on this machine: `python -m benchmarks.hosting` (eight minutes; `--quick` for two).

Starts `portfolio serve ssh`, visits it with asyncssh clients over loopback, and compares it with a process a visitor
(the same app under a pty each). Prints one table. Figures depend on what else runs on the machine.

An **active** visitor presses two keys a second, each a moment after the frame that answered the one before, at no
common beat with the others. A third of them type a question on Home, a third move the focus there, and a third read an
essay line by line; the one active visitor does each of the three in turn. From key to frame counts until a row is drawn
that does not move by itself, as the headline of Home does. The clients keep to the last core, so that what they compute
is not measured as the host's; `lag` is measured inside the worker, where clients count for nothing: how late its event
loop is, so how long any key waits before work on it begins.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import pty
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType
from urllib.request import urlopen

from benchmarks.visitors import KINDS, SIZE, Visit, be_active, settle, visit, visits

LAG = re.compile(r'portfolio_loop_lag_seconds_bucket\{le="([^"]+)"\} ([\d.]+)')
CLIENT_CORE = max(os.sched_getaffinity(0))
RUN = [sys.executable, "-c", "from cli.main import main; main()"]
KEY = "\t"
"""Tab moves the focus on Home, which draws two small pieces."""
ROOMS = ("2", "5", "6", "1")
"""Rooms that are opened in turn: a key each, and a whole new frame."""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def rows(values: list[float]) -> str:
    """Return the median and the 95th percentile in milliseconds."""
    return f"{1000 * median(values):.0f} / {1000 * percentile(values, 0.95):.0f} ms"


def children(pid: int) -> list[int]:
    """Return the processes below `pid`, in the order of their start."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(child) for child in listed]


def memory(pid: int) -> float:
    """Return the memory that belongs to a process alone (PSS: shared pages are divided by their users), in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError("no Pss in smaps_rollup")


def listens(pid: int, port: int) -> bool:
    """Say whether a process holds a socket that listens on a port (proc_pid_net(5))."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"}
    with contextlib.suppress(OSError):
        return any(str(each.readlink()) in sockets for each in Path(f"/proc/{pid}/fd").iterdir())
    return False


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Keys:
    """Seconds from keys to frames, what the worker computed meanwhile, and how often its loop was how late."""

    took: list[float]
    cpu: float
    lag: Counter[float]

    def __add__(self, other: Keys) -> Keys:
        return Keys(self.took + other.took, self.cpu + other.cpu, self.lag + other.lag)

    def report(self, count: int, report: Callable[[str, str], None]) -> None:
        """Print what was measured with `count` active visitors."""
        report(f"key to frame at {count} active, p50 / p95", rows(self.took))
        report(
            "    processor time of the worker a key, all that moves included",
            f"{1000 * self.cpu / len(self.took):.1f} ms",
        )
        late = sorted(self.lag.elements())
        report(
            "    lag of the worker's loop, p95 / longest, below",
            f"{1000 * percentile(late, 0.95):.0f} / {1000 * late[-1]:.0f} ms",
        )


class Server:
    """`portfolio serve ssh` on a free port."""

    def __init__(self, log: Path, *doors: str, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        """`doors` are further options of the command, `settings` what else is in its environment."""
        limits = {"SESSIONS": 400, "SESSIONS_PER_ADDRESS": 400, "CONNECTIONS_PER_MINUTE": 100_000, "CONNECTIONS": 1_000,
                  "IDLE_SECONDS": 3_600, "QUESTIONS_PER_MINUTE": 1_000}  # fmt: skip
        environment = {f"PORTFOLIO_HOSTING_{name}": str(value) for name, value in limits.items()}
        environment["PORTFOLIO_HOSTING_HOST_KEY_FILE"] = str(log.with_name("key"))
        environment |= settings
        with socket.create_server(("127.0.0.1", 0)) as free:
            metrics = free.getsockname()[1]
        self.metrics = f"http://127.0.0.1:{metrics}/metrics"
        command = [*RUN, "serve", "ssh", "--host", "127.0.0.1", "--port", "0", "--metrics-port", str(metrics), *doors]
        with log.open("w") as stream:
            self.process = subprocess.Popen(command, env=os.environ | environment, stderr=stream, stdout=stream)
        while '"event": "open"' not in log.read_text():
            if self.process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        self.port = int(re.findall(r"ssh -p (\d+)", log.read_text())[0])

    @property
    def worker(self) -> int:
        """The process behind the doors; the newest one, since a fresh one may take the place of another. 0 for none."""
        return max(self._workers(), default=0)

    def memory(self) -> float:
        """Return the memory of all processes behind the doors: of two where one takes the place of the other."""
        return sum(map(memory, self._workers()))

    def _workers(self) -> list[int]:
        return [pid for pid in self._own() if listens(pid, self.port)]

    @property
    def engine(self) -> int:
        """The process that answers; 0 where it is gone."""
        return max((pid for pid in self._own() if not listens(pid, self.port)), default=0)

    def _own(self) -> Iterator[int]:
        """Yield the processes that the supervisor has started; multiprocessing has one beside them."""
        for pid in children(self.process.pid):
            with contextlib.suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    yield pid

    def lag(self) -> Counter[float]:
        """Return how often the worker's loop was late, by the upper bound of the seconds."""
        with urlopen(self.metrics, timeout=30) as answer:
            text = answer.read().decode()
        bounds = [(float(bound), int(float(count))) for bound, count in LAG.findall(text)]
        below = [0, *(count for _, count in bounds)]
        return Counter({bound: count - less for (bound, count), less in zip(bounds, below, strict=False)})

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


async def opening(server: Server) -> list[float]:
    """Seconds from a key to the first piece of a room that is opened for the first time."""
    took: list[float] = []
    for _ in range(5):
        async with visits(server.port, 1) as [one]:
            for room in ROOMS[:-1]:
                took.append(await one.key(room))
                await asyncio.sleep(0.5)
    return took


# -- what is measured --------------------------------------------------------------------------------------------------


async def idle_memory(server: Server, counts: list[int], report: Callable[[str, str], None]) -> dict[int, float]:
    """Memory of the worker per idle visitor."""
    before = memory(server.worker)
    report("the worker alone", f"{before:.0f} MB")
    found: dict[int, float] = {}
    held: list[Visit] = []
    for count in counts:
        held += [(await visit(server.port))[0] for _ in range(count - len(held))]
        await asyncio.sleep(2)
        found[count] = (memory(server.worker) - before) / count
        report(f"memory per idle session at {count}", f"{found[count]:.2f} MB")
    await idling(server, held, "on Home, the headline moving for the first 25", report)
    for each in held:
        each.process.stdin.write(b"6")
        await asyncio.sleep(0.2)
    await asyncio.sleep(5)
    await idling(server, held, "on Essays, a still screen", report)
    await asyncio.gather(*(each.leave() for each in held))
    return found


async def idling(server: Server, held: list[Visit], where: str, report: Callable[[str, str], None]) -> None:
    """Processor time and bytes while nobody does anything."""
    began, sent = cpu(server.worker), sum(each.received for each in held)
    await asyncio.sleep(8)
    report(f"CPU at {len(held)} idle {where}", f"{100 / 8 * (cpu(server.worker) - began):.1f} %")
    per_second = (sum(each.received for each in held) - sent) / 8 / len(held)
    report(f"bytes per second and visitor {where}", f"{per_second:.0f}")


def process_memory(count: int, cache: str) -> float:
    """Memory per visitor where each has a process and a pty.

    `cache` holds no models: a visitor's own process would load them, where all sessions of a host share one engine.
    """
    running: list[tuple[int, int]] = []
    for _ in range(count):
        pid, master = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS=str(SIZE[0]), LINES=str(SIZE[1]))
            os.environ["PORTFOLIO_CACHE_DIR"] = cache
            os.execv(RUN[0], RUN)
        running.append((pid, master))
    until = time.monotonic() + 6
    while time.monotonic() < until:
        for _, master in running:
            os.set_blocking(master, False)
            with contextlib.suppress(OSError):
                os.read(master, 65_536)
        time.sleep(0.02)
    used = sum(memory(pid) for pid, _ in running) / count
    for pid, master in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(master)
    return used


async def first_frames(server: Server, count: int) -> list[float]:
    """Seconds from connecting to the first frame, one visitor after another."""
    took = []
    for _ in range(count):
        visitor, seconds = await visit(server.port)
        took.append(seconds)
        await visitor.leave()
    return took


async def active(server: Server, count: int, seconds: float) -> Keys:
    """Key to frame while `count` visitors are active."""
    chance = random.Random(count)
    kinds = [KINDS[at % len(KINDS)] for at in range(count)]
    async with visits(server.port, count) as found:
        await asyncio.gather(*(settle(each, kind) for each, kind in zip(found, kinds, strict=True)))
        before, began = server.lag(), cpu(server.worker)
        took = await asyncio.gather(
            *(
                be_active(each, kind, seconds, random.Random(chance.random()))
                for each, kind in zip(found, kinds, strict=True)
            )
        )
        used, lag = cpu(server.worker) - began, server.lag() - before
    return Keys([one for each in took for one in each], used, lag)


async def one_active(server: Server, seconds: float) -> Keys:
    """Key to frame of one visitor, who does in turn what many do at once."""
    total = Keys([], 0.0, Counter())
    chance = random.Random(1)
    for kind in KINDS:
        async with visits(server.port, 1) as [one]:
            await settle(one, kind)
            before, began = server.lag(), cpu(server.worker)
            took = await be_active(one, kind, seconds, chance)
            total += Keys(took, cpu(server.worker) - began, server.lag() - before)
    return total


async def many_against_one(server: Server, rounds: int, seconds: float, report: Callable[[str, str], None]) -> None:
    """Compare 25 active with one, by turns, since a machine has its moods."""
    one = many = Keys([], 0.0, Counter())
    for _ in range(rounds):
        one += await one_active(server, seconds)
        many += await active(server, 25, seconds)
    one.report(1, report)
    many.report(25, report)
    report("    p95 against one active", f"{percentile(many.took, 0.95) / percentile(one.took, 0.95):.1f}")


async def leaving(server: Server, count: int, report: Callable[[str, str], None]) -> None:
    """What one visitor feels when `count` others leave at once."""
    async with visits(server.port, 1) as [one]:
        others = [(await visit(server.port))[0] for _ in range(count)]
        for each in others:
            await each.key("6")
        await one.watch()
        before = server.lag()
        gone = asyncio.gather(*(each.leave() for each in others))
        took, until = [], time.perf_counter() + 15
        while time.perf_counter() < until:
            took.append(await one.key(KEY))
            await asyncio.sleep(0.05)
        await gone
        report(f"bystander when {count} leave at once, p50 / p95", rows(took))
        report("    the longest", f"{1000 * max(took):.0f} ms")
        report("    lag, the longest", f"below {1000 * max(+(server.lag() - before)):.0f} ms")


async def bystander(server: Server, newcomers: int) -> list[float]:
    """Key to frame of one visitor while others connect all at once."""
    async with visits(server.port, 1) as [one]:
        arriving = asyncio.gather(*(visit(server.port) for _ in range(newcomers)))
        took = []
        while not arriving.done():
            took.append(await one.key(KEY))
            await asyncio.sleep(0.05)
        arrived = await arriving
        await asyncio.gather(*(each.leave() for each, _ in arrived))
    return took


async def while_answering(server: Server) -> tuple[list[float], list[float]]:
    """Key to frame of one visitor without, and with, answers being generated for another."""
    async with visits(server.port, 1) as [one]:
        await settle(one, "types")
        quiet = await be_active(one, "types", 6, random.Random(1))
        questions = ("Why did the order pipeline fail at peak traffic?", "What does the outbox pattern buy?")
        asking = [
            await asyncio.create_subprocess_exec(
                "ssh", "-F", "none", "-p", str(server.port), "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
                "-o", "UserKnownHostsFile=/dev/null", "ask@127.0.0.1", "ask", f"'{question}'",
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            )
            for question in questions
        ]  # fmt: skip
        busy = await be_active(one, "types", 6, random.Random(2))
        for each in asking:
            await each.wait()
    return quiet, busy


async def waves(server: Server, total: int, report: Callable[[str, str], None]) -> None:
    """Memory of the worker over many visits."""
    for done in range(0, total, total // 5):
        for _ in range(total // 50):
            found = await asyncio.gather(*(visit(server.port) for _ in range(10)))
            await asyncio.gather(*(each.leave() for each, _ in found))
        await asyncio.sleep(8)
        report(f"memory after {done + total // 5} visits", f"{memory(server.worker):.0f} MB")


async def main(quick: bool) -> None:
    """Measure everything, and print it as it comes."""

    def report(what: str, figure: str) -> None:
        print(f"{what:<72}{figure:>18}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "log")
        os.sched_setaffinity(0, {CLIENT_CORE})
        try:
            found = await idle_memory(server, [1, 10, 25] if quick else [1, 10, 50, 100], report)
            process_memory(1, folder)  # reads the pack; those that follow find it read
            alone = process_memory(5, folder)
            report("memory per visitor with a process each", f"{alone:.1f} MB")
            report("ratio", f"{alone / list(found.values())[-1]:.1f}")
            report("connect to first frame, p50 / p95", rows(await first_frames(server, 10 if quick else 30)))
            await many_against_one(server, 1 if quick else 3, 6 if quick else 12, report)
            if not quick:
                (await active(server, 50, 12)).report(50, report)
            await leaving(server, 25 if quick else 100, report)
            report("key to a room opened for the first time, p50 / p95", rows(await opening(server)))
            report("bystander while 30 connect, p50 / p95", rows(await bystander(server, 30)))
            quiet, busy = await while_answering(server)
            report("key to frame, no answer being made, p50 / p95", rows(quiet))
            report("key to frame while answers are generated, p50 / p95", rows(busy))
            await waves(server, 100 if quick else 1_000, report)
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer visitors, and less time")
    asyncio.run(main(parser.parse_args().quick))
