"""Commands without screens (`ssh host ask "…"`): each runs on a thread with streams of its own, never the process's."""

from __future__ import annotations

import asyncio
import contextvars
import io
import re
import threading
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from tui.hosting.charset import encode
from tui.hosting.crash_guard import APOLOGY, traceback_text
from tui.hosting.host import FAREWELLS
from tui.hosting.stdio_router import Streams, current_streams

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

    from tui.hosting.host import Host, Visitor
    from tui.hosting.terminal import Terminal

COMMAND_LENGTH = 8_192
STDIN_LIMIT = 65_536
"""Bytes of input that wait for a command before the visitor's side has to."""
_FAILED, USAGE, INTERRUPTED = 1, 2, 130
_POLL_SECONDS = 0.05
_AHEAD = 16_384
"""Bytes that a command may write before the loop has passed them on."""


_WORD = re.compile(r"""(?<!\S)"([^"]*)"(?!\S)|(?<!\S)'([^']*)'(?!\S)|(\S+)""")
"""A word, or what stands between quotes that begin and end with one: an apostrophe inside a word is a letter."""


def command_words(line: str) -> list[str]:
    """Split a command line. A client sends `ssh HOST ask "What's it?"` as `ask What's it?`, which no shell reads."""
    return [double or single or word for double, single, word in _WORD.findall(line)]


class CommandSink(Protocol):
    """Where a command's output goes. Called on the event loop."""

    def write(self, data: bytes, stderr: bool = False) -> None:
        """Send bytes of stdout or stderr."""

    def backlog(self) -> int:
        """Bytes that the visitor's side has not taken yet."""

    def pause(self, paused: bool) -> None:
        """Stop or go on taking input."""

    def close(self, status: int = 0) -> None:
        """End with an exit status, once everything is sent."""

    def abort(self) -> None:
        """Cut the connection."""


class CommandOutput(io.TextIOBase):
    """A command's stdout or stderr. Writing waits for a slow reader, and fails once nobody reads."""

    def __init__(self, command: Command, stderr: bool) -> None:
        super().__init__()
        self._command, self._stderr = command, stderr

    def write(self, text: str, /) -> int:
        """Send text; block while too much of it waits. Raises BrokenPipeError once the visitor is gone."""
        self._command.send(text, self._stderr)
        return len(text)

    @property
    def buffer(self) -> CommandBytes:
        """The same for bytes."""
        return CommandBytes(self._command, self._stderr)

    def isatty(self) -> bool:
        """Whether this is a terminal that wants to be treated as one."""
        return self._command.terminal.capable and self._command.terminal.depth != "none"

    def writable(self) -> bool:
        """Yes."""
        return True


class CommandBytes(io.RawIOBase):
    """A command's stdout or stderr as bytes, which arrive as they are written."""

    def __init__(self, command: Command, stderr: bool) -> None:
        super().__init__()
        self._command, self._stderr = command, stderr

    def write(self, data: Buffer, /) -> int:
        """Send bytes as `CommandOutput` sends text."""
        sent = bytes(data)
        self._command.send(sent, self._stderr)
        return len(sent)

    def writable(self) -> bool:
        """Yes."""
        return True


