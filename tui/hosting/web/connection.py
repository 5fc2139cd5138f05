"""One TCP connection of the browser door: counted while it lasts, and closed where it never asks for anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

KEEPALIVE_SECONDS = 15
"""How long a connection may wait for its next request."""


class HTTPConnection(web.RequestHandler):
    """Speaks HTTP, once `arrive` has let its peer in. `leave` hears of the end of those that were."""

    __slots__ = ("_arrive", "_leave", "_patience", "_peer", "_unused")

    def __init__(
        self, server: web.Server, arrive: Callable[[str], bool], leave: Callable[[str], None], patience: float
    ) -> None:
        super().__init__(server, loop=asyncio.get_running_loop(), keepalive_timeout=KEEPALIVE_SECONDS)
        self._arrive, self._leave, self._patience = arrive, leave, patience
        self._peer: str | None = None
        self._unused: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or cut it."""
        assert isinstance(transport, asyncio.Transport)
        peer: Any = transport.get_extra_info("peername") or ("",)
        super().connection_made(transport)
        if not self._arrive(str(peer[0])):
            transport.abort()
            return
        self._peer = str(peer[0])
        self._unused = asyncio.get_running_loop().call_later(self._patience, transport.abort)

    def used(self) -> None:
        """A whole request has come: from here on the time between requests is what counts."""
        if self._unused is not None:
            self._unused.cancel()
            self._unused = None

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give the place back."""
        self.used()
        if self._peer is not None:
            self._leave(self._peer)
            self._peer = None
        super().connection_lost(exc)
