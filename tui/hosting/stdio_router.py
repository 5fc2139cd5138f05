"""One stdout and one stderr for the process that know whose they are: a command's, an app's, or the server's own.

Textual redirects `sys.stdout` for the whole process while an app runs; with many apps the last one to start would get
what all others print, and the first to end would take it away from the rest.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TextIO, cast

from tui.textual_internals import apps


@dataclass(frozen=True, slots=True)
class Streams:
    """The standard streams of one command."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO


current_streams: ContextVar[Streams | None] = ContextVar("current_streams", default=None)


class RoutedOutput(io.TextIOBase):
    """Stands in for `sys.stdout` or `sys.stderr`."""

    def __init__(self, original: TextIO, name: str) -> None:
        super().__init__()
        self.original = original
        self._name = name

    def _stream(self) -> TextIO | None:
        streams = current_streams.get()
        if streams is not None:
            return streams.stderr if self._name == "stderr" else streams.stdout
        return None if apps.running_app() is not None else self.original

    def write(self, text: str, /) -> int:
        """Write to the command's stream, to the widgets of the app that capture prints, or to the server's stream."""
        stream = self._stream()
        if stream is not None:
            return stream.write(text)
        app = apps.running_app()
        if app is not None:
            apps.print_in(app, text, self._name == "stderr")
        return len(text)

    def flush(self) -> None:
        """Flush the stream that is written to."""
        stream = self._stream()
        if stream is not None:
            stream.flush()

    def isatty(self) -> bool:
        """Whether the stream that is written to is a terminal."""
        stream = self._stream()
        return stream is not None and stream.isatty()

    def writable(self) -> bool:
        """Yes."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of everything that is sent."""
        return "utf-8"

    def fileno(self) -> int:
        """The server's own file, for the server only: nothing of a visitor may reach it."""
        stream = self._stream()
        if stream is not self.original:
            raise io.UnsupportedOperation("this stream has no file")
        return self.original.fileno()

    @property
    def buffer(self) -> object:
        """The bytes below the stream that is written to."""
        stream = self._stream()
        return getattr(stream, "buffer") if stream is not None else io.BytesIO()  # noqa: B009 -- TextIO may have none


class RoutedInput(io.TextIOBase):
    """Stands in for `sys.stdin`: a command's input, or nothing."""

    def __init__(self, original: TextIO) -> None:
        super().__init__()
        self.original = original

    def _stream(self) -> TextIO:
        streams = current_streams.get()
        if streams is not None:
            return streams.stdin
        return io.StringIO() if apps.running_app() is not None else self.original

    def read(self, size: int | None = -1, /) -> str:
        """Read text."""
        return self._stream().read(-1 if size is None else size)

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """Read a line."""
        return self._stream().readline(size)

    def isatty(self) -> bool:
        """Whether the input is a terminal."""
        return self._stream().isatty()

    def readable(self) -> bool:
        """Yes."""
        return True

    def fileno(self) -> int:
        """The server's own file, for the server only."""
        stream = self._stream()
        if stream is not self.original:
            raise io.UnsupportedOperation("this stream has no file")
        return self.original.fileno()

    @property
    def buffer(self) -> object:
        """The bytes below the stream that is read."""
        return getattr(self._stream(), "buffer")  # noqa: B009 -- TextIO may have none


@contextmanager
def routed_stdio() -> Iterator[tuple[TextIO, TextIO]]:
    """Route the process's standard streams while the doors are open. Yields what apps capture their prints with."""
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = RoutedOutput(before[1], "stdout"), RoutedOutput(before[2], "stderr")
    sys.stdin, sys.stdout, sys.stderr = cast("TextIO", RoutedInput(before[0])), cast("TextIO", out), cast("TextIO", err)
    try:
        yield cast("TextIO", out), cast("TextIO", err)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
