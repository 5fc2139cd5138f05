"""The start of a host is one decision: everything is open and answers, or one sentence says why it is not."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosting import children
from tests.hosting.test_operations import served, wait_for
from tests.places import TINY
from tui.hosting.engine.process import EngineGoneError, RemoteEngine
from tui.hosting.operations.log import make_log
from tui.hosting.operations.supervisor import HOPELESS, Child, Supervisor


def supervise(*started: Child) -> tuple[str, list[str], list[dict[str, object]]]:
    """Run a supervisor until a child cannot start; return its sentence, what was opened, and the log."""
    log, opened = io.StringIO(), []
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        problem = Supervisor(list(started), make_log(log, json=True), 5).run(lambda: opened.append("READY"))
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    return problem, opened, [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_child_that_cannot_start_ends_the_start_with_its_sentence() -> None:
    problem, opened, log = supervise(Child("engine", children.steady, ()), Child("worker 0", children.unable, ()))
    assert problem == "the worker 0 cannot start: the key is gone"
    assert not opened
    assert [(line["event"], line["process"]) for line in log] == [("process ended", "worker 0")]


def test_a_child_that_dies_without_a_word_is_told_by_its_exit_code() -> None:
    problem, opened, _ = supervise(Child("engine", children.killed, ()), Child("worker 0", children.steady, ()))
    assert problem == "the engine cannot start: it ended with exit code -9"
    assert not opened


def test_a_child_that_fails_at_the_same_place_three_times_ends_the_host(tmp_path: Path) -> None:
    worker = Child("worker 0", children.once, (tmp_path / "mark",), pause=0.01)
    problem, opened, log = supervise(Child("engine", children.steady, ()), worker)
    assert problem == "the worker 0 cannot start: the disk is gone"
    assert opened == ["READY"]
    ended = [line.get("problem") for line in log if line["event"] == "process ended"]
    assert ended == [None, *["the disk is gone"] * HOPELESS]


def test_an_engine_that_does_not_answer_once_is_none(tmp_path: Path) -> None:
    with pytest.raises(EngineGoneError):
        RemoteEngine(str(tmp_path / "engine"), b"secret").greet()


def test_a_metrics_port_that_is_taken_ends_the_start_before_anybody_is_let_in(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
    ):
        systemd.bind(str(tmp_path / "notify"))
        systemd.setblocking(False)
        done = start(tmp_path, "--metrics-port", str(taken.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            systemd.recv(100)
    assert done.returncode == 1
    assert "cannot be listened on: Address already in use; --metrics-port takes another port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_web_port_that_is_taken_is_told_with_the_option_that_takes_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = start(tmp_path, "--web-port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Address already in use; --web-port takes another port" in done.stderr


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="what holds a port is read from Linux's /proc")
def test_workers_end_with_their_supervisor_and_one_that_cannot_is_named_by_the_next_start(tmp_path: Path) -> None:
    with served(tmp_path) as (process, port, log):
        worker = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        holder = next(int(pid) for pid in worker if holds(int(pid), port))
        os.kill(holder, signal.SIGSTOP)
        process.kill()
        process.wait(30)
        done = start(tmp_path, port=port)
        assert done.returncode == 1
        assert (
            f"process {holder} of an earlier `portfolio serve`, whose supervisor is gone, still holds it" in done.stderr
        )
        os.kill(holder, signal.SIGCONT)
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in worker), log, 30)
    socket.create_server(("127.0.0.1", port)).close()


def holds(pid: int, port: int) -> bool:
    """Say whether a process listens on a port."""
    table = Path(f"/proc/{pid}/net/tcp").read_text()
    inodes = {line.split()[9] for line in table.splitlines()[1:] if line.split()[1].endswith(f":{port:04X}")}
    links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes() and any(
        match[1] in inodes for link in links if (match := re.fullmatch(r"socket:\[(\d+)\]", link))
    )


def start(folder: Path, *arguments: str, port: int = 0) -> subprocess.CompletedProcess[str]:
    """Run `portfolio serve ssh` to its end, which comes at once."""
    environment = {
        "PORTFOLIO_DATA_DIR": str(folder),
        "PORTFOLIO_MODEL": "none",
        "NOTIFY_SOCKET": str(folder / "notify"),
    }
    return subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", "serve", "ssh", "--host", "127.0.0.1",
         "--port", str(port), "--content", str(TINY), *arguments],
        capture_output=True, text=True, timeout=60, env=os.environ | environment,
    )  # fmt: skip
