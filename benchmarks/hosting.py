"""What hosting costs, measured on this machine: `python benchmarks/hosting.py` (four minutes; `--quick` for one).

Starts `portfolio serve ssh`, visits it with asyncssh clients over loopback, and compares it with a process a visitor
(the same app under a pty each). Prints one table. Figures depend on what else runs on the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

import asyncssh

MEGABYTE = 1 << 20
RUN = [sys.executable, "-c", "from cli.main import main; main()"]
SIZE = (100, 30)
KEY, PAUSE = "\t", 0.5
"""Tab moves the focus on Home, which draws two small pieces; a visitor presses it twice a second."""
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


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """`portfolio serve ssh` on a free port."""

    def __init__(self, log: Path, *arguments: str) -> None:
        limits = {"SESSIONS": 400, "SESSIONS_PER_ADDRESS": 400, "CONNECTIONS_PER_MINUTE": 100_000, "CONNECTIONS": 1_000,
                  "IDLE_SECONDS": 3_600, "QUESTIONS_PER_MINUTE": 1_000}  # fmt: skip
        environment = {f"PORTFOLIO_HOSTING_{name}": str(value) for name, value in limits.items()}
        environment["PORTFOLIO_HOSTING_HOST_KEY_FILE"] = str(log.with_name("key"))
        with log.open("w") as stream:
            self.process = subprocess.Popen(
                [*RUN, "serve", "ssh", "--host", "127.0.0.1", "--port", "0", *arguments],
                env=os.environ | environment, stderr=stream, stdout=stream,
            )  # fmt: skip
        while '"event": "open"' not in log.read_text():
            if self.process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        self.port = int(re.findall(r"ssh -p (\d+)", log.read_text())[0])
        self.worker = max(children(self.process.pid))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


class Visit:
    """A visitor with a terminal, who notes when output comes."""

    def __init__(self, connection: asyncssh.SSHClientConnection, process: Any) -> None:
        self.connection, self.process = connection, process
        self.received = 0
        self._arrived = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while data := await self.process.stdout.read(65_536):
            self.received += len(data)
            self._arrived.set()

    async def output(self, seconds: float = 30) -> None:
        """Wait for output that comes from now on."""
        self._arrived.clear()
        await asyncio.wait_for(self._arrived.wait(), seconds)

    async def key(self, key: str) -> float:
        """Press a key, and return the seconds until something is drawn."""
        began = time.perf_counter()
        self.process.stdin.write(key.encode())
        await self.output()
        return time.perf_counter() - began

    async def leave(self) -> None:
        """Hang up."""
        self._task.cancel()
        self.connection.abort()
        with contextlib.suppress(Exception):
            await self.connection.wait_closed()


async def visit(port: int) -> tuple[Visit, float]:
    """Connect and wait for the first frame; return the visit and the seconds that took."""
    began = time.perf_counter()
    connection = await asyncssh.connect(
        "127.0.0.1", port, username="bench", known_hosts=None, config=None, client_keys=None, agent_path=None
    )
    process = await connection.create_process(term_type="xterm-256color", term_size=SIZE, encoding=None)
    visitor = Visit(connection, process)
    while visitor.received < 1_000:  # what prepares the terminal comes before the first frame
        await visitor.output()
    return visitor, time.perf_counter() - began


@asynccontextmanager
async def visits(port: int, count: int) -> AsyncIterator[list[Visit]]:
    """Have `count` visitors."""
    found = [(await visit(port))[0] for _ in range(count)]
    try:
        yield found
    finally:
        await asyncio.gather(*(each.leave() for each in found))


async def typing(visitor: Visit, seconds: float) -> list[float]:
    """Press a key now and then."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        took.append(await visitor.key(KEY))
        await asyncio.sleep(PAUSE)
    return took


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


def process_memory(count: int) -> float:
    """Memory per visitor where each has a process and a pty."""
    running: list[tuple[int, int]] = []
    for _ in range(count):
        pid, master = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS=str(SIZE[0]), LINES=str(SIZE[1]))
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


async def active(server: Server, count: int, seconds: float) -> list[float]:
    """Key to frame while `count` visitors press keys."""
    async with visits(server.port, count) as found:
        took = await asyncio.gather(*(typing(each, seconds) for each in found))
    return [one for each in took for one in each]


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
        quiet = await typing(one, 6)
        questions = ("Why did the order pipeline fail at peak traffic?", "What does the outbox pattern buy?")
        asking = [
            await asyncio.create_subprocess_exec(
                "ssh", "-F", "none", "-p", str(server.port), "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
                "-o", "UserKnownHostsFile=/dev/null", "ask@127.0.0.1", "ask", f"'{question}'",
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
            )
            for question in questions
        ]  # fmt: skip
        busy = await typing(one, 6)
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
        try:
            found = await idle_memory(server, [1, 10, 25] if quick else [1, 10, 50, 100], report)
            alone = process_memory(5)
            report("memory per visitor with a process each", f"{alone:.1f} MB")
            report("ratio", f"{alone / list(found.values())[-1]:.1f}")
            report("connect to first frame, p50 / p95", rows(await first_frames(server, 10 if quick else 30)))
            one = 0.0
            for count in (1, 25) if quick else (1, 25, 50):
                took = await active(server, count, 5 if quick else 12)
                one = one or percentile(took, 0.95)
                report(f"key to frame at {count} active, p50 / p95", rows(took))
                report("    p95 against one active", f"{percentile(took, 0.95) / one:.1f}")
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
