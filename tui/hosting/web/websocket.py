"""One websocket: the screens of one visitor, and the words for the page around them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import WSMsgType, web

from tui.hosting.host import Host, Visitor
from tui.hosting.session import Session
from tui.hosting.sink import Size
from tui.hosting.stay import Stay
from tui.hosting.terminal import Terminal, clamp
from tui.hosting.web.protocol import (
    OPENABLE,
    Go,
    Hello,
    Resize,
    ended_message,
    open_message,
    place_message,
    read_hello,
    read_later,
)  # fmt: skip
from tui.hosting.web.sink import WebSink

_ENDINGS = {
    "idle": "The terminal was closed because nothing was typed for a while.",
    "time": "The terminal was open for as long as one may be here.",
    "shutdown": "This host is restarting.",
    "crash": "Something broke here, and it was not you.",
}
ENDED = "The terminal is closed."
NOT_READY = 1002  # a protocol error, in the words of RFC 6455


class AroundTerminal:
    """What the page around a terminal can do for the app in it."""

    def __init__(self, sink: WebSink) -> None:
        self._sink = sink
        self._go: Callable[[str], None] | None = None

    def open_url(self, url: str) -> bool:
        """Open an address in the visitor's browser; False where the page would not."""
        opens = url.startswith(OPENABLE)
        if opens:
            self._sink.tell(open_message(url))
        return opens

    def show_place(self, place: str, title: str) -> None:
        """Show in the address bar where the visitor is, so that the address leads back there, and name the tab."""
        self._sink.tell(place_message(place, title))

    def listen(self, go: Callable[[str], None]) -> None:
        """Have the app hear where the page wants to be."""
        self._go = go

    def want(self, place: str) -> None:
        """Go where the page wants to be, once there is an app that hears it."""
        if self._go is not None:
            self._go(place)


async def hold(host: Host, socket: web.WebSocketResponse, transport: asyncio.Transport, address: str, key: str) -> None:
    """Show the screens on a websocket until either side leaves."""
    hello = await _hello(host, socket)
    if hello is None:
        await socket.close(code=NOT_READY, message=b"a hello with the terminal's size comes first")
        return
    await _show(host, socket, transport, hello, address, key)


async def refuse(host: Host, socket: web.WebSocketResponse, reason: str) -> None:
    """Say why there is no terminal, and close."""
    text = host.refusal(reason)
    with contextlib.suppress(ConnectionError):
        await socket.send_str(ended_message(text, again=reason == "shutdown"))
    await socket.close()


async def _hello(host: Host, socket: web.WebSocketResponse) -> Hello | None:
    try:
        message = await socket.receive(timeout=host.settings.login_seconds)
    except TimeoutError:
        return None
    return read_hello(message.data) if message.type is WSMsgType.TEXT else None


async def _show(
    host: Host, socket: web.WebSocketResponse, transport: asyncio.Transport, hello: Hello, address: str, key: str
) -> None:
    size = _clamped(host, hello.columns, hello.rows)
    sink = WebSink(socket, transport, size)
    around = AroundTerminal(sink)
    visitor = Visitor("web", address, key, around=around)
    stay = Stay(host, visitor, lambda: not transport.is_closing(), sink.abort)
    if reason := stay.take_seat():
        stay.end()
        await refuse(host, socket, reason)
        return
    start = _start(host, hello.start)
    terminal = Terminal("xterm-256color", size, "truecolor", utf8=True, still=hello.still)
    session = Session(host, sink, visitor, terminal, start)
    host.log.info("session", session=visitor.id, address=address, kind="screens", term="browser",
                  size=f"{size.columns}x{size.rows}", depth="truecolor")  # fmt: skip
    running = stay.begin(session)
    sending = asyncio.create_task(sink.run())
    reading = asyncio.create_task(_read(host, socket, sink, session, around))
    try:
        await asyncio.wait((running, reading), return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            stay.leave("left")
        await asyncio.wait((running,))
        reading.cancel()
        await asyncio.wait((reading,))
        await _finish(host, socket, sink, sending, session.reason)
    finally:
        for task in (running, sending, reading):
            task.cancel()


def _start(host: Host, wanted: str) -> str | None:
    """Return the link to open: one that leads nowhere, too, if it can be shown. The app then says what is wrong."""
    place = host.run_command.place(f"open {wanted}") if wanted else None
    return place or (wanted if wanted.isprintable() else None) or None


async def _read(
    host: Host, socket: web.WebSocketResponse, sink: WebSink, session: Session, around: AroundTerminal
) -> None:
    """Pass on what the page sends, for as long as it is there."""
    async for message in socket:
        if message.type is WSMsgType.BINARY:
            session.feed(message.data)
        elif message.type is WSMsgType.TEXT:
            match read_later(message.data):
                case Resize(columns=columns, rows=rows):
                    session.resize(_clamped(host, columns, rows))
                case Go(place=place):
                    around.want(place)
        await sink.taking.wait()


async def _finish(
    host: Host, socket: web.WebSocketResponse, sink: WebSink, sending: asyncio.Task[None], reason: str
) -> None:
    """Let the page fetch what is left, with the reason as the last of it; cut the connection of one that does not."""
    try:
        async with asyncio.timeout(host.settings.grace_seconds):
            await sending
            if not socket.closed:
                await socket.send_str(ended_message(_ENDINGS.get(reason, ENDED), again=reason == "shutdown"))
                await socket.close()
    except TimeoutError:
        sink.abort()
    except (ConnectionError, RuntimeError):  # gone meanwhile
        pass


def _clamped(host: Host, columns: int, rows: int) -> Size:
    return clamp(columns, rows, Size(host.settings.max_columns, host.settings.max_rows))
