"""The sink of an SSH channel."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from tui.hosting.sink import Size
from tui.textual_internals import channels

if TYPE_CHECKING:
    import asyncssh

STDERR = 1
"""SSH's extended data type for stderr."""


class ChannelSink:
    """Writes to a channel, knows its size, and closes it for good after a grace time."""

    def __init__(self, channel: Any, size: Size, grace_seconds: float) -> None:
        self._channel = channel
        self._connection: asyncssh.SSHServerConnection = channel.get_connection()
        self._grace = grace_seconds
        self._size = size
        self.closed = False
        """Set by the session once the client has confirmed the end, or is gone."""

    @property
    def size(self) -> Size:
        """The size that was asked for, within limits."""
        return self._size

    def write(self, data: bytes, stderr: bool = False) -> None:
        """Send bytes; once the channel is closed, nothing."""
        with contextlib.suppress(OSError):
            self._channel.write(data, STDERR if stderr else None)

    def backlog(self) -> int:
        """Bytes that wait in the channel for the client's window, and in the transport for the network."""
        waiting: int = self._channel.get_write_buffer_size()
        return waiting + channels.transport_backlog(self._connection)

    def pause(self, paused: bool) -> None:
        """Stop or go on reading; the client sends no more than its window then."""
        if paused:
            self._channel.pause_reading()
        else:
            self._channel.resume_reading()

    def close(self, status: int = 0) -> None:
        """Send the exit status and close; where the client stops fetching what is left, cut the connection."""
        with contextlib.suppress(OSError):
            self._channel.exit(status)
        self._watch_end(self.backlog() + 1)

    def abort(self) -> None:
        """Cut the connection."""
        self._connection.abort()

    def _watch_end(self, before: int) -> None:
        if self.closed:
            return
        backlog = self.backlog()
        if backlog < before:
            asyncio.get_running_loop().call_later(self._grace, self._watch_end, backlog)
        else:
            self._connection.abort()
