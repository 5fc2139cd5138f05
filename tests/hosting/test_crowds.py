"""What a crowd took of a worker's memory is given back soon after it has left, round after round."""

from __future__ import annotations

import contextlib
from pathlib import Path

import asyncssh
import pytest

from benchmarks.hosting import children, listens
from tests.hosting.served import Served, serving
from tests.hosting.waiting import until
from tui.textual_internals.switch import is_patched

CROWD, ROUNDS = 24, 3
GIVEN_BACK_SECONDS = 45.0
"""Ten on a machine that does nothing else: a fresh worker may have to start."""
MOST = 1.15
"""What a round may leave, against what was there before the first."""
LIMITS = {"hosting_sessions_per_address": CROWD, "hosting_connections_per_minute": 1_000}


def resident(served: Served) -> float:
    """Return what the processes behind the door hold of the machine's memory, in MB: one may replace another."""
    held = 0
    for pid in children(served.process.pid):
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text() if listens(pid, served.port) else ""
            held += sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return held / 1024


async def crowd(served: Served) -> float:
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
    held = resident(served)
    for connection in connections:
        connection.abort()
    return held


@pytest.mark.skipif(not is_patched(), reason="only our changes to Textual let ended apps go")
async def test_what_a_crowd_took_is_given_back_round_after_round(tmp_path: Path) -> None:
    async with serving("ssh", "--port", "0", folder=tmp_path, model="none", **LIMITS) as served:
        before = resident(served)
        for at in range(ROUNDS):
            held = await crowd(served)
            limit = before * MOST
            assert held > limit, "a crowd that takes little measures nothing"
            ends = (at + 1) * CROWD
            await until(lambda ends=ends: len(served.lines("session ended")) == ends, "the end of all sessions", 60)
            await until(
                lambda limit=limit: resident(served) <= limit,
                f"from {held:.0f} to {limit:.0f} MB",
                GIVEN_BACK_SECONDS,
            )
