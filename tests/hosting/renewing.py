"""A supervised worker that outgrows itself whenever somebody has left: `python -m tests.hosting.renewing`.

Prints its port; its log goes to stderr. A process of its own, since a supervisor wants the main thread.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import Any

import asyncssh

from tests.fakes.toy import Commands, Toy
from tests.hosting.children import steady
from tests.hosting.house import settings
from tui.hosting.host import Host
from tui.hosting.operations import memory
from tui.hosting.operations.child import reporting
from tui.hosting.operations.listening import open_sockets
from tui.hosting.operations.log import make_log
from tui.hosting.operations.supervisor import Child, Supervisor
from tui.hosting.server import SSHDoor, serve_doors


def serve(supervisor: Any, door: socket.socket, metrics: socket.socket, key: bytes) -> None:
    """Serve as a worker does, with less behind it."""
    memory.MOST_GROWN, memory.WORKED, memory.LOOK_SECONDS = 0.1, -1.0, 0.02
    with reporting(supervisor, 1) as supervised:
        host = Host(settings(connections_per_minute=100_000), make_log(sys.stderr, json=True), Toy, Commands())
        host.outgrown = supervised.outgrown
        doors = [SSHDoor(host, asyncssh.import_private_key(key), door)]
        asyncio.run(serve_doors(host, doors, metrics=metrics, opened=supervised.ready))


def main() -> None:
    """Supervise one such worker until SIGTERM."""
    door, metrics = (open_sockets("127.0.0.1", 0, 1)[0] for _ in range(2))
    print(door.getsockname()[1], metrics.getsockname()[1], flush=True)
    key = asyncssh.generate_private_key("ssh-ed25519").export_private_key()
    children = [Child("engine", steady, ()), Child("worker", serve, (door, metrics, key))]
    Supervisor(children, make_log(sys.stderr, json=True), 5).run()


if __name__ == "__main__":
    main()
