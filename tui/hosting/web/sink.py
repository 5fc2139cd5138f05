"""The sink of a websocket: what is written waits in a queue that one task sends from."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from typing import TYPE_CHECKING

from tui.hosting.sink import Size

if TYPE_CHECKING:
    from aiohttp import web


class WebSink:
    """Writes to a websocket. `run()` sends until the session has closed the sink and everything is out."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport, size: Size) -> None:
        self._socket, self._transport, self._size = socket, transport, size
        self._queue: deque[bytes | str] = deque()
        self._waiting = 0
        self._news = asyncio.Event()
        self._closing = False
        self.taking = asyncio.Event()
        """Set while the visitor's input is to be read."""
        self.taking.set()

    @property
    def size(self) -> Size:
        """The size that the page said at first, within limits."""
        return self._size

    def write(self, data: bytes) -> None:
        """Send bytes of the terminal."""
        self._put(data)

    def tell(self, message: str) -> None:
        """Send a message to the page around the terminal."""
        self._put(message)

    def backlog(self) -> int:
        """Bytes that wait here, and in the transport for the network."""
        return self._waiting + (0 if self._transport.is_closing() else self._transport.get_write_buffer_size())

    def pause(self, paused: bool) -> None:
        """Stop or go on reading; what the page sends meanwhile waits in the network."""
        if paused and not self._closing:
            self.taking.clear()
        else:
            self.taking.set()

    def close(self, status: int = 0) -> None:  # noqa: ARG002 -- a websocket has no exit status
        """Take no more; `run()` ends once everything is sent."""
        self._closing = True
        self.taking.set()
        self._news.set()

    def abort(self) -> None:
        """Cut the connection."""
        self._queue.clear()
        self._waiting = 0
        self.close()
        self._transport.abort()

    async def run(self) -> None:
        """Send what is written, in order."""
        with contextlib.suppress(ConnectionError, RuntimeError):  # the visitor is gone, or the socket is closing
            while self._queue or not self._closing:
                await self._news.wait()
                self._news.clear()
                await self._send_all()

    async def _send_all(self) -> None:
        while self._queue:
            piece = self._queue.popleft()
            if isinstance(piece, str):
                await self._socket.send_str(piece)
            else:
                await self._socket.send_bytes(piece)
            self._waiting = max(0, self._waiting - len(piece))

    def _put(self, piece: bytes | str) -> None:
        if self._closing or self._transport.is_closing():
            return
        self._queue.append(piece)
        self._waiting += len(piece)
        self._news.set()
