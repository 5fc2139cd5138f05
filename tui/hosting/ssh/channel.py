"""One SSH session channel: decides between screens, a command and a sentence, and passes on what the client sends.

Imported only by the SSH door, since asyncssh takes 200 ms to import.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import asyncssh

from tui.hosting.charset import encode
from tui.hosting.commands import Command
from tui.hosting.host import REFUSALS
from tui.hosting.operations.log import brief
from tui.hosting.session import Session
from tui.hosting.sink import Size
from tui.hosting.ssh.sink import ChannelSink
from tui.hosting.terminal import VARIABLE_COUNT, VARIABLE_LENGTH, VARIABLES, Terminal, clamp, read_terminal

if TYPE_CHECKING:
    from tui.hosting.host import Host, Visitor

NO_SUBSYSTEM = "This host shows a portfolio: there is no {name} here, and there are no files to fetch."
NOT_OFFERED = "This host shows a portfolio: {what} is not offered here, and was not used."
NEEDS_TERMINAL = (
    "Your terminal says that it is {term!r}, on which the screens cannot be drawn. Here are the commands.\n"
)
TERM_LENGTH = 64


class SSHSession(asyncssh.SSHServerSession[bytes]):
    """A session channel of one visitor. `refusal` is said instead of everything else where there is no seat."""

    def __init__(self, host: Host, visitor: Visitor, refusal: str) -> None:
        self.host, self.visitor, self.refusal = host, visitor, refusal
        self.notices: list[str] = []
        self._requested: tuple[str, Size] | None = None
        self._command: str | None = None
        self._environment: dict[str, str] = {}
        self._running: Session | Command | None = None
        self._task: asyncio.Task[None] | None = None
        self._seated = not refusal
        self._channel: Any = None
        self._sink: ChannelSink | None = None

    # -- what the client requests --------------------------------------------------------------------------------------

    def accept_variable(self, name: bytes, value: bytes) -> bool:
        """Say whether a variable of the client's environment is taken: few are, and none is long."""
        key = name.decode("ascii", "replace")
        taken = key in VARIABLES and len(value) <= VARIABLE_LENGTH and len(self._environment) < VARIABLE_COUNT
        if taken:
            self._environment[key] = value.decode("utf-8", "replace")
        return taken

    def refused(self, what: str) -> None:
        """Note a request that was refused, for a sentence about it."""
        if len(self.notices) < 4 and what not in self.notices:
            self.notices.append(what)

    def connection_made(self, chan: Any) -> None:
        """Take the channel, and bound what may wait in it."""
        self._channel = chan
        limit = self.host.settings.backlog_limit
        chan.set_write_buffer_limits(high=limit, low=limit // 4)

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Any) -> bool:  # noqa: ARG002
        """Take the terminal's name and size."""
        self._requested = term_type[:TERM_LENGTH], self._clamped(term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        """No command: the screens, or help where there is no terminal."""
        self._command = ""
        return True

    def exec_requested(self, command: str) -> bool:
        """A command: run it as ours, never as a shell's."""
        self._command = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """Answer sftp and the like with a sentence."""
        self.refusal = self.refusal or NO_SUBSYSTEM.format(name=brief(subsystem)[:20])
        return True

    # -- the session ---------------------------------------------------------------------------------------------------

    def session_started(self) -> None:
        """Everything is known now: begin."""
        term, size = self._requested or ("", Size(80, 24))
        terminal = read_terminal(term or ("dumb" if self._requested else ""), size, self._environment)
        self._sink = ChannelSink(self._channel, size, self.host.settings.grace_seconds)
        if self.refusal:
            self._say(terminal, self.refusal)
            self._sink.close(1)
            return
        for what in self.notices:
            self._say(terminal, NOT_OFFERED.format(what=what))
        self._running = self._choose(terminal)
        kind = "screens" if isinstance(self._running, Session) else "command"
        self.host.log.info(
            "session", session=self.visitor.id, address=self.visitor.address, user=brief(self.visitor.user), kind=kind,
            term=brief(term), size=f"{size.columns}x{size.rows}", depth=terminal.depth,
        )  # fmt: skip
        self._task = asyncio.create_task(self._run(), name=f"session {self.visitor.id}")

    def _choose(self, terminal: Terminal) -> Session | Command:
        assert self._sink is not None
        line = (self._command or "").strip()
        place = self.host.run_command.place(line) if line else ""
        if terminal.present and place is not None and terminal.capable:
            return Session(self.host, self._sink, self.visitor, terminal, place or None)
        if terminal.present and not line:
            self._say(terminal, NEEDS_TERMINAL.format(term=brief(terminal.term)))
        return Command(self.host, self._sink, self.visitor, terminal, line or "help")

    async def _run(self) -> None:
        assert self._running is not None
        try:
            await self._running.run()
        finally:
            self._running = None
            self._leave_seat()

    def data_received(self, data: bytes, datatype: int | None) -> None:  # noqa: ARG002 -- asyncssh's signature
        """Pass input on."""
        if self._running is not None:
            self._running.feed(data)

    def eof_received(self) -> bool:
        """The client sends no more: for screens that is the end; a command may still answer."""
        if isinstance(self._running, Command):
            self._running.end_input()
        elif self._running is not None:
            self._running.hang_up("quit")
        return True

    def signal_received(self, signal: str) -> None:
        """INT, HUP, TERM and the like: leave."""
        if signal in ("INT", "HUP", "TERM", "QUIT", "KILL") and self._running is not None:
            self._running.hang_up("interrupted" if isinstance(self._running, Command) else "quit")

    def break_received(self, msec: int) -> bool:  # noqa: ARG002 -- asyncssh's signature
        """A break leaves, too."""
        self.signal_received("INT")
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:  # noqa: ARG002
        """Pass a new size on, within limits."""
        if isinstance(self._running, Session):
            self._running.resize(self._clamped(width, height))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncssh's signature
        """The visitor is gone."""
        if self._sink is not None:
            self._sink.closed = True
        if self._running is not None:
            self._running.hang_up("left")
        else:
            self._leave_seat()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _leave_seat(self) -> None:
        if self._seated:
            self._seated = False
            self.host.seats.leave(self.visitor.key)

    def _clamped(self, columns: int, rows: int) -> Size:
        return clamp(columns, rows, Size(self.host.settings.max_columns, self.host.settings.max_rows))

    def _say(self, terminal: Terminal, text: str) -> None:
        newline = "\r\n" if terminal.present else "\n"
        assert self._sink is not None
        self._sink.write(encode(text.replace("\n", newline) + newline, terminal.utf8), stderr=True)


def refusal_text(reason: str, host: Host) -> str:
    """Return the line for a visitor who finds no seat."""
    return REFUSALS[reason].format(per_address=host.settings.sessions_per_address) if reason else ""


ALGORITHMS: dict[str, Sequence[str]] = {
    "kex_algs": ("curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"),
    "encryption_algs": (
        "chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr",
    ),
    "mac_algs": ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256"),
}  # fmt: skip
