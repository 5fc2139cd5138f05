"""Every limit of the browser door: origins, addresses, rates, sizes, patience."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from ipaddress import ip_network

import aiohttp
import pytest

from tests.hosting.page_client import HELLO, browser
from tests.hosting.waiting import until
from tui.hosting.web.address import accepted_origin, visitor_address
from tui.hosting.web.protocol import read_hello, read_later


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
    assert visitor_address("10.0.0.1", "198.51.100.1:4711", proxies) == "198.51.100.1"
    assert visitor_address("10.0.0.1", "[2001:db8::1]:4711", proxies) == "2001:db8::1"
    assert visitor_address("10.0.0.1", '"[2001:db8::1]", 10.0.0.2:80', proxies) == "2001:db8::1"
    assert visitor_address("10.0.0.1", "2001:db8::1", proxies) == "2001:db8::1"
    assert visitor_address("::ffff:10.0.0.1", "198.51.100.1", proxies) == "198.51.100.1"


async def test_an_address_has_its_limit_of_sessions_and_is_told_so() -> None:
    async with browser(sessions_per_address=1) as visitor:
        await (await visitor.open()).shows("welcome")
        second = await visitor.open()
        assert "1 sessions open here, which is the limit" in (await second.ended())["text"]
        assert not second.data
        assert visitor.house.host.metrics.refused.labels("web", "address")._value.get() == 1


async def test_behind_a_proxy_each_visitor_has_limits_of_their_own() -> None:
    async with browser(sessions_per_address=1, trusted_proxies=(ip_network("127.0.0.1"),)) as visitor:
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
    assert read_later(text) is None


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
