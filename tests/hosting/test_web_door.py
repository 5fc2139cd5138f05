"""The browser door, spoken to by a client that is no browser: pages, policies, the protocol, and every limit."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import os
import re
import sys
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
import asyncssh
import pytest

from content.loader import Portfolio
from tests.conftest import TINY
from tests.hosting.conftest import LEAVE, House, Toy, open_house, plain, until
from tui.hosting import internals
from tui.hosting.host import Visitor
from tui.hosting.session import Session
from tui.hosting.web import WebDoor
from tui.hosting.web_address import accepted_origin, visitor_address
from tui.hosting.web_pages import ASSETS, SENT, find_page, page_of, site_pages
from tui.hosting.web_protocol import read_hello, read_resize
from tui.live import INTERVAL

PAGES = {
    "index.html": page_of("index.html", "<p>welcome to the pages</p>"),
    "essays/one.html": page_of("essays/one.html", "<p>one</p>"),
    "style.css": page_of("style.css", "p {}"),
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
        await until(lambda: text in self.text, f"{text!r} on the screen")

    async def ended(self) -> dict[str, Any]:
        """Return the last message, once the door has closed the socket."""
        await asyncio.wait_for(asyncio.shield(self.reading), 15)
        return self.told[-1]


@asynccontextmanager
async def browser(
    make_app: Any = Toy, watch: Path | None = None, pages: Any = PAGES, **options: Any
) -> AsyncIterator[Browser]:
    """Open a host with a browser door on a free port."""
    async with open_house(make_app, web_port=0, **options) as house, aiohttp.ClientSession() as session:
        door = WebDoor(house.host, pages, watch=watch)
        try:
            yield Browser(house, door, await door.listen(), session)
        finally:
            await door.stop()
            await house.host.drain()
            await door.close()


# -- pages


async def test_pages_come_from_memory_under_a_policy_that_loads_nothing_from_elsewhere() -> None:
    async with browser() as visitor:
        status, text, headers = await visitor.get("/")
        assert (status, text) == (200, "<p>welcome to the pages</p>")
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "aiohttp" not in str(headers)
        assert (await visitor.get("/essays/one"))[1] == (await visitor.get("/essays/one.html"))[1] == "<p>one</p>"
        assert (await visitor.get("/", headers={"If-None-Match": headers["ETag"]}))[0] == 304
        async with visitor.session.post(visitor.url + "/", data="x") as response:
            assert response.status == 405
            assert "frame-ancestors" in response.headers["Content-Security-Policy"]


async def test_the_terminals_page_allows_its_own_scripts_and_a_new_nonce_each_time() -> None:
    async with browser() as visitor:
        first, second = await visitor.get("/terminal"), await visitor.get("/terminal")
        policy = first[2]["Content-Security-Policy"]
        nonces = [re.findall(r"'nonce-([\w-]{22})'", page[2]["Content-Security-Policy"]) for page in (first, second)]
        assert nonces[0] != nonces[1]
        assert f'nonce="{nonces[0][0]}"' in first[1]
        assert "script-src 'self';" in policy
        assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe", policy)
        assert not re.search(r"""(src|href)=["'](https?:)?//""", first[1])


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/terminal/../../settings.py", "/terminal/%2e%2e/%2e%2e/settings.py", "//etc/passwd",
     "/%2fetc/passwd", "/terminal/LICENSE.xterm", "/terminal/README.md", "/style.css%00.html", "/essays/", "/essays"],
)  # fmt: skip
async def test_no_path_leads_out_of_the_pages(path: str) -> None:
    async with browser() as visitor:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)  # as it stands: clients tidy paths up
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        assert re.match(r"HTTP/1.1 4\d\d ", answer)
        assert "root:" not in answer
        assert "[project]" not in answer


async def test_the_vendored_files_are_the_ones_whose_sums_are_written_down() -> None:
    noted = dict(re.findall(r"\| `([\w.-]+)` .* `([0-9a-f]{64})` \|", (ASSETS / "README.md").read_text("utf-8")))
    assert noted == {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name in noted}
    assert set(noted) == {name for name in SENT if not name.startswith("terminal.")}
    async with browser() as visitor:
        for name in SENT:
            status, text, _ = await visitor.get(f"/terminal/{name}")
            assert (status, text) == (200, (ASSETS / name).read_text("utf-8"))


