"""A data folder that is full or read-only, on a file system of its own: what the owner hears and the visitor reads."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.hosting.served import STARTING, serving
from tests.hosting.ssh_client import needs_ssh, on_screen
from tests.hosting.waiting import until

pytestmark = [needs_ssh, pytest.mark.beside]
UP = "\x1b[A"
"""A key that is no text: what comes behind it is not read as going on from the 8."""
MESSAGE = "\t".join(("Ada", "ada@example.org", "Are you free in May?")) + "\x13"
"""What is typed at Contact: into the form, through its three fields, and ctrl+s."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one MB."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False
    ).returncode:  # fmt: skip
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    with (folder / "in the way").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024))


def make_read_only(folder: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


@pytest.mark.parametrize(("harm", "cause"), [(fill, "disk full"), (make_read_only, "read-only")])
async def test_what_cannot_be_kept_is_told_to_the_owner_once_and_to_the_visitor_without_a_path(
    harm: Callable[[Path], None], cause: str, small_disk: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        metrics = free.getsockname()[1]
    doors = ("ssh", "--port", "0", "--metrics-port", str(metrics))
    async with serving(*doors, folder=tmp_path, model="none", visits="true") as served:
        harm(small_disk)
        async with on_screen(served.port, columns=100, rows=40) as screen:
            await until(lambda: len(screen.data) > 3_000, "Home", STARTING)
            screen.type("8")
            await screen.shows("Send", STARTING)
            screen.type(UP + MESSAGE)
            await until(lambda: "not kept" in screen.text, "a word to the visitor", STARTING)
            await until(lambda: served.lines("not kept"), "a line to the owner", STARTING)
            assert str(small_disk) not in screen.text
        told = [(line["cause"], re.findall(r"\w+\.sqlite3", line["detail"])) for line in served.lines("not kept")]
        assert told, served.log
        assert {each for each, _ in told} == {cause}
        assert len(told) == len({str(files) for _, files in told}), "one line a store and cause"
        with urlopen(f"http://127.0.0.1:{metrics}/readyz", timeout=30) as answer:
            assert b"degraded" in answer.read()
        with urlopen(f"http://127.0.0.1:{metrics}/metrics", timeout=30) as answer:
            assert f'portfolio_not_kept{{cause="{cause}"}}' in answer.read().decode()
        assert "Traceback" not in served.log
