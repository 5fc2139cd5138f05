"""A worker that holds more memory than at its start is replaced by a fresh one, and no visitor notices."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import asyncssh
import pytest

from tests.hosting import children
from tests.hosting.house import open_house
from tests.hosting.served import STARTING
from tests.hosting.test_start import supervise
from tests.hosting.waiting import until
from tests.places import ROOT
from tui.hosting.operations import memory
from tui.hosting.operations.memory import QuietCollector
from tui.hosting.operations.supervisor import Child

RENEWALS = 3


@dataclass
class Renewing:
    """A running host that renews its worker whenever somebody has left."""

    port: int
    metrics: int
    log: Path

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return what its log says of one kind of event."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    async def connect(self) -> asyncssh.SSHClientConnection:
        """Come in."""
        return await asyncssh.connect("127.0.0.1", self.port, username="guest", known_hosts=None, config=None,
                                      client_keys=None, agent_path=None)  # fmt: skip


@asynccontextmanager
async def renewing(folder: Path) -> AsyncIterator[Renewing]:
    log = folder / "log"
    with log.open("w") as stream:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.hosting.renewing", cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=stream
        )
    assert process.stdout is not None
    ports = [int(each) for each in (await asyncio.wait_for(process.stdout.readline(), STARTING)).split()]
    house = Renewing(*ports, log)
    try:
        await until(lambda: house.events("open"), "an open door", STARTING)
        yield house
    finally:
        process.terminate()
        await process.wait()


async def test_no_connection_is_refused_or_lost_while_workers_are_replaced(tmp_path: Path) -> None:
    async with renewing(tmp_path) as house:
        said = []
        while len(house.events("replaced")) < RENEWALS:
            async with await house.connect() as connection:
                answer = await connection.run("echo here", stdin=asyncssh.DEVNULL)
                said.append((answer.exit_status, answer.stdout))
                process = await connection.create_process(term_type="xterm-256color", term_size=(80, 24), encoding=None)
                await process.stdout.readuntil(b"size ")  # the toy's screens are there
            with await asyncio.to_thread(urlopen, f"http://127.0.0.1:{house.metrics}/readyz", timeout=30) as ready:
                assert ready.status == 200
        assert set(said) == {(0, "here\n")}
        assert len(house.events("session")) == 2 * len(said)
        assert not house.events("process ended")
        replaced = house.events("replaced")[0]
        assert replaced["megabytes"] > 0
        assert "Traceback" not in house.log.read_text()


async def test_whoever_is_there_stays_in_the_worker_that_was_replaced(tmp_path: Path) -> None:
    async with renewing(tmp_path) as house:
        async with await house.connect() as stays:
            process = await stays.create_process(term_type="xterm-256color", term_size=(80, 24), encoding=None)
            await process.stdout.read(10)
            async with await house.connect() as leaves:
                await leaves.run("echo here", stdin=asyncssh.DEVNULL)
            assert not house.events("process renewed"), "somebody is there"
        await until(lambda: house.events("replaced"), "a fresh worker", STARTING)


def test_a_child_that_asks_for_it_is_replaced_when_the_other_is_ready(tmp_path: Path) -> None:
    engine, worker = Child("engine", children.steady, ()), Child("worker 0", children.outgrowing, (tmp_path, False))
    problem, opened, log = supervise(engine, worker)
    assert (problem, opened) == ("", ["READY"])
    assert [line["event"] for line in log] == ["process renewed"]
    assert (tmp_path / "handed over").exists()


def test_a_child_goes_on_when_the_one_in_its_place_cannot_start(tmp_path: Path) -> None:
    engine, worker = Child("engine", children.steady, ()), Child("worker 0", children.outgrowing, (tmp_path, True))
    problem, opened, log = supervise(engine, worker)
    assert (problem, opened) == ("", ["READY"])
    assert [(line["event"], line.get("problem")) for line in log] == [
        ("process ended", "no memory is left"), ("process renewed", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "worked", "present", "asks"),
    [
        (120, 9.0, 0, True),
        (109, 9.0, 0, False),  # what is left is little
        (120, 5.0, 0, False),  # another start would cost more than the visitors did
        (120, 9.0, 1, False),  # somebody is there
    ],
)
async def test_a_process_has_outgrown_itself_when_a_crowd_has_left_much(
    monkeypatch: pytest.MonkeyPatch, now: int, worked: float, present: int, asks: bool
) -> None:
    asked: list[bool] = []
    held, seconds = [100, now], [2.0, worked]
    monkeypatch.setattr(memory, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(memory, "own_memory", lambda: held.pop(0))
    monkeypatch.setattr("time.process_time", lambda: seconds.pop(0))
    collector = QuietCollector(lambda: present, lambda: 0.0, outgrown=lambda: asked.append(True))
    collector.begin()
    collector.session_ended()
    for _ in range(20):
        await asyncio.sleep(0)
    collector.close()
    assert bool(asked) == asks


async def test_what_a_process_holds_is_counted() -> None:
    async with open_house():
        held = memory.holdings()
    assert set(held) == {"megabytes", "threads", "tasks", "descriptors"}
    assert min(held.values()) > 0