def test_every_document_has_a_page_that_leads_into_the_terminal_at_its_place(tiny_portfolio: Portfolio) -> None:
    pages = site_pages(tiny_portfolio)
    for document in tiny_portfolio.documents:
        screen = document.path.partition("/")[0]
        page = find_page(pages, f"/{document.path}") or find_page(pages, f"/{screen}")
        assert page is not None
        assert b"Open the terminal</a>" in page.body
    essay = next(each.path for each in tiny_portfolio.documents if each.path.startswith("essays/"))
    page = find_page(pages, f"/{essay}")
    assert page is not None
    assert f'href="../terminal#{essay}"'.encode() in page.body
    assert b"<svg" in pages["topology.svg"].body


async def test_pages_follow_the_content_while_it_is_watched(tiny_portfolio: Portfolio, tiny_pack: Path) -> None:
    async with browser(watch=tiny_pack, pages=site_pages(tiny_portfolio)) as visitor:
        profile = tiny_pack / "profile.yaml"
        before = profile.read_text("utf-8")
        await asyncio.sleep(INTERVAL / 2)  # the watch has taken its first look
        profile.write_text("nonsense: [", "utf-8")
        await until(lambda: visitor.house.lines("content not reloaded"))
        assert (await visitor.get("/"))[0] == 200
        profile.write_text(re.sub(r"(?m)^headline:.*", "headline: Reloaded", before), "utf-8")
        await until(lambda: visitor.house.lines("content reloaded"))
        assert "<h1>Reloaded" in (await visitor.get("/"))[1]


# -- the terminal


async def test_a_terminal_shows_the_app_takes_keys_and_follows_the_size() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("size 80x24")
        await terminal.type("hé")
        await terminal.shows("typed hé")
        await terminal.socket.send_str(json.dumps({"type": "resize", "columns": 100, "rows": 30}))
        await terminal.shows("size 100x30")
        await terminal.type("\x11")
        assert (await terminal.ended()) == {"type": "ended", "text": "The terminal is closed.", "again": False}
        assert bytes(terminal.data).index(LEAVE.encode()) < bytes(terminal.data).index(b"Thanks for stopping by.")
        assert not visitor.house.host.sessions
        assert len(visitor.house.host.seats) == 0


async def test_a_link_opens_at_its_place_and_an_invented_one_at_home() -> None:
    async with browser() as visitor:
        await (await visitor.open(HELLO | {"start": "essays/one"})).shows("welcome essays/one")
        await (await visitor.open(HELLO | {"start": "\x1b]0;no\x07"})).shows("welcome home")


async def test_the_page_is_told_which_address_to_open_and_where_the_visitor_is() -> None:
    opened: list[bool] = []

    def make_app(visitor: Visitor, start: str | None) -> Toy:
        assert visitor.around is not None
        opened.append(visitor.around.open_url("https://example.org/a"))
        opened.append(visitor.around.open_url("http://example.org/a"))
        opened.append(visitor.around.open_url("javascript:alert(1)"))
        visitor.around.show_place("essays/one")
        return Toy(visitor, start)

    async with browser(make_app) as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        assert opened == [True, False, False]
        assert terminal.told == [
            {"type": "open", "url": "https://example.org/a"}, {"type": "place", "place": "essays/one"},
        ]  # fmt: skip


async def test_a_visitor_who_leaves_is_gone_and_their_seat_is_free() -> None:
    async with browser(sessions=1) as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await terminal.socket.close()
        await until(lambda: len(visitor.house.host.seats) == 0)
        assert [line["reason"] for line in visitor.house.lines("session ended")] == ["left"]
        await (await visitor.open()).shows("welcome")


async def test_nothing_of_a_visit_stays_behind() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        (session,) = visitor.house.host.sessions
        assert isinstance(session, Session)
        kept = [weakref.ref(each) for each in (session, session.sink, session._app)]
        del session
        await terminal.socket.close()
        await until(lambda: len(visitor.house.host.seats) == 0)
        internals.forget_instances()
        await until(lambda: gc.collect() is not None and not any(ref() for ref in kept), "the end of every object")


