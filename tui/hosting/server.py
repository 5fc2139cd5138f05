"""Runs the SSH door in this process: opens it, watches for the end, closes it, and leaves within the deadline."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.hosting.health import serve_health
from tui.hosting.host import Host

if TYPE_CHECKING:
    import asyncssh


async def serve_ssh(
    host: Host,
    key: asyncssh.SSHKey,
    sock: socket.socket,
    *,
    metrics_port: int | None = None,
    opened: Callable[[int], None] = lambda _: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or `stop`; then say goodbye to all and return. `opened` hears the port."""
    from tui.hosting import ssh

    loop = asyncio.get_running_loop()
    ended = stop or asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    health = None
    try:
        if metrics_port is not None:
            health = await serve_health(host.settings.metrics_host, metrics_port, host.metrics, lambda: host.accepting)
        async with host.open():
            acceptor = await ssh.listen(host, key, sock=sock)
            host.log.info("open", door="ssh", port=acceptor.get_port())
            opened(acceptor.get_port())
            await ended.wait()
            host.log.info("closing", sessions=len(host.sessions))
            await ssh.close(acceptor)
        host.log.info("closed")
    finally:
        if health is not None:
            health.close()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)
