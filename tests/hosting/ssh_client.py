"""The real OpenSSH client, run to its end or on a pty of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import shutil
import signal
import struct
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fcntl import ioctl

import pytest

from tests.fakes.cells import Cells
from tests.hosting.waiting import PATIENCE, plain, until

CLIENT = shutil.which("ssh")
needs_ssh = pytest.mark.skipif(CLIENT is None, reason="the OpenSSH client is not installed")


def client(port: int, user: str, *options: str) -> list[str]:
    """Return the command line of the OpenSSH client, without anything of this user's own configuration."""
    assert CLIENT is not None
    settings = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "IdentitiesOnly=yes",
                "IdentityFile=/dev/null", "IdentityAgent=none")  # fmt: skip
    flags = [flag for setting in settings for flag in ("-o", setting)]
    return [CLIENT, "-F", "none", "-p", str(port), *options, *flags, f"{user}@127.0.0.1"]  # the first of each counts


class Screen:
    """The OpenSSH client on a pty of its own, as a person would use it."""

    def __init__(self, master: int, process: asyncio.subprocess.Process) -> None:
        self.master, self.process = master, process
        self.data = bytearray()
        self._cells = Cells()
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.master, 65_536)
        except OSError:
            data = b""
        if data:
            self.data += data
        else:
            asyncio.get_running_loop().remove_reader(self.master)

    @property
    def text(self) -> str:
        return plain(bytes(self.data))

    def type(self, keys: str | bytes) -> None:
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        set_size(self.master, columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    async def shows(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a text has come, at once or piece by piece."""
        await until(lambda: text in self.text or text in self._cells.read(self.data).text,
                    f"{text!r} on the screen", seconds)  # fmt: skip

    async def ended(self, seconds: float = PATIENCE) -> int:
        async with asyncio.timeout(seconds):
            return await self.process.wait()


def set_size(descriptor: int, columns: int, rows: int) -> None:
    ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@asynccontextmanager
async def on_screen(
    port: int, *arguments: str, options: tuple[str, ...] = ("-t",), user: str = "guest", term: str = "xterm-256color",
    columns: int = 80, rows: int = 24, environment: dict[str, str] | None = None,
) -> AsyncIterator[Screen]:  # fmt: skip
    """Run the OpenSSH client on a pty."""
    master, slave = pty.openpty()
    set_size(slave, columns, rows)
    process = await asyncio.create_subprocess_exec(
        *client(port, user, *options), *arguments, stdin=slave, stdout=slave, stderr=slave,
        env=os.environ | {"TERM": term} | (environment or {}), start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    screen = Screen(master, process)
    try:
        yield screen
    finally:
        asyncio.get_running_loop().remove_reader(master)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        os.close(master)
