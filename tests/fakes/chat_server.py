"""A server of a language model that does what a test's script says, and whatever else a server may do to us."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from engine.events import Token


class Words:
    """A vocabulary of words."""

    name = "words"

    def pieces(self, text: str) -> tuple[Token, ...]:
        return tuple(Token(number, piece) for number, piece in enumerate(text.split()))


class Server:
    """A server on this machine that does what its script says, one entry a request; the last is for all others."""

    def __init__(self, *script: Callable[[Any], None]) -> None:
        self.script = list(script)
        self.bodies: list[Any] = []
        self.headers: list[Any] = []
        self.gone = threading.Event()
        self.release = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.headers.append(dict(self.headers))
                outer.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                step = outer.script[min(len(outer.bodies), len(outer.script)) - 1]
                try:
                    step(self)
                except OSError:
                    outer.gone.set()

            def log_message(self, *arguments: Any) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self.release.set()
        self._http.shutdown()
        self._http.server_close()


def events(*texts: str, end: bytes = b"data: [DONE]\n\n") -> Callable[[Any], None]:
    """Stream these pieces, then `end`."""
    data = b"".join(
        b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}).encode() + b"\n\n" for text in texts
    )
    return raw(data + end)


def raw(data: bytes, kind: str = "text/event-stream") -> Callable[[Any], None]:
    def step(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        handler.wfile.write(data)

    return step


def status(code: int, **headers: str) -> Callable[[Any], None]:
    def step(handler: Any) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(b"secret words of the server")

    return step


def reset(handler: Any) -> None:
    """Break off without a word: the peer gets a reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def hang(handler: Any) -> None:
    """Say nothing until the peer has gone."""
    handler.connection.settimeout(10)
    handler.connection.recv(1)
    raise OSError


def then_hang(*texts: str) -> Callable[[Any], None]:
    def step(handler: Any) -> None:
        events(*texts, end=b"")(handler)
        hang(handler)

    return step


def drip(handler: Any) -> None:
    """Send a line that never ends."""
    raw(b"data: ")(handler)
    while True:
        handler.wfile.write(b"x" * 65_536)


def ping(handler: Any) -> None:
    """Send comments, which keep a connection open, and nothing else."""
    raw(b"")(handler)
    while True:
        handler.wfile.write(b": ping\n\n")
        time.sleep(0.01)


def endless(handler: Any) -> None:
    """Send pieces for as long as anybody listens."""
    raw(b"")(handler)
    while True:
        handler.wfile.write(b'data: {"choices": [{"delta": {"content": "word "}}]}\n\n')
