"""A small app behind real doors: on a sink in memory, and behind asyncssh with the real OpenSSH client."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import pty
import re
import shutil
import signal
import struct
import sys
import termios
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path
from typing import Any, ClassVar

import asyncssh
import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.hosting.driver import ENTER, LEAVE
from tui.hosting.host import Host, Visitor
from tui.hosting.operations.log import make_log
from tui.hosting.session import Session
from tui.hosting.settings import HostingSettings
from tui.hosting.sink import Size
from tui.hosting.ssh.door import door as ssh
from tui.hosting.terminal import FALLBACK, Terminal
from tui.hosting.textual_internals.stdio_router import Streams
from tui.terminal.background import BackgroundTold

CLIENT = shutil.which("ssh")
needs_ssh = pytest.mark.skipif(CLIENT is None, reason="the OpenSSH client is not installed")
ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])")
PATIENCE = 15.0


class Toy(App[None]):
    """Says what it is told, and fails in every way that a binding is for."""

    CSS = "Static { height: auto } #styled { color: #f08020; background: #102030 }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        Binding("f2", "crash", priority=True),
        Binding("f3", "leave_the_process", priority=True),
        Binding("f4", "hang", priority=True),
        Binding("f5", "print", priority=True),
        Binding("f6", "worker_exits", priority=True),
        Binding("f7", "paint", priority=True),
        Binding("f8", "browse", priority=True),
        Binding("f9", "save", priority=True),
        Binding("escape", "say_escaped"),
        Binding("ctrl+q", "quit", priority=True),
    ]

    def __init__(self, visitor: Visitor, start: str | None) -> None:
        super().__init__()
        self.visitor, self.start = visitor, start
        self.painted = 0

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(f"welcome {self.start or 'home'}", id="styled", markup=False)
            yield Static("", id="said", markup=False)
            yield Input(max_length=200)

    def on_mount(self) -> None:
        self.say(f"size {self.size.width}x{self.size.height}")

    def on_resize(self, event: events.Resize) -> None:
        self.say(f"size {event.size.width}x{event.size.height}")

    def on_input_changed(self, event: Input.Changed) -> None:
        self.say(f"typed {event.value}")

    def on_paste(self, event: Any) -> None:
        self.say(f"pasted {len(event.text)}")

    def on_background_told(self, message: BackgroundTold) -> None:
        self.say(f"light {message.light}")

    def say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def action_crash(self) -> None:
        secret = "what the visitor typed"  # noqa: F841 -- must not be logged
        raise LookupError("a handler failed")

    def action_leave_the_process(self) -> None:
        sys.exit(3)

    async def action_hang(self) -> None:
        await asyncio.sleep(3600)

    def action_print(self) -> None:
        print(f"printed by {self.visitor.user}")

    def action_worker_exits(self) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            sys.exit(4)

        self.run_worker(work())

    def action_paint(self) -> None:
        self.painted += 1
        lines = [f"{self.painted}{row:02}".ljust(self.size.width, "x") for row in range(12)]
        self.query_one("#styled", Static).update("\n".join(lines))

    def action_say_escaped(self) -> None:
        self.say("escaped")

    def action_browse(self) -> None:
        self.open_url("https://example.org/a")

    def action_save(self) -> None:
        self.deliver_text(io.StringIO("text"), save_filename="delivered.txt")


class Commands:
    """Runs a few commands that show how their streams behave."""

    def place(self, line: str) -> str | None:
        return line if line.startswith("essays/") else None

    def __call__(self, arguments: list[str], streams: Streams, terminal: Terminal, visitor: Visitor) -> int:
        match arguments:
            case ["help", *_]:
                print("this is the help")
                return 0
            case ["echo", *words]:
                print(*words)
                print("talk", file=sys.stderr)
                return 0
            case ["cat"]:
                print(sys.stdin.read(), end="")
                return 0
            case ["fail", code]:
                return int(code)
            case ["raise"]:
                raise LookupError("a command failed")
            case ["exit"]:
                sys.exit(5)
            case ["flood", count]:
                for _ in range(int(count)):
                    print("y" * 1023)
                return 0
            case ["who"]:
                print(visitor.user, sys.stdout.isatty(), terminal.size.columns)
                return 0
            case ["forever"]:
                while True:
                    print("tick")
                    time.sleep(0.01)
        print(f"no {arguments[0]!r} here", file=sys.stderr)
        return 2


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


def plain(data: bytes) -> str:
    """Return terminal output without its escape sequences."""
    return ESCAPES.sub(b"", data).decode("utf-8", "replace")


async def until(condition: Callable[[], Any], what: str = "it", seconds: float = PATIENCE) -> None:
    """Wait for a condition, which the event loop makes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        await asyncio.sleep(0.005)


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
        await until(lambda: text in self.text, f"{text!r} on the screen", seconds)

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


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(HostingSettings, "FILE", tmp_path / "hosting.toml")


__all__ = ["ENTER", "LEAVE", "House", "MemorySink", "Toy", "Visit", "needs_ssh", "on_screen", "open_house", "until"]
