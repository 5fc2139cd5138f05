"""The PROXY protocol before the SSH door: a listed balancer names the visitor, and nobody else does."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hosting.house import House, open_house
from tests.hosting.waiting import until
from tui.hosting.ssh.proxy_protocol import SIGNATURE, ProxyHeaderError, read_proxy_header

HERE = (ipaddress.ip_network("127.0.0.1"),)
V1 = b"PROXY TCP4 198.51.100.7 192.0.2.1 4711 22\r\n"
V1_6 = b"PROXY TCP6 2001:db8::7 2001:db8::1 4711 22\r\n"
V2 = SIGNATURE + b"\x21\x11\x00\x0c" + bytes([198, 51, 100, 7, 192, 0, 2, 1]) + b"\x12\x67\x00\x16"
V2_6 = SIGNATURE + b"\x21\x21\x00\x24" + ipaddress.ip_address("2001:db8::7").packed * 2 + b"\x12\x67\x00\x16"
LOCAL = SIGNATURE + b"\x20\x00\x00\x00"


@pytest.mark.parametrize(
    ("header", "address"),
    [(V1, "198.51.100.7"), (V1_6, "2001:db8::7"), (V2, "198.51.100.7"), (V2_6, "2001:db8::7"), (LOCAL, ""),
     (b"PROXY UNKNOWN\r\n", "")],
)  # fmt: skip
def test_a_header_is_read_whole_however_it_comes(header: bytes, address: str) -> None:
    for length in range(len(header)):
        assert read_proxy_header(header[:length]) is None
    assert read_proxy_header(header + b"SSH-2.0-x\r\n") == (address, len(header))


@pytest.mark.parametrize(
    "data",
    [b"SSH-2.0-x\r\n", b"PROXY TCP4 nonsense x 1 2\r\n", b"PROXY TCP4 \r\n", b"PROXY " + b"x" * 200, b"\r\n\r\nQ",
     SIGNATURE + b"\x11\x11\x00\x0c", SIGNATURE + b"\x21\x11\xff\xff"],
)  # fmt: skip
def test_what_is_no_header_is_told(data: bytes) -> None:
    with pytest.raises(ProxyHeaderError):
        read_proxy_header(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    for begin in (b"", b"PROXY ", SIGNATURE):
        with contextlib.suppress(ProxyHeaderError):
            read_proxy_header(begin + data)


@pytest.mark.parametrize("header", [V1, V2])
async def test_limits_count_the_visitor_whom_the_balancer_names(header: bytes) -> None:
    async with open_house(door=True, proxy_protocol=HERE, connections_per_minute=1) as house:
        reader, writer = await behind(house, header)
        writer.write(b"SSH-2.0-x\r\n")
        await until(lambda: len(house.host.connections) == 1, "the visitor")
        again, _ = await behind(house, header)
        assert b"Too many connections from your address" in await asyncio.wait_for(again.read(), 15)
        [line] = house.lines("refused")
        assert line["address"] == "198.51.100.7"
        assert (await reader.readline()).startswith(b"SSH-2.0-portfolio")
        writer.close()


async def test_a_balancer_that_says_nothing_of_the_visitor_is_refused() -> None:
    async with open_house(door=True, proxy_protocol=HERE) as house:
        reader, _ = await behind(house, b"SSH-2.0-OpenSSH_9.2\r\n")
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 15)
        assert "no header" in house.lines("refused")[0]["reason"]


async def test_nobody_else_may_name_a_visitor() -> None:
    async with open_house(door=True) as house:
        reader, _ = await behind(house, V1)
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 15)
        await until(lambda: not len(house.host.connections), "the end")
        async with await house.connect() as connection:
            assert (await connection.run("echo hi")).exit_status == 0


async def behind(house: House, header: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect as a balancer does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(header)
    return reader, writer