class CommandInput(io.RawIOBase):
    """A command's stdin, as bytes."""

    def __init__(self, command: Command) -> None:
        super().__init__()
        self._command = command

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Wait for bytes; none means the end."""
        data = self._command.receive(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readable(self) -> bool:
        """Yes."""
        return True


class Command:
    """One command of one visitor. `run()` lasts until it has ended; the other methods return at once."""

    kind = "command"

    def __init__(self, host: Host, sink: CommandSink, visitor: Visitor, terminal: Terminal, line: str) -> None:
        self.host, self.sink, self.visitor, self.terminal, self.line = host, sink, visitor, terminal, line
        self.log = host.log.bind(session=visitor.id)
        self._loop = asyncio.get_running_loop()
        self._input: deque[bytes] = deque()
        self._input_size = 0
        self._eof = False
        self._arrived = threading.Condition()
        self._drained = threading.Condition()
        self._waiting = 0
        self._written = 0
        self._gone = threading.Event()
        self._reason = ""
        self._done = asyncio.Event()
        self._sent = 0

    @property
    def leaving(self) -> bool:
        """Whether it was stopped."""
        return bool(self._reason)

    # -- what the door calls -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Run the command to its end, and close the sink with its exit code."""
        began = time.monotonic()
        self.host.comes(self)
        try:
            status = await self._run()
        finally:
            self.host.left(self.visitor)
            self.host.goes(self)
        self.sink.close(status)
        seconds = time.monotonic() - began
        self.host.metrics.session_seconds.labels(self.visitor.door, "command").observe(seconds)
        self.host.metrics.output_bytes.inc(self._sent)
        self.log.info("session ended", kind="command", reason=self._reason or "done", status=status,
                      seconds=round(seconds, 2), sent=self._sent)  # fmt: skip

    def feed(self, data: bytes) -> None:
        """Take input; on a terminal, ^C stops the command and ^D ends its input."""
        self.host.touch()
        if self.terminal.present:
            if b"\x03" in data:
                self.sink.write(b"^C\r\n")
                self.hang_up("interrupted")
                return
            data, ended, _ = data.partition(b"\x04")
            data = data.replace(b"\r", b"\n")
            self.sink.write(data.replace(b"\n", b"\r\n"))  # no line editor here, so the echo is ours
        else:
            ended = b""
        with self._arrived:
            if data and not self._eof:
                self._input.append(data)
                self._input_size += len(data)
            self._eof = self._eof or bool(ended)
            self._arrived.notify()
        if self._input_size > STDIN_LIMIT:
            self.sink.pause(True)

    def end_input(self) -> None:
        """The visitor sends no more."""
        with self._arrived:
            self._eof = True
            self._arrived.notify()

    def hang_up(self, reason: str) -> None:
        """Stop the command: its next read or write fails."""
        self._reason = self._reason or reason
        self._gone.set()
        with self._drained:
            self._drained.notify()
        self.end_input()
        self._loop.call_soon(self._done.set)

    def abort(self) -> None:
        """Stop the command and cut the connection."""
        self.hang_up("aborted")
        self.sink.abort()

    # -- what the command's thread calls -------------------------------------------------------------------------------

    def send(self, written: str | bytes, stderr: bool) -> None:
        """Send text, in the terminal's form, or bytes, as they are, from the command's thread."""
        if self._gone.is_set():
            raise BrokenPipeError
        data = written if isinstance(written, bytes) else self._encoded(written)
        with self._drained:
            self._waiting += len(data)
            self._loop.call_soon_threadsafe(self._write, data, stderr)
            if not self._drained.wait_for(self._may_write, self.host.settings.stall_seconds):
                self._loop.call_soon_threadsafe(self.hang_up, "stalled")
        if self._gone.is_set():
            raise BrokenPipeError

    def receive(self, most: int) -> bytes:
        """Wait in the command's thread for up to `most` bytes of input."""
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._input) or self._eof)
            if self._gone.is_set() or not self._input:
                return b""
            data = self._input.popleft()
            if len(data) > most:
                self._input.appendleft(data[most:])
                data = data[:most]
            self._input_size -= len(data)
        self._loop.call_soon_threadsafe(self.sink.pause, False)
        return data

    # -- inside --------------------------------------------------------------------------------------------------------

    def _encoded(self, text: str) -> bytes:
        return encode(text.replace("\n", "\r\n") if self.terminal.present else text, self.terminal.utf8)

    def _write(self, data: bytes, stderr: bool) -> None:
        if self._gone.is_set():
            return
        self._sent += len(data)
        self._written += len(data)
        self.sink.write(data, stderr)
        self._look()

    def _look(self) -> None:
        """Let the command go on once the sink has room again."""
        if self.sink.backlog() > self.host.settings.backlog_limit and not self._gone.is_set():
            self._loop.call_later(_POLL_SECONDS, self._look)
            return
        with self._drained:
            self._waiting -= self._written
            self._written = 0
            self._drained.notify()

    def _may_write(self) -> bool:
        return self._waiting <= _AHEAD or self._gone.is_set()

    async def _run(self) -> int:
        try:
            if len(self.line) > COMMAND_LENGTH:
                raise ValueError(f"the command is longer than {COMMAND_LENGTH} characters")
            arguments = command_words(self.line)
        except ValueError as error:
            self._say(f"That command cannot be read: {error}.")
            return USAGE
        context = contextvars.copy_context()
        context.run(current_streams.set, self._streams())
        ran = self._loop.run_in_executor(self.host.command_threads, partial(context.run, self._call, arguments))
        left = asyncio.create_task(self._done.wait())
        await asyncio.wait((ran, left), timeout=self.host.settings.command_seconds, return_when=asyncio.FIRST_COMPLETED)
        left.cancel()
        if not ran.done() and not self._gone.is_set():
            self.hang_up("too long")
            self._say("That took too long here, so it was stopped.")
        if ran.done() and not self._gone.is_set():
            return ran.result()
        ran.cancel()
        if self._reason == "shutdown":
            self._say(FAREWELLS["shutdown"])
        return INTERRUPTED if self._reason == "interrupted" else _FAILED

    def _call(self, arguments: list[str]) -> int:
        try:
            if self._gone.is_set():
                return _FAILED
            streams = current_streams.get()
            assert streams is not None
            return self.host.run_command(arguments, streams, self.terminal, self.visitor)
        except BrokenPipeError:
            return _FAILED
        except BaseException as error:  # SystemExit too: it would end the thread, and the visitor would wait
            self.host.metrics.crashes.inc()
            self.log.error("crash", error=type(error).__name__, traceback=traceback_text(error))
            self._loop.call_soon_threadsafe(self._say, APOLOGY.format(session=self.visitor.id))
            return _FAILED

    def _streams(self) -> Streams:
        text = io.TextIOWrapper(io.BufferedReader(CommandInput(self)), "utf-8", "replace")
        out, err = CommandOutput(self, stderr=False), CommandOutput(self, stderr=True)
        return Streams(text, cast("TextIO", out), cast("TextIO", err))

    def _say(self, text: str) -> None:
        newline = "\r\n" if self.terminal.present else "\n"
        self.sink.write(encode(text + newline, self.terminal.utf8), stderr=True)
