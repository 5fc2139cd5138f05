"""Who is asking: the visitor's address, behind a proxy too, and the origin of the page that opens a terminal."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

LOCAL = "http://localhost"
HOST = re.compile(r"(?a:[\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?")

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def visitor_address(peer: str, forwarded: str, proxies: Sequence[_Network]) -> str:
    """Return the address that limits count by.

    `forwarded` is X-Forwarded-For, which anybody can write: it counts only as far as trusted proxies wrote it, so the
    last address in it that is none of theirs is the visitor's.
    """
    address = peer
    for earlier in reversed(forwarded.split(",") if forwarded else []):
        if not is_proxy(address, proxies):
            break
        try:
            address = str(ipaddress.ip_address(earlier.strip()))
        except ValueError:
            break
    return address


def is_proxy(address: str, proxies: Sequence[_Network]) -> bool:
    """Say whether an address belongs to a trusted proxy."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in proxies)


def accepted_origin(origin: str, host: str, origins: Sequence[str]) -> bool:
    """Say whether a page of `origin` may open a terminal: a page of this host, or one that the owner lists.

    Browsers always send an origin with a websocket, and pages cannot change it.
    """
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return False
    if origins:
        return origin.lower().rstrip("/") in {each.lower().rstrip("/") for each in origins}
    return parts.netloc.lower() == host.lower()


def own_origin(scheme: str, host: str, origins: Sequence[str]) -> str:
    """Return where visitors reach this host: the first origin that the owner lists, or else the one that was asked."""
    if origins:
        return origins[0].rstrip("/")
    return f"{scheme}://{host.lower()}" if scheme in ("http", "https") and HOST.fullmatch(host) else LOCAL
