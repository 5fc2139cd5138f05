"""A host with its log: sessions on a sink in memory, and an SSH door where a test asks for one."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from tests.fakes.toy import Commands, Toy
from tests.hosting.ssh_client import client
from tests.hosting.waiting import PATIENCE, plain, until
from tui.hosting.host import Host, Visitor
from tui.hosting.operations.log import make_log
from tui.hosting.session import Session
from tui.hosting.settings import HostingSettings
from tui.hosting.sink import Size
from tui.hosting.ssh import door as ssh
from tui.hosting.terminal import FALLBACK, Terminal


class MemorySink:
    """Keeps what is written. `held` makes it a reader that takes nothing."""

    def __init__(self, size: Size = FALLBACK) -> None:
        self._size = size
        self.data = bytearray()
        self.held = False
        self.taken = 0
        self.pauses: list[bool] = []
        self.status: int | None = None
        self.aborted = False

    @property
    def size(self) -> Size:
        return self._size

    def write(self, data: bytes) -> None:
        self.data += data
        if not self.held:
            self.taken = len(self.data)

    def backlog(self) -> int:
        return len(self.data) - self.taken

    def release(self) -> None:
        self.held = False
        self.taken = len(self.data)

    def pause(self, paused: bool) -> None:
        self.pauses.append(paused)

    def close(self, status: int = 0) -> None:
        self.status = status

    def abort(self) -> None:
        self.aborted = True

    @property
    def text(self) -> str:
        return plain(bytes(self.data))


@dataclass
class Visit:
    """A session on a sink in memory."""

    session: Session
    sink: MemorySink
    task: asyncio.Task[None]

    @property
    def app(self) -> Toy:
        app = self.session._app
        assert isinstance(app, Toy)
        return app

    def type(self, keys: str | bytes) -> None:
        self.session.feed(keys.encode() if isinstance(keys, str) else keys)

    async def shows(self, text: str, seconds: float = PATIENCE) -> None:
        await until(lambda: text in self.sink.text, f"{text!r} on the screen", seconds)

    async def ended(self, seconds: float = PATIENCE) -> None:
        await asyncio.wait_for(asyncio.shield(self.task), seconds)


@dataclass
class House:
    """A host with its log, and what a test needs to visit it."""

    host: Host
    log: io.StringIO
    port: int = 0
    visits: list[Visit] = field(default_factory=list)

    def lines(self, event: str | None = None) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [line for line in lines if event is None or line["event"] == event]

    async def visit(self, *, term: str = "xterm-256color", depth: Any = "truecolor", utf8: bool = True,
                    size: Size = FALLBACK, start: str | None = None, wait: bool = True) -> Visit:  # fmt: skip
        sink = MemorySink(size)
        visitor = Visitor("test", "127.0.0.1", "127.0.0.1", f"user{len(self.visits)}")
        session = Session(self.host, sink, visitor, Terminal(term, size, depth, utf8), start)
        visit = Visit(session, sink, asyncio.create_task(session.run()))
        self.visits.append(visit)
        if wait:
            await visit.shows("size ")
        return visit

    async def connect(self, user: str = "guest") -> asyncssh.SSHClientConnection:
        return await asyncssh.connect(
            "127.0.0.1", self.port, username=user, known_hosts=None, config=None, client_keys=None, agent_path=None
        )

    async def ssh(self, *arguments: str, options: tuple[str, ...] = (), stdin: bytes = b"",
                  user: str = "guest", environment: dict[str, str] | None = None,
                  seconds: float = PATIENCE) -> tuple[int, str, str]:  # fmt: skip
        """Run the OpenSSH client to its end: exit code, stdout, stderr."""
        process = await asyncio.create_subprocess_exec(
            *client(self.port, user, *options), *arguments, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ | (environment or {}),
        )  # fmt: skip
        async with asyncio.timeout(seconds):
            out, err = await process.communicate(stdin)
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()


def settings(**options: Any) -> HostingSettings:
    """Return settings for a test: short times, and nothing of this machine's own configuration."""
    given = {"host": "127.0.0.1", "port": 0, "grace_seconds": 0.5, "shutdown_seconds": 3, "connections_per_minute": 600,
             "sessions_per_address": 100, "starts_at_once": 4}  # fmt: skip
    return HostingSettings(**(given | options))


@asynccontextmanager
async def open_house(
    make_app: Any = Toy, commands: Any = None, door: bool = False, **options: Any
) -> AsyncIterator[House]:
    """Open a host, with an SSH door where `door` says so."""
    log = io.StringIO()
    host = Host(settings(**options), make_log(log, json=True), make_app, commands or Commands())
    async with host.open(warm=False):
        house = House(host, log)
        acceptor = None
        if door:
            acceptor = await ssh.listen(host, asyncssh.generate_private_key("ssh-ed25519"))
            house.port = acceptor.get_port()
        try:
            yield house
        finally:
            if acceptor is not None:
                await ssh.close(acceptor)
