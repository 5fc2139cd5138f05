"""The browser door: the portfolio as pages, and the same app as the SSH door in a terminal on a page.

Imported only where the door is opened, since aiohttp takes 200 ms to import.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from tui.hosting.host import Host
from tui.hosting.limits import BucketTable, Seats, address_key, is_proxy
from tui.hosting.operations.listening import ACCEPTED_AT_ONCE, lengthen_queues
from tui.hosting.operations.performance import status_text
from tui.hosting.web.address import accepted_origin, own_origin, visitor_address
from tui.hosting.web.connection import HTTPConnection
from tui.hosting.web.fit_page import FIT, FIT_POLICY, MOST_BYTES, FitPage
from tui.hosting.web.pages import (
    NOWHERE,
    TERMINAL,
    TERMINAL_POLICY,
    FileToMake,
    ServedFile,
    asset_pages,
    find_page,
    pages_at,
    robots_text,
    sitemap,
    terminal_page,
)
from tui.hosting.web.protocol import MESSAGE_BYTES
from tui.hosting.web.websocket import hold, refuse
from tui.live import INTERVAL, PackWatch

_DOOR = "web"
CONNECTIONS_A_SESSION = 4
"""Connections from one address for each session that it may have: a browser opens six for the pages."""
NO_PAGE = "There is no such page here. The first page of this portfolio is at /\n"
NO_FILE = "No font here shows all letters of this résumé as a PDF; its text is at /resume.txt\n"
TOO_MANY = "Too many requests from your address within a minute; please wait a little and try again.\n"
NO_SOCKET = "The terminal speaks over a websocket; open /terminal in a browser.\n"
TOO_LONG = "That is longer than an advertisement; send its text alone.\n"
TOO_SLOW = "The form did not arrive in time; please send it again.\n"
_FITTING = 1
"""Advertisements that are read at once."""
FOREIGN = "A terminal opens only from a page of this host.\n"
HEADERS = {
    "Server": "portfolio",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebDoor:
    """Serves `pages` and terminals, on `sock` or on the settings' address. `pages` may be replaced at any time.

    With `watch`, a folder, they are made anew whenever the pack there changes.
    """

    name = _DOOR

    def __init__(
        self, host: Host, pages: Mapping[str, ServedFile | FileToMake], sock: socket.socket | None = None,
        watch: Path | None = None, fit: FitPage | None = None,
    ) -> None:  # fmt: skip
        """`fit` is the page that takes advertisements, where there is one."""
        settings = host.settings
        self.host, self.pages = host, pages
        self._sock, self._watch = sock, watch
        self._fit, self._fitting = fit, asyncio.Semaphore(_FITTING)
        self._following: asyncio.Task[None] | None = None
        self._assets = asset_pages()
        per_address = CONNECTIONS_A_SESSION * settings.sessions_per_address
        self._connections = Seats(settings.connections, per_address)
        self._keys: dict[HTTPConnection, str] = {}
        """Every connection, oldest first, and what it is counted by."""
        per_minute = settings.requests_per_minute
        self._requests = BucketTable(per_minute / 60, per_minute, settings.addresses)
        app = web.Application(middlewares=[self._guard], client_max_size=1_024)
        self._below = f"/{path}" if (path := settings.web_path.strip("/")) else ""
        for below in sorted({self._below, ""}, reverse=True):  # a proxy may pass the path on, or take it off
            app.router.add_get(f"{below}/{TERMINAL}", self._terminal)
            app.router.add_get(f"{below}/{TERMINAL}/", self._to_terminal)
            app.router.add_get(f"{below}/{TERMINAL}/socket", self._socket, allow_head=False)
            app.router.add_get(f"{below}/favicon.ico", self._icon)
            app.router.add_get(f"{below}/robots.txt", self._robots)
            app.router.add_get(f"{below}/sitemap.xml", self._sitemap)
            if settings.public_figures:
                app.router.add_get(f"{below}/status", self._status)
            if fit is not None:
                app.router.add_get(f"{below}/{FIT}", self._fit_form)
                app.router.add_post(f"{below}/{FIT}", self._fit_answer)
            if below:
                app.router.add_get(below, self._to_first)
            app.router.add_get(f"{below}/{{path:.*}}", self._page)
        app.on_response_prepare.append(self._add_headers)
        self._runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=1.0)
        self._server: asyncio.Server | None = None

    async def listen(self) -> int:
        """Open the door; return the port. Raises OSError where the address is taken."""
        await self._runner.setup()
        settings = self.host.settings
        server = self._runner.server
        assert server is not None
        where: dict[str, Any] = (
            {"sock": self._sock} if self._sock else {"host": settings.host or None, "port": settings.web_port}
        )
        self._server = await asyncio.get_running_loop().create_server(
            lambda: HTTPConnection(server, self._arrive, self._leave, settings.login_seconds, settings.stall_seconds),
            backlog=ACCEPTED_AT_ONCE, **where,
        )  # fmt: skip
        lengthen_queues(self._server.sockets)
        if self._watch is not None:
            self._following = asyncio.create_task(self._follow(self._watch), name="content")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def connections(self) -> int:
        """Return how many connections are open."""
        return len(self._connections)

    async def stop(self) -> None:
        """Stop accepting; open connections go on."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """End what is still open."""
        await self.stop()
        if self._following is not None:
            self._following.cancel()
        await self._runner.cleanup()

    async def _follow(self, root: Path) -> None:
        """Make the pages anew whenever the pack at `root` has changed, until cancelled."""
        pack = PackWatch(root)
        while True:
            await asyncio.sleep(INTERVAL)
            if pack.changed():
                found = await asyncio.to_thread(
                    pages_at, root, FIT if self._fit else "", self.host.settings.pages_address
                )
                if isinstance(found, str):
                    self.host.log.warning("content not reloaded", problem=found)
                else:
                    portfolio, self.pages = found
                    self._fit = self._fit and FitPage(portfolio, TERMINAL, self._fit.sought)
                    self.host.log.info("content reloaded", pages=len(self.pages))

    # -- connections ---------------------------------------------------------------------------------------------------

    def _arrive(self, connection: HTTPConnection) -> bool:
        """Count a connection; False where there are too many. One that has asked for nothing gives way to a new one."""
        key = self._connection_key(connection.peer)
        full = self._connections.take(key)
        if full == "total" and (oldest := next(filter(HTTPConnection.is_unused, self._keys), None)):
            oldest.give_way()
            full = self._connections.take(key)
        if full:
            self.host.metrics.refused.labels(_DOOR, "connections").inc()
            return False
        self._keys[connection] = key
        self._tell_connections()
        return True

    def _leave(self, connection: HTTPConnection) -> None:
        key = self._keys.pop(connection, None)
        if key is not None:
            self._connections.leave(key)
            self._tell_connections()

    def _tell_connections(self) -> None:
        self.host.metrics.connections.labels(_DOOR).set(len(self._connections))

    def _connection_key(self, peer: str) -> str:
        # all visitors come over the connections of a proxy, each of which then counts as an address of its own
        return secrets.token_hex(8) if is_proxy(peer, self.host.settings.trusted_proxies) else address_key(peer)

    def _address(self, request: web.Request) -> str:
        forwarded = ",".join(request.headers.getall("X-Forwarded-For", []))
        return visitor_address(request.remote or "", forwarded, self.host.settings.trusted_proxies)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if isinstance(request.protocol, HTTPConnection):
            request.protocol.used()
        if not self._requests.take(address_key(self._address(request))):
            self.host.metrics.refused.labels(_DOOR, "requests").inc()
            return _words(429, TOO_MANY)
        return await handler(request)

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG002
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", NOWHERE)

    # -- pages ---------------------------------------------------------------------------------------------------------

    async def _to_first(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 -- always there
        raise web.HTTPPermanentRedirect(f"{self._below}/")  # links of pages are relative, so the slash counts

    async def _to_terminal(self, request: web.Request) -> web.StreamResponse:
        raise _without_slash(request.path)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        path = f"/{request.match_info['path']}"
        bare = path.removesuffix("/")
        if bare not in ("", path) and self._find(bare) is not None:
            raise _without_slash(path)
        page = self._find(path)
        if isinstance(page, FileToMake):
            page = await asyncio.to_thread(page.make)
            if page is None:
                return _words(404, NO_FILE)
        if page is None:
            return _words(404, NO_PAGE)
        headers = {"ETag": page.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding",
                   "Content-Security-Policy": page.policy}  # fmt: skip
        if page.tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = page.kind
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=page.packed, headers=headers | {"Content-Encoding": "gzip"})
        return web.Response(body=page.body, headers=headers)

    async def _fit_form(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 -- the same for all
        assert self._fit is not None
        return _fit_response(self._fit.form())

    async def _fit_answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a form, one at a time: it takes the processor, which all visitors share."""
        assert self._fit is not None
        try:
            async with asyncio.timeout(self.host.settings.login_seconds):
                body = await _form_of(request)
        except TimeoutError:
            return _words(408, TOO_SLOW)
        if body is None:
            return _words(413, TOO_LONG)
        async with self._fitting:
            return _fit_response(await asyncio.to_thread(self._fit.answer, body))

    def _find(self, path: str) -> ServedFile | FileToMake | None:
        return find_page(self._assets, path) or find_page(self.pages, path)

    async def _terminal(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 -- the same for all
        nonce = secrets.token_urlsafe(16)
        headers = {"Content-Security-Policy": TERMINAL_POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
        return web.Response(text=terminal_page(nonce), content_type="text/html", headers=headers)

    async def _icon(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 -- there is none
        return web.Response(status=204)

    async def _robots(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text=robots_text(self._origin(request)))

    async def _status(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 -- the same for all
        return _words(200, status_text(self.host.metrics.performance.now(), self.host.here()))

    async def _sitemap(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text=sitemap(self._origin(request), self.pages), content_type="application/xml")

    def _origin(self, request: web.Request) -> str:
        settings = self.host.settings
        behind = is_proxy(request.remote or "", settings.trusted_proxies)
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme) if behind else request.scheme
        return own_origin(scheme, request.host, settings.web_origins) + self._below

    # -- terminals -----------------------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        host, address = self.host, self._address(request)
        if not accepted_origin(request.headers.get("Origin", ""), request.host, host.settings.web_origins):
            host.metrics.refused.labels(_DOOR, "origin").inc()
            return _words(403, FOREIGN)
        answer = web.WebSocketResponse(
            heartbeat=host.settings.keepalive_seconds, max_msg_size=MESSAGE_BYTES, compress=False,
            timeout=host.settings.grace_seconds,
        )  # fmt: skip
        if not answer.can_prepare(request).ok or request.transport is None:
            return _words(400, NO_SOCKET)
        transport = request.transport
        await answer.prepare(request)
        if isinstance(request.protocol, HTTPConnection):
            request.protocol.upgrade()
        key = address_key(address)
        if not host.arrivals.take(key):
            host.metrics.refused.labels(_DOOR, "arrivals").inc()
            host.log.info("refused", address=address, reason="arrivals")
            await refuse(host, answer, "arrivals")
        else:
            await hold(host, answer, transport, address, key)
        return answer


async def _form_of(request: web.Request) -> bytes | None:
    """Return the body of a form; None where it is longer than any that is taken."""
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


def _fit_response(text: str) -> web.Response:
    headers = {"Content-Security-Policy": f"{FIT_POLICY}; frame-ancestors 'none'", "Cache-Control": "no-store"}
    return web.Response(text=text, content_type="text/html", headers=headers)


def _without_slash(path: str) -> web.HTTPPermanentRedirect:
    """Return the way to the page of that name: links of pages are relative, so the slash counts.

    It is relative, too, since a proxy may have taken a path off.
    """
    return web.HTTPPermanentRedirect(f"../{path.split('/')[-2]}")


def _words(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, headers={"Cache-Control": "no-store"})
