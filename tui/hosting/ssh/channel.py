"""One SSH session channel: decides between screens, a command and a sentence, and passes on what the client sends.

Imported only by the SSH door, since asyncssh takes 200 ms to import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import asyncssh

from content.safe_text import in_quotes
from tui.hosting.charset import encode
from tui.hosting.commands import Command
from tui.hosting.operations.log import brief
from tui.hosting.session import Session
from tui.hosting.sink import Size
from tui.hosting.ssh.sink import ChannelSink
from tui.hosting.stay import Stay
from tui.hosting.terminal import FALLBACK, VARIABLE_COUNT, VARIABLE_LENGTH, VARIABLES, Terminal, clamp, read_terminal

if TYPE_CHECKING:
    from tui.hosting.host import Host, Visitor

NO_SUBSYSTEM = "This host shows a portfolio: there is no {name} here, and there are no files to fetch."
NOT_OFFERED = "This host shows a portfolio: {what} is not offered here, and was not used."
NEEDS_TERMINAL = "Your terminal says that it is {term}, on which the screens cannot be drawn. Here are the commands.\n"
TERM_LENGTH = 64
CTRL_C = b"\x03"


class SSHSession(asyncssh.SSHServerSession[bytes]):
    """A session channel of one visitor. Clients send what they like in any order: `stay` knows what it leads to."""

    def __init__(self, host: Host, visitor: Visitor, live: Callable[[], bool]) -> None:
        """`live` says whether the connection is there."""
        self.host, self.visitor = host, visitor
        self.stay = Stay(host, visitor, lambda: live() and not self._lost, self._cut)
        self.notices: list[str] = []
        self._refusal = ""
        self._lost = False
        self._requested: tuple[str, Size] | None = None
        self._command: str | None = None
        self._environment: dict[str, str] = {}
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
        self._refusal = NO_SUBSYSTEM.format(name=brief(subsystem)[:20])
        return True

    # -- the session ---------------------------------------------------------------------------------------------------

    def session_started(self) -> None:
        """Everything is known now: begin."""
        term, size = self._requested or ("", Size(80, 24))
        terminal = read_terminal(term or ("dumb" if self._requested else ""), size, self._environment)
        self._sink = ChannelSink(self._channel, size, self.host.settings.grace_seconds)
        reason = "" if self._refusal else self.stay.take_seat()
        refusal = self.host.refusal(reason) if reason else self._refusal
        if refusal:
            self._say(terminal, refusal)
            self.stay.end()
            self._sink.close(1)
            return
        for what in self.notices:
            self._say(terminal, NOT_OFFERED.format(what=what))
        running = self._choose(terminal)
        self.host.log.info(
            "session", session=self.visitor.id, address=self.visitor.address, user=brief(self.visitor.user),
            kind=running.kind, term=brief(term), size=f"{size.columns}x{size.rows}", depth=terminal.depth,
        )  # fmt: skip
        self.stay.begin(running)

    def _choose(self, terminal: Terminal) -> Session | Command:
        assert self._sink is not None
        line = (self._command or "").strip()
        place = self.host.run_command.place(line) if line else ""
        if terminal.present and place is not None and terminal.capable:
            return Session(self.host, self._sink, self.visitor, terminal, place or None)
        if terminal.present and not line:
            self._say(terminal, NEEDS_TERMINAL.format(term=in_quotes(brief(terminal.term))))
        return Command(self.host, self._sink, self.visitor, terminal, line or "help")

    def data_received(self, data: bytes, datatype: int | None) -> None:  # noqa: ARG002 -- asyncssh's signature
        """Pass input on."""
        if isinstance(running := self.stay.running, Session | Command):
            running.feed(data)

    def eof_received(self) -> bool:
        """The client sends no more: for screens that is the end; a command may still answer."""
        if isinstance(running := self.stay.running, Command):
            running.end_input()
        else:
            self.stay.leave("quit")
        return True

    def signal_received(self, signal: str) -> None:
        """INT is Ctrl-C to the screens. HUP, TERM and the like: leave, where there is something to leave."""
        running = self.stay.running
        if signal == "INT" and isinstance(running, Session):
            running.feed(CTRL_C)
        elif signal in ("INT", "HUP", "TERM", "QUIT", "KILL") and running is not None:
            self.stay.leave("interrupted" if isinstance(running, Command) else "quit")

    def break_received(self, msec: int) -> bool:  # noqa: ARG002 -- asyncssh's signature
        """A break is Ctrl-C, too."""
        self.signal_received("INT")
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:  # noqa: ARG002
        """Pass a new size on, within limits."""
        size = self._clamped(width, height)
        if isinstance(running := self.stay.running, Session):
            running.resize(size)
        elif self._requested is not None:
            self._requested = self._requested[0], size

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncssh's signature
        """The visitor is gone."""
        self._lost = True
        if self._sink is not None:
            self._sink.closed = True
        self.stay.leave("left")

    # -- inside --------------------------------------------------------------------------------------------------------

    def _cut(self) -> None:
        """Close the channel, and the connection of a client that does not confirm it."""
        if self._sink is not None:
            self._sink.abort()
        elif self._channel is not None:
            ChannelSink(self._channel, FALLBACK, self.host.settings.grace_seconds).close(1)

    def _clamped(self, columns: int, rows: int) -> Size:
        return clamp(columns, rows, Size(self.host.settings.max_columns, self.host.settings.max_rows))

    def _say(self, terminal: Terminal, text: str) -> None:
        newline = "\r\n" if terminal.present else "\n"
        assert self._sink is not None
        self._sink.write(encode(text.replace("\n", newline) + newline, terminal.utf8), stderr=True)


ALGORITHMS: dict[str, Sequence[str]] = {
    "kex_algs": ("curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256"),
    "encryption_algs": (
        "chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes128-ctr",
    ),
    "mac_algs": ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256"),
}  # fmt: skip
