"""The units under a live systemd: the first process of a namespace of its own, where root may have one."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.hosting.served import STARTING
from tests.hosting.ssh_client import client, needs_ssh
from tests.hosting.test_proxies import free_port
from tests.hosting.waiting import until
from tests.places import ROOT

UNITS = ROOT / "tui" / "hosting" / "deployment" / "systemd"
SYSTEMD = Path("/lib/systemd/systemd")
NAMESPACE = ("unshare", "--fork", "--pid", "--mount", "--cgroup", "--ipc", "--uts", "--kill-child")
PREPARED = """
set -e
mount --make-rprivate /
mount -t proc proc /proc
for folder in /run /var/lib /var/cache; do mount -t tmpfs tmpfs $folder; done
umount -R /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
"""
BEGIN = """
mkdir -p /run/systemd
cp -r {units} /run/systemd/system
exec env container=test {systemd} --system --unit={unit} --log-target=console --show-status=0
"""
HERE = """[Unit]
DefaultDependencies=no
[Service]
ProtectHome=tmpfs
BindReadOnlyPaths={python} {root}
Environment=PORTFOLIO_MODEL=none PORTFOLIO_HOSTING_HOST=127.0.0.1
Environment=PORTFOLIO_HOSTING_PORT={port} PORTFOLIO_HOSTING_WEB_PORT={port}
"""
"""Beside the unit: where this Python is, in somebody's home perhaps, and the port."""


def may_have_systemd() -> bool:
    """Say whether there is a systemd, and a namespace in which it may be the first process."""
    if not SYSTEMD.exists() or shutil.which("unshare") is None or os.geteuid():
        return False
    return not subprocess.run([*NAMESPACE, "sh", "-c", PREPARED], capture_output=True, check=False).returncode


@asynccontextmanager
async def booted(folder: Path, unit: str, port: int, metrics: int) -> AsyncIterator[int]:
    """Have a systemd start a unit; yield the process by which its namespace is entered."""
    units = folder / "units"
    beside = units / f"{unit}.d"
    beside.mkdir(parents=True)
    program = Path(sys.executable).with_name("portfolio")
    text = (UNITS / unit).read_text("utf-8").replace("/opt/portfolio/bin/portfolio", str(program))
    (units / unit).write_text(text.replace("METRICS_PORT=9222", f"METRICS_PORT={metrics}"), "utf-8")
    (beside / "here.conf").write_text(HERE.format(python=sys.base_prefix, root=ROOT, port=port), "utf-8")
    begin = PREPARED + BEGIN.format(units=units, systemd=SYSTEMD, unit=unit)
    log = (folder / "log").open("w")
    process = await asyncio.create_subprocess_exec(*NAMESPACE, "sh", "-c", begin, stdout=log, stderr=log)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        await until(children.read_text, "the first process of the namespace")
        yield int(children.read_text().split()[0])
    finally:
        process.kill()
        await process.wait()
        log.close()


def within(systemd: int, *command: str) -> str:
    """Run a command in the namespace of a systemd; return what it prints."""
    entered = ["nsenter", "--target", str(systemd), "--mount", "--pid", *command]
    return subprocess.run(entered, capture_output=True, text=True, check=True).stdout


def is_ready(metrics: int) -> bool:
    """Ask /readyz."""
    try:
        with urlopen(f"http://127.0.0.1:{metrics}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


async def runs_a_command(port: int) -> bool:
    """Have a visitor come by SSH."""
    asked = await asyncio.create_subprocess_exec(
        *client(port, "guest"), "essays", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    return bool((await asked.communicate())[0]) and asked.returncode == 0


async def reads_a_page(port: int) -> bool:
    """Have a visitor come by browser."""
    with await asyncio.to_thread(urlopen, f"http://127.0.0.1:{port}/essays", timeout=60) as answer:
        return answer.status == 200 and b"<html" in answer.read()


@needs_ssh
@pytest.mark.beside
@pytest.mark.skipif(not may_have_systemd(), reason="no systemd, or no namespace for one (both need root)")
@pytest.mark.parametrize(
    ("unit", "visits"), [("portfolio-ssh.service", runs_a_command), ("portfolio-web.service", reads_a_page)]
)
async def test_the_hardened_units_serve_visitors_and_end_well_under_a_live_systemd(
    tmp_path: Path, unit: str, visits: Callable[[int], Awaitable[bool]]
) -> None:
    port, metrics = free_port(), free_port()
    async with booted(tmp_path, unit, port, metrics) as systemd:
        await until(lambda: is_ready(metrics), f"ready: {(tmp_path / 'log').read_text()}", STARTING)
        show = ("systemctl", "show", unit)
        await until(
            lambda: "ActiveState=active" in within(systemd, *show, "--property=ActiveState"), "systemd hears READY=1",
            STARTING,
        )  # fmt: skip
        [main] = re.findall(r"MainPID=(\d+)", within(systemd, *show, "--property=MainPID"))
        status = within(systemd, "cat", f"/proc/{main}/status")
        assert not re.search(r"^Uid:\s+0", status, re.M)
        assert re.findall(r"^(?:NoNewPrivs|Seccomp):\s+(\d)", status, re.M) == ["1", "2"]
        assert await visits(port)
        within(systemd, "systemctl", "stop", unit)
        ended = within(systemd, *show, "--property=ActiveState,Result,ExecMainStatus")
        assert sorted(ended.split()) == ["ActiveState=inactive", "ExecMainStatus=0", "Result=success"]
