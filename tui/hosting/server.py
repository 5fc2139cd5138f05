"""Runs the doors in this process: opens them, watches for the end, closes them, and leaves within the deadline."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from tui.hosting.host import Host
from tui.hosting.operations.health import serve_health

if TYPE_CHECKING:
    import asyncssh


class Door(Protocol):
    """A way in, for the visitors of one protocol."""

    name: str

    async def listen(self) -> int:
        """Begin to accept; return the port."""

    async def stop(self) -> None:
        """Accept nobody any more; open connections go on."""

    async def close(self) -> None:
        """End whatever is still open, after all sessions have ended."""


class SSHDoor:
    """The SSH door on a socket."""

    name = "ssh"

    def __init__(self, host: Host, key: asyncssh.SSHKey, sock: socket.socket) -> None:
        self.host, self._key, self._sock = host, key, sock
        self._acceptor: asyncssh.SSHAcceptor | None = None

    async def listen(self) -> int:
        """Begin to accept."""
        from tui.hosting.ssh import door as ssh

        self._acceptor = await ssh.listen(self.host, self._key, sock=self._sock)
        return self._acceptor.get_port()

    async def stop(self) -> None:
        """Accept nobody any more."""
        from tui.hosting.ssh import door as ssh

        if self._acceptor is not None:
            await ssh.close(self._acceptor)

    async def close(self) -> None:
        """Nothing is left: connections end with their sessions."""


async def serve_doors(
    host: Host,
    doors: Sequence[Door],
    *,
    metrics: socket.socket | None = None,
    stop: asyncio.Event | None = None,
    opened: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGTERM, SIGINT or `stop`; then say goodbye to all and return.

    `metrics` is the socket of /metrics and the like; `opened` hears that all doors are open.
    """
    loop = asyncio.get_running_loop()
    ended = stop or asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    health = None
    try:
        if metrics is not None:
            health = await serve_health(metrics, host.metrics, lambda: host.accepting, host.troubles.words)
        async with host.open():
            for door in doors:
                host.log.info("open", door=door.name, port=await door.listen())
            opened()
            await ended.wait()
            host.log.info("closing", sessions=len(host.sessions))
            for door in doors:
                await door.stop()
        for door in doors:
            await door.close()
        host.log.info("closed")
    finally:
        if health is not None:
            health.close()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)
