"""The PROXY protocol, versions 1 and 2: what a balancer says of the visitor before the visitor's first byte.

https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
_LONGEST_LINE = 107
_LONGEST_BODY = 4_096
_LOCAL, _PROXY = 0x20, 0x21
_ADDRESS_BYTES = {0x11: 4, 0x21: 16}
"""Bytes of an address by family and transport: TCP over IPv4, and over IPv6."""


class ProxyHeaderError(ValueError):
    """What came first is no header of the PROXY protocol."""


class ProxyHeader(NamedTuple):
    """A whole header: the visitor's address, empty where the balancer speaks for itself, and how long it is."""

    address: str
    length: int


def read_proxy_header(data: bytes) -> ProxyHeader | None:
    """Return the header that `data` begins with; None while more has to come. Raises ProxyHeaderError."""
    if data[:1] == b"P":
        return _read_line(data)
    if not SIGNATURE.startswith(data[: len(SIGNATURE)]):
        raise ProxyHeaderError("no header of the PROXY protocol")
    return _read_binary(data) if len(data) >= len(SIGNATURE) + 4 else None


def _read_line(data: bytes) -> ProxyHeader | None:
    line, end, _ = data[:_LONGEST_LINE].partition(b"\r\n")
    if not b"PROXY ".startswith(line[:6]):
        raise ProxyHeaderError("no header of the PROXY protocol")
    if not end:
        if len(data) >= _LONGEST_LINE:
            raise ProxyHeaderError("a header of the PROXY protocol that does not end")
        return None
    length = len(line) + len(end)
    match line.decode("ascii", "replace").split(" "):
        case ["PROXY", "UNKNOWN", *_]:
            return ProxyHeader("", length)
        case ["PROXY", "TCP4" | "TCP6", address, _, _, _]:
            return ProxyHeader(_address(address), length)
    raise ProxyHeaderError("a header of the PROXY protocol that cannot be read")


def _read_binary(data: bytes) -> ProxyHeader | None:
    command, family = data[12], data[13]
    body = int.from_bytes(data[14:16], "big")
    if command not in (_LOCAL, _PROXY) or body > _LONGEST_BODY:
        raise ProxyHeaderError("a header of the PROXY protocol that cannot be read")
    if len(data) < 16 + body:
        return None
    size = _ADDRESS_BYTES.get(family, 0)
    if command == _LOCAL or not size or body < 2 * size:
        return ProxyHeader("", 16 + body)
    return ProxyHeader(str(ipaddress.ip_address(data[16 : 16 + size])), 16 + body)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise ProxyHeaderError("a header of the PROXY protocol without an address") from error