async def test_a_crash_ends_with_a_word_and_no_traceback_for_the_visitor() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await terminal.type("\x1bOQ")
        assert (await terminal.ended())["text"].startswith("Something broke here")
        assert "Sorry: something broke here" in terminal.text
        assert "Traceback" not in terminal.text


async def test_a_restart_asks_the_page_to_come_back() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await visitor.house.host.drain()
        assert await terminal.ended() == {"type": "ended", "text": "This host is restarting.", "again": True}


# -- limits


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null", "file://", "http://127.0.0.1"])
async def test_a_page_from_elsewhere_opens_no_terminal(origin: str | None) -> None:
    async with browser() as visitor:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await visitor.session.ws_connect(f"{visitor.url}/terminal/socket", origin=origin)
        assert refused.value.status == 403


async def test_only_origins_that_the_owner_lists_come_in_once_there_are_any() -> None:
    async with browser(web_origins=("https://example.org",)) as visitor:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await visitor.open()
        await (await visitor.open(Origin="https://example.org")).shows("welcome")


def test_an_origin_is_compared_as_a_whole() -> None:
    assert accepted_origin("https://Example.org", "example.org", ())
    assert not accepted_origin("https://example.org.evil.example", "example.org", ())
    assert not accepted_origin("https://example.org:8443", "example.org", ())


def test_forwarded_addresses_count_as_far_as_trusted_proxies_wrote_them() -> None:
    proxies = [ip_network("10.0.0.0/8")]
    assert visitor_address("203.0.113.9", "198.51.100.1", proxies) == "203.0.113.9"
    assert visitor_address("10.0.0.1", "192.0.2.66, 198.51.100.1", proxies) == "198.51.100.1"
    assert visitor_address("10.0.0.1", "198.51.100.1, 10.0.0.2", proxies) == "198.51.100.1"
    assert visitor_address("10.0.0.1", "198.51.100.1, nonsense", proxies) == "10.0.0.1"
    assert visitor_address("::ffff:10.0.0.1", "198.51.100.1", proxies) == "198.51.100.1"


async def test_an_address_has_its_limit_of_sessions_and_is_told_so() -> None:
    async with browser(sessions_per_address=1) as visitor:
        await (await visitor.open()).shows("welcome")
        second = await visitor.open()
        assert "1 sessions open here, which is the limit" in (await second.ended())["text"]
        assert not second.data
        assert visitor.house.host.metrics.refused.labels("web", "address")._value.get() == 1


async def test_behind_a_proxy_each_visitor_has_limits_of_their_own() -> None:
    async with browser(sessions_per_address=1, trusted_proxies=("127.0.0.1",)) as visitor:
        await (await visitor.open(**{"X-Forwarded-For": "198.51.100.1"})).shows("welcome")
        await (await visitor.open(**{"X-Forwarded-For": "198.51.100.2"})).shows("welcome")
        third = await visitor.open(**{"X-Forwarded-For": "192.0.2.7, 198.51.100.2"})
        assert "which is the limit" in (await third.ended())["text"]


async def test_arrivals_and_requests_have_a_rate() -> None:
    async with browser(connections_per_minute=1, requests_per_minute=4) as visitor:
        await (await visitor.open()).shows("welcome")
        assert "Too many connections" in (await (await visitor.open()).ended())["text"]
        answers = [(await visitor.get("/"))[0] for _ in range(3)]
        assert answers == [200, 200, 429]


async def test_one_address_holds_only_so_many_connections() -> None:
    async with browser(sessions_per_address=1) as visitor:
        held = [await asyncio.open_connection("127.0.0.1", visitor.port) for _ in range(5)]
        assert await held[4][0].read() == b""
        held[0][1].close()
        await until(lambda: len(visitor.door._connections) == 3)
        for _, writer in held:
            writer.close()


async def test_a_connection_that_asks_for_nothing_is_closed() -> None:
    async with browser(login_seconds=0.2) as visitor:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        with suppress(ConnectionResetError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_socket_that_says_no_hello_is_closed() -> None:
    async with browser(login_seconds=0.2) as visitor:
        silent, wrong = await visitor.open(None), await visitor.open({"type": "hello", "columns": "80", "rows": 24})
        for terminal in (silent, wrong):
            await asyncio.wait_for(terminal.reading, 5)
            assert terminal.socket.close_code == 1002
        assert not visitor.house.lines("session")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type":"hello"}', "x" * 1000, '{"type":"resize","columns":1e9,"rows":1}']
)
def test_what_is_no_message_is_none(text: str) -> None:
    assert read_hello(text) is None
    assert read_resize(text) is None


