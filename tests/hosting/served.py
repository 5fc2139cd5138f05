"""`portfolio serve` as its owner starts it: a supervisor, an engine, workers, and the ports of its doors."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.hosting.waiting import until

STARTING = 120.0
"""Seconds until the doors are open, on a machine that is busy with other tests."""
COMMAND = (sys.executable, "-c", "from cli.main import main; main()", "serve")


class Served:
    """A running command, and what it said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.log += line.decode()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """Return what the log says of one kind of event."""
        lines = [json.loads(line) for line in self.log.splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    @property
    def url(self) -> str:
        """The address of the browser door."""
        return re.findall(r"^(http://127.0.0.1:\d+)/$", self.log, re.M)[0]

    @property
    def port(self) -> int:
        """The port of the SSH door."""
        return int(re.findall(r"^ssh -p (\d+)", self.log, re.M)[0])

    def kill(self) -> None:
        """End every process of it at once, without a word: kill -9."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end, as systemd does; return the exit code once everything that it said was read."""
        self.process.terminate()
        async with asyncio.timeout(60):
            await self._reading
            return await self.process.wait()


@asynccontextmanager
async def serving(*arguments: str, folder: Path, **settings: Any) -> AsyncIterator[Served]:
    """Run `portfolio serve` with its data in `folder` and nothing of this user's settings, until its doors are open.

    `settings` are the portfolio's own, by name; those of the doors are in `arguments`.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
    environment |= {f"PORTFOLIO_{name.upper()}": str(value) for name, value in settings.items()}
    environment |= {"PORTFOLIO_DATA_DIR": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, "--host", "127.0.0.1", env=environment, stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    served = Served(process)
    workers = int(arguments[arguments.index("--workers") + 1]) if "--workers" in arguments else 1
    doors = workers * (1 + ("--web-port" in arguments))
    try:
        await until(
            lambda: len(served.lines("open")) == doors or served._reading.done(), f"open: {served.log}", STARTING
        )
        assert process.returncode is None, served.log
        yield served
    finally:
        served.kill()
        await process.wait()
        await served._reading
