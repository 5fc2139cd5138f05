"""/livez, /readyz and /metrics on a loopback port: three fixed answers, and no web framework for them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

from tui.hosting.operations.listening import ACCEPTED_AT_ONCE, lengthen_queues
from tui.hosting.operations.metrics import Metrics

_READY = b"ready\n"
REQUEST_SECONDS = 5
REQUEST_BYTES = 8_192
TEXT = "text/plain; charset=utf-8"


async def serve_health(
    sock: socket.socket, metrics: Metrics, ready: Callable[[], bool], troubles: Callable[[], str] = lambda: ""
) -> asyncio.Server:
    """Answer on a listening socket until the server that is returned is closed.

    A host with `troubles` takes visitors all the same: /readyz says 200, and names them.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_response(head, metrics, ready, troubles))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(answer, sock=sock, limit=REQUEST_BYTES, backlog=ACCEPTED_AT_ONCE)
    lengthen_queues(server.sockets)
    return server


def _response(head: bytes, metrics: Metrics, ready: Callable[[], bool], troubles: Callable[[], str]) -> bytes:
    method, _, rest = head.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if method not in (b"GET", b"HEAD"):
        return _page("405 Method Not Allowed", b"only GET is served here\n")
    match path:
        case b"/livez":
            return _page("200 OK", b"alive\n")
        case b"/readyz":
            if not ready():
                return _page("503 Service Unavailable", b"not ready\n")
            found = troubles()
            return _page(
                "200 OK", f"degraded: what visitors send is not kept ({found})\n".encode() if found else _READY
            )
        case b"/metrics":
            return _page("200 OK", metrics.text())
    return _page("404 Not Found", b"/livez, /readyz and /metrics are served here\n")


def _page(status: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {TEXT}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode("ascii") + body
