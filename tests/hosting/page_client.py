"""A client of the browser door that is no browser: requests, and the page's side of a websocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.cells import Cells
from tests.fakes.toy import Toy
from tests.hosting.house import House, open_house
from tests.hosting.waiting import plain, until
from tui.hosting.web.door import WebDoor
from tui.hosting.web.pages import served_file

PAGES = {
    "index.html": served_file("index.html", "<p>welcome to the pages</p>"),
    "essays/one.html": served_file("essays/one.html", "<p>one</p>"),
    "style.css": served_file("style.css", "p {}"),
}
HELLO = {"type": "hello", "columns": 80, "rows": 24}


class Browser:
    """What a page does: requests, and a websocket with an origin."""

    def __init__(self, house: House, door: WebDoor, port: int, session: aiohttp.ClientSession) -> None:
        self.house, self.door, self.port, self.session = house, door, port, session
        self.url = f"http://127.0.0.1:{port}"

    async def get(self, path: str, **options: Any) -> tuple[int, str, Any]:
        async with self.session.get(self.url + path, **options) as response:
            return response.status, await response.text(), response.headers

    async def open(self, hello: Any = HELLO, **headers: str) -> Terminal:
        socket = await self.session.ws_connect(f"{self.url}/terminal/socket", headers={"Origin": self.url} | headers)
        if hello is not None:
            await socket.send_str(json.dumps(hello))
        return Terminal(socket)


class Terminal:
    """The page's side of a websocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.data = bytearray()
        self._cells = Cells()
        self.told: list[dict[str, Any]] = []
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.data += message.data
            elif message.type is aiohttp.WSMsgType.TEXT:
                self.told.append(json.loads(message.data))

    @property
    def text(self) -> str:
        return plain(bytes(self.data))

    async def type(self, keys: str) -> None:
        await self.socket.send_bytes(keys.encode())

    async def shows(self, text: str) -> None:
        """Wait until a text has come, at once or piece by piece."""
        await until(lambda: text in self.text or text in self._cells.read(self.data).text, f"{text!r} on the screen")

    async def ended(self) -> dict[str, Any]:
        """Return the last message, once the door has closed the socket."""
        await asyncio.wait_for(asyncio.shield(self.reading), 15)
        return self.told[-1]


@asynccontextmanager
async def browser(
    make_app: Any = Toy, watch: Path | None = None, pages: Any = PAGES, fit: Any = None, **options: Any
) -> AsyncIterator[Browser]:
    """Open a host with a browser door on a free port."""
    async with open_house(make_app, web_port=0, **options) as house, aiohttp.ClientSession() as session:
        door = WebDoor(house.host, pages, watch=watch, fit=fit)
        try:
            yield Browser(house, door, await door.listen(), session)
        finally:
            await door.stop()
            await house.host.drain()
            await door.close()
