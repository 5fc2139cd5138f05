"""What a crowd took of a worker's memory is given back soon after it has left, round after round."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest

from benchmarks.hosting import children
from tests.hosting.served import Served, serving
from tests.hosting.waiting import until
from tui.textual_internals.switch import is_patched

CROWD, ROUNDS = 24, 3
GIVEN_BACK_SECONDS = 10.0
MOST = 1.15
"""What a round may leave, against what was there before it."""
LIMITS = {"hosting_sessions_per_address": CROWD, "hosting_connections_per_minute": 1_000}


def resident(pid: int) -> float:
    """Return what a process holds of the machine's memory, in MB."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def crowd(served: Served, worker: int) -> float:
    """Have visitors come, and leave all at once; return what the worker held with them."""
    connections = []
    for _ in range(CROWD):
        connection = await asyncssh.connect(
            "127.0.0.1", served.port, username="guest", known_hosts=None, config=None, client_keys=None, agent_path=None
        )
        process = await connection.create_process(term_type="xterm-256color", term_size=(100, 30), encoding=None)
        data = b""
        while len(data) < 2_000:  # what prepares the terminal comes before the first frame
            more = await process.stdout.read(65_536)
            assert more, data
            data += more
        connections.append(connection)
    held = resident(worker)
    for connection in connections:
        connection.abort()
    return held


@pytest.mark.skipif(not is_patched(), reason="only our changes to Textual let ended apps go")
async def test_what_a_crowd_took_is_given_back_round_after_round(tmp_path: Path) -> None:
    async with serving("ssh", "--port", "0", folder=tmp_path, model="none", **LIMITS) as served:
        worker = max(children(served.process.pid))
        before = resident(worker)
        for at in range(ROUNDS):
            held = await crowd(served, worker)
            limit = before * MOST
            assert held > limit, "a crowd that takes little measures nothing"
            ends = (at + 1) * CROWD
            await until(lambda ends=ends: len(served.lines("session ended")) == ends, "the end of all sessions", 60)
            await until(
                lambda limit=limit: resident(worker) <= limit, f"from {held:.0f} to {limit:.0f} MB", GIVEN_BACK_SECONDS
            )
            before = resident(worker)