async def test_sizes_stay_within_limits_and_nonsense_changes_nothing() -> None:
    async with browser(max_columns=120, max_rows=40) as visitor:
        terminal = await visitor.open(HELLO | {"columns": 99_999, "rows": 1})
        await terminal.shows("size 120x6")
        await terminal.socket.send_str("nonsense")
        await terminal.socket.send_str(json.dumps({"type": "resize", "columns": -1, "rows": 10}))
        await terminal.type("a")
        await terminal.shows("typed a")


async def test_a_message_that_is_too_long_closes_the_socket() -> None:
    async with browser() as visitor:
        terminal = await visitor.open()
        await terminal.shows("welcome")
        await terminal.type("x" * 40_000)
        await asyncio.wait_for(terminal.reading, 10)
        assert terminal.socket.close_code == 1009
        await until(lambda: not visitor.house.host.sessions)


async def test_who_types_nothing_is_warned_and_let_go() -> None:
    async with browser(idle_seconds=0.6, idle_warning_seconds=0.3) as visitor:
        terminal = await visitor.open()
        assert "nothing was typed" in (await terminal.ended())["text"]
        assert [line["reason"] for line in visitor.house.lines("session ended")] == ["idle"]


async def test_a_reader_who_takes_nothing_is_cut() -> None:
    async with browser(backlog_limit=16_384, stall_seconds=0.5) as visitor:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port, limit=1_024)
        writer.write(
            f"GET /terminal/socket HTTP/1.1\r\nHost: 127.0.0.1:{visitor.port}\r\nOrigin: {visitor.url}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        hello = json.dumps(HELLO | {"columns": 400, "rows": 150}).encode()
        writer.write(frame(0x81, hello))
        await until(lambda: visitor.house.host.sessions)
        deadline = asyncio.get_running_loop().time() + 60
        while visitor.house.host.sessions and asyncio.get_running_loop().time() < deadline:
            writer.write(frame(0x82, b"\x1b[18~"))  # F7 paints
            await asyncio.sleep(0.005)
        assert [line["reason"] for line in visitor.house.lines("session ended")] == ["stalled"]
        writer.close()


def frame(opcode: int, data: bytes) -> bytes:
    """Return a websocket frame under a mask of zeros."""
    length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
    return bytes([opcode]) + length + bytes(4) + data


async def test_both_doors_of_one_command_open_and_end_with_a_goodbye(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from cli.main import main; main()", "serve", "ssh", "--host", "127.0.0.1",
               "--port", "0", "--web-port", "0", "--model", "none", "--content", str(TINY)]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *command, stderr=asyncio.subprocess.PIPE, env=os.environ | {"PORTFOLIO_DATA_DIR": str(tmp_path)}
    )
    assert process.stderr is not None
    try:
        log, opened = "", 0
        async with asyncio.timeout(60):
            while opened < 2:
                line = (await process.stderr.readline()).decode()
                assert line, log
                log += line
                opened += '"event": "open"' in line
        url = re.findall(r"^(http://127.0.0.1:\d+)/$", log, re.M)[0]
        port = int(re.findall(r"^ssh -p (\d+)", log, re.M)[0])
        async with asyncssh.connect(
            "127.0.0.1", port, known_hosts=None, config=None, client_keys=None, agent_path=None
        ) as connection:
            done = await connection.run("services --json")
            assert done.exit_status == 0
        async with aiohttp.ClientSession() as session:
            async with session.get(url) as page:
                assert "Open the terminal" in await page.text()
            socket = await session.ws_connect(f"{url}/terminal/socket", origin=url)
            await socket.send_str(json.dumps(HELLO))
            terminal = Terminal(socket)
            await terminal.shows("1 Home")
            process.terminate()
            assert (await terminal.ended())["again"] is True
        rest = (await process.stderr.read()).decode()
        assert await asyncio.wait_for(process.wait(), 30) == 0
        assert "Traceback" not in log + rest
    finally:
        if process.returncode is None:
            process.kill()
