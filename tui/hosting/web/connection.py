"""One TCP connection of the browser door: counted, and closed where it asks for nothing or takes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

KEEPALIVE_SECONDS = 15
"""How long a connection may wait for its next request."""
_READ_BYTES = 16_384
"""Bytes read in one go."""
PIPELINED = 16
"""Requests that may wait for their turn on one connection."""
_END_OF_HEAD = b"\r\n\r\n"


class HTTPConnection(web.RequestHandler):
    """Speaks HTTP, once `arrive` has let it in. `leave` hears of the end of those that were.

    It has `patience` seconds to ask for something whole, and what it was sent has to move within `stall` seconds.
    """

    __slots__ = (
        "_arrive",
        "_leave",
        "_left",
        "_patience",
        "_stall",
        "_stalled",
        "_switched",
        "_unused",
        "_waiting",
        "peer",
    )

    def __init__(
        self,
        server: web.Server,
        arrive: Callable[[HTTPConnection], bool],
        leave: Callable[[HTTPConnection], None],
        patience: float,
        stall: float,
    ) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), keepalive_timeout=KEEPALIVE_SECONDS)
        self._arrive, self._leave, self._patience, self._stall = arrive, leave, patience, stall
        self.peer = ""
        self._unused: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._left = self._waiting = 0
        self._switched = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or cut it."""
        assert isinstance(transport, asyncio.Transport)
        peer: Any = transport.get_extra_info("peername") or ("",)
        self.peer = str(peer[0])
        super().connection_made(transport)
        if not self._arrive(self):
            transport.abort()
            return
        reading: Any = transport
        reading.max_size = _READ_BYTES
        transport.set_write_buffer_limits(high=0)  # whatever the network does not take at once is watched
        self._unused = asyncio.get_running_loop().call_later(self._patience, transport.abort)

    def is_unused(self) -> bool:
        """Whether no whole request has come yet."""
        return self._unused is not None

    def give_way(self) -> None:
        """Leave at once, for somebody new."""
        self._leave(self)
        if self.transport is not None:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes, unless more requests wait than anybody needs."""
        self._waiting += 0 if self._switched else data.count(_END_OF_HEAD)
        if self._waiting > PIPELINED and self.transport is not None:
            self.transport.abort()
        else:
            super().data_received(data)

    def used(self) -> None:
        """A whole request has its turn: from here on the time between requests is what counts."""
        self._waiting = max(0, self._waiting - 1)
        self._used()

    def _used(self) -> None:
        if self._unused is not None:
            self._unused.cancel()
            self._unused = None

    def upgrade(self) -> None:
        """A websocket from here on: its session watches its reader by itself."""
        self._switched, self._waiting = True, 0
        self._watch_no_more()
        if self.transport is not None:
            self.transport.set_write_buffer_limits()

    def pause_writing(self) -> None:
        """Bytes wait for a reader: watch that they move."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """Everything was taken."""
        super().resume_writing()
        self._watch_no_more()

    def _watch(self) -> None:
        if self.transport is not None and not self._switched:
            self._left = self.transport.get_write_buffer_size()
            self._stalled = asyncio.get_running_loop().call_later(self._stall, self._look)

    def _look(self) -> None:
        if self.transport is None or self.transport.get_write_buffer_size() < self._left:
            self._watch()
        else:
            self.transport.abort()

    def _watch_no_more(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give the place back."""
        self._used()
        self._watch_no_more()
        self._leave(self)
        super().connection_lost(exc)
