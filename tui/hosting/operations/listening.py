"""Sockets to listen on: made here, one a worker, or handed over by systemd."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from typing import Any

ACCEPTED_AT_ONCE = 1
"""What asyncio is told of as the length of the queue: it accepts so many in one turn of the loop, and where no file is
left it tries as often, each time with a timer of its own to try again (Python 3.11 to 3.13)."""
QUEUE = 128
"""Connections that wait in the kernel to be accepted."""
FIRST_FD = 3
"""The first descriptor of systemd's socket activation (sd_listen_fds(3))."""


def inherited_socket() -> socket.socket | None:
    """Return the listening socket that systemd passed to this process, if it did."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or not os.environ.get("LISTEN_FDS", "").isdecimal():
        return None
    return socket.socket(fileno=FIRST_FD) if int(os.environ["LISTEN_FDS"]) > 0 else None


def open_sockets(host: str, port: int, count: int) -> list[socket.socket]:
    """Return `count` listening sockets on one address; with more than one, the kernel shares the visitors out.

    An empty host is every address, IPv6 and IPv4. Raises OSError where the address is taken.
    """
    family = socket.AF_INET6 if ":" in host or (not host and socket.has_dualstack_ipv6()) else socket.AF_INET
    if host and family is socket.AF_INET:
        host = socket.gethostbyname(host)
    first = _listen(host, port, family, shared=False)
    if count == 1:
        return [first]
    port = first.getsockname()[1]
    first.close()  # it was to find out that nobody else is there: shared sockets would join them without a word
    return [_listen(host, port, family, shared=True) for _ in range(count)]


def lengthen_queues(sockets: Iterable[Any]) -> None:
    """Let more connections wait in the kernel than are accepted at once."""
    for each in sockets:
        with socket.socket(fileno=os.dup(each.fileno())) as same:
            same.listen(QUEUE)


def _listen(host: str, port: int, family: socket.AddressFamily, *, shared: bool) -> socket.socket:
    dual = family is socket.AF_INET6 and not host
    return socket.create_server((host, port), family=family, backlog=QUEUE, reuse_port=shared, dualstack_ipv6=dual)


def notify_systemd(state: str) -> None:
    """Tell systemd `READY=1` or `STOPPING=1`, where it asked to know (sd_notify(3))."""
    path = os.environ.get("NOTIFY_SOCKET")
    if not path:
        return
    address = "\0" + path[1:] if path.startswith("@") else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(address)
        channel.sendall(state.encode())
