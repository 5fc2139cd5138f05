"""Who is asking: the visitor's address, behind a proxy too, and the origin of the page that opens a terminal."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from engine.configuration import Network
from tui.hosting.limits import is_proxy

LOCAL = "http://localhost"
HOST = re.compile(r"(?a:[\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?")


def visitor_address(peer: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the address that limits count by.

    `forwarded` is X-Forwarded-For, which anybody can write: it counts only as far as trusted proxies wrote it, so the
    last address in it that is none of theirs is the visitor's.
    """
    address = peer
    for earlier in reversed(forwarded.split(",") if forwarded else []):
        if not is_proxy(address, proxies):
            break
        try:
            address = str(ipaddress.ip_address(_without_port(earlier.strip().strip('"'))))
        except ValueError:
            break
    return address


def _without_port(text: str) -> str:
    """Return an address of `192.0.2.1:4711`, `[2001:db8::1]` or `[2001:db8::1]:4711`, as some proxies write it."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


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
