"""Runs the doors in this process: opens them, watches for the end, closes them, and leaves within the deadline."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tui.hosting.host import Host
from tui.hosting.operations.child import HAND_OVER
from tui.hosting.operations.health import serve_health
from tui.hosting.operations.memory import holdings

if TYPE_CHECKING:
    import asyncssh

_LOOK_SECONDS, _EMPTY_LOOKS = 0.1, 10
"""How often a process that was replaced looks whether anybody is left, and how often in a row nobody is to be: a
connection that was taken last may not be counted yet."""


class Door(Protocol):
    """A way in, for the visitors of one protocol."""

    name: str

    async def listen(self) -> int:
        """Begin to accept; return the port."""

    def connections(self) -> int:
        """Return how many connections are open."""

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

    def connections(self) -> int:
        """Return how many connections are open."""
        return len(self.host.connections)

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

    `metrics` is the socket of /metrics and the like; `opened` hears that all doors are open. On `HAND_OVER` another
    process has opened them, too: nobody is accepted here any more, and whoever is there stays as long as they like.
    """
    loop = asyncio.get_running_loop()
    ended, replaced = stop or asyncio.Event(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    loop.add_signal_handler(HAND_OVER, replaced.set)
    health = None
    try:
        async with host.open():
            for door in doors:
                host.log.info("open", door=door.name, port=await door.listen())
            if metrics is not None:  # not before: another process may be asked by the same socket, and be ready
                health = await serve_health(metrics, host.metrics, lambda: host.accepting, host.troubles.words)
            opened()
            await _first_of(ended.wait(), replaced.wait())
            host.log.info("closing", sessions=len(host.sessions))
            for door in doors:
                await door.stop()
            if not ended.is_set():
                if health is not None:
                    health.close()
                await _first_of(ended.wait(), _empty(host, doors))
                host.log.info("replaced", **holdings())
        for door in doors:
            await door.close()
        host.log.info("closed")
    finally:
        if health is not None:
            health.close()
        for name in (signal.SIGTERM, signal.SIGINT, HAND_OVER):
            loop.remove_signal_handler(name)


async def _empty(host: Host, doors: Sequence[Door]) -> None:
    """Wait until nobody is left."""
    looks = 0
    while looks < _EMPTY_LOOKS:
        await asyncio.sleep(_LOOK_SECONDS)
        somebody = host.sessions or host.stays or any(door.connections() for door in doors)
        looks = 0 if somebody else looks + 1


async def _first_of(*waits: Coroutine[Any, Any, object]) -> None:
    """Wait until one of these has happened."""
    tasks = [asyncio.ensure_future(each) for each in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
