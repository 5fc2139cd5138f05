"""Running it: logs, metrics, health, sockets, and processes that start, die, come back and end in order."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.hosting.house import open_house
from tests.hosting.ssh_client import client, needs_ssh, on_screen
from tests.places import TINY
from tui.hosting.operations.health import serve_health
from tui.hosting.operations.listening import inherited_socket, notify_systemd, open_sockets
from tui.hosting.operations.log import brief, make_log
from tui.hosting.operations.metrics import Metrics

NASTY = "a\x1b]0;owned\x07\x1b[2J\r\nlevel='error'\u202e日本\x9b31m"


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_in_a_log_line_steers_a_terminal_or_forges_a_line(as_json: bool) -> None:
    stream = io.StringIO()
    make_log(stream, json=as_json).info("session", user=brief(NASTY), term=NASTY)
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert not [char for char in text.rstrip("\n") if not char.isprintable()]


def test_json_lines_can_be_read_back() -> None:
    stream = io.StringIO()
    log = make_log(stream, json=True).bind(session="abc")
    log.info("connect", address="::1")
    log.debug("not this one")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["session"], line["address"], line["level"]) == ("connect", "abc", "::1", "info")


async def test_health_and_metrics_answer_on_their_port() -> None:
    ready = False
    metrics = Metrics()
    metrics.crashes.inc()
    server = await serve_health(open_sockets("127.0.0.1", 0, 1)[0], metrics, lambda: ready)
    port = server.sockets[0].getsockname()[1]

    def get(path: str, method: str = "GET") -> tuple[int, str]:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    async def ask(path: str, method: str = "GET") -> tuple[int, str]:
        return await asyncio.to_thread(get, path, method)

    assert await ask("/livez") == (200, "alive\n")
    assert (await ask("/readyz"))[0] == 503
    ready = True
    assert (await ask("/readyz"))[0] == 200
    status, text = await ask("/metrics")
    assert (status, "portfolio_crashes_total 1.0" in text) == (200, True)
    assert (await ask("/etc/passwd"))[0] == 404
    assert (await ask("/livez", "POST"))[0] == 405
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"x" * 20_000)
    assert await reader.read() == b"", "an endless request is cut"
    writer.close()
    server.close()


async def test_metrics_follow_the_visitors() -> None:
    async with open_house() as house:
        visit = await house.visit()
        visit.type("ab")
        await visit.shows("typed ab")
        assert 'portfolio_sessions{door="test",kind="screens"} 1.0' in house.host.metrics.text().decode()
        visit.type("\x11")
        await visit.ended()
    text = house.host.metrics.text().decode()
    assert 'portfolio_sessions{door="test",kind="screens"} 0.0' in text
    assert 'portfolio_sessions_ended_total{reason="quit"} 1.0' in text
    assert "portfolio_input_bytes_total 3.0" in text
    assert "portfolio_first_frame_seconds_count 1.0" in text
    assert (
        float(re.findall(r"portfolio_output_bytes_total ([\d.]+)", text)[0]) == house.visits[0].session._output.written
    )


async def test_the_lag_of_the_loop_is_measured() -> None:
    async with open_house() as house:
        time.sleep(0.35)
        await asyncio.sleep(0.01)
        assert house.host.metrics.lag_seconds._sum.get() > 0.2


@pytest.mark.parametrize("count", [1, 3])
def test_sockets_share_one_port(count: int) -> None:
    sockets = open_sockets("127.0.0.1", 0, count)
    assert len({each.getsockname() for each in sockets}) == 1
    with pytest.raises(OSError, match="in use"):
        open_sockets("127.0.0.1", sockets[0].getsockname()[1], count)
    for each in sockets:
        each.close()


def test_no_host_means_every_address() -> None:
    [sock] = open_sockets("", 0, 1)
    port = sock.getsockname()[1]
    socket.create_connection(("127.0.0.1", port), 5).close()
    if socket.has_dualstack_ipv6():
        socket.create_connection(("::1", port), 5).close()
    sock.close()


def test_a_socket_of_systemd_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    assert inherited_socket() is None
    monkeypatch.setenv("LISTEN_PID", "1")
    monkeypatch.setenv("LISTEN_FDS", "1")
    assert inherited_socket() is None, "it was for another process"
    with socket.create_server(("127.0.0.1", 0)) as sock:
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setattr("tui.hosting.operations.listening.FIRST_FD", os.dup(sock.fileno()))
        taken = inherited_socket()
        assert taken is not None
        assert taken.getsockname() == sock.getsockname()
        taken.close()


def test_systemd_hears_that_it_is_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    notify_systemd("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify_systemd("READY=1")
        assert listener.recv(100) == b"READY=1"


# -- the whole command


@contextmanager
def served(tmp_path: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    """Run `portfolio serve ssh` on a free port, and yield the process, the port and its log."""
    log = tmp_path / "log"
    code = "from cli.main import main; main()"
    environment = os.environ | {"PORTFOLIO_DATA_DIR": str(tmp_path), "PORTFOLIO_MODEL": "none"}
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", "ssh", "--host", "127.0.0.1", "--port", "0",
             "--content", str(TINY), *arguments],
            stderr=stream, stdout=stream, env=environment, text=True, start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(lambda: log.read_text().count('"event": "open"') >= 1, log)
        yield process, int(re.findall(r"ssh -p (\d+)", log.read_text())[0]), log
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def wait_for(condition: Any, log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def ssh(port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*client(port, "guest"), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )


@needs_ssh
async def test_the_whole_command_serves_says_goodbye_and_ends_with_zero(tmp_path: Path) -> None:
    with served(tmp_path) as (process, port, log):
        assert (tmp_path / "ssh_host_ed25519_key").stat().st_mode & 0o777 == 0o600
        assert "SHA256:" in log.read_text()
        async with on_screen(port) as screen:
            await screen.shows("Home", 60)
            shown = await asyncio.to_thread(ssh, port, "help")
            assert (shown.returncode, "ssh HOST ask" in shown.stdout, shown.stderr) == (0, True, "")
            process.send_signal(signal.SIGTERM)
            await screen.shows("This host is restarting", 60)
            assert await screen.ended() == 0
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert [line["reason"] for line in events(log) if line["event"] == "session ended"] == ["done", "shutdown"]
    assert "Traceback" not in log.read_text()
    assert "Warning" not in log.read_text()


@needs_ssh
def test_workers_share_a_port_and_come_back_when_they_die(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as (process, port, log):
        wait_for(lambda: log.read_text().count('"event": "open"') == 2, log)
        assert {line["worker"] for line in events(log) if line["event"] == "open"} == {0, 1}
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        victims = [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert len(victims) == 3, "two workers and the engine"
        os.kill(int(victims[-1]), signal.SIGKILL)
        wait_for(lambda: log.read_text().count('"event": "open"') == 3, log)
        for _ in range(6):  # the kernel shares connections out: both have to answer
            assert ssh(port, "services", "--json").returncode == 0
        process.terminate()
        assert process.wait(30) == 0
    ended = [line for line in events(log) if line["event"] == "process ended"]
    assert [(line["exitcode"], line["process"][:6]) for line in ended] == [(-9, "worker")]
    wait_for(lambda: subprocess.run(["pgrep", "-s", str(process.pid)], capture_output=True).returncode == 1, log, 10)


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [sys.executable, "-c", "from cli.main import main; main()", "serve", "ssh", "--host", "127.0.0.1", "--port",
             str(taken.getsockname()[1])], capture_output=True, text=True, timeout=60,
            env=os.environ | {"PORTFOLIO_DATA_DIR": str(tmp_path)},
        )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be listened on: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr
