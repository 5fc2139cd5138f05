"""The SSH door: listens, lets visitors in within limits, and refuses everything but sessions.

Imported only where the door is opened, since asyncssh takes 200 ms to import.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from functools import partial
from typing import Any

import asyncssh

from tui.hosting.host import REFUSALS, Host, Visitor
from tui.hosting.limits import address_key
from tui.hosting.ssh.channel import ALGORITHMS, SSHSession
from tui.hosting.stay import unused_channels
from tui.textual_internals import channels

WINDOW = 32_768
"""Bytes that a client may send before we have read them."""
TRANSPORT_BUFFER = 131_072
TURN_AWAY_SECONDS = 1.0
"""How long a client has to read why it is turned away: a connection that is cut at once takes the words with it."""
_DOOR = "ssh"
FORWARDS_NOTHING = "this host shows a portfolio and forwards nothing"


class SSHConnection(asyncssh.SSHServer):
    """One TCP connection. Anybody may log in under any name, unless the owner lists keys."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.address = ""
        self.key = ""
        self._connection: asyncssh.SSHServerConnection | None = None
        self._counted = self._turned_away = False
        self._unused: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count the connection, or turn it away before any cryptography is done for it."""
        self._connection = conn
        peer = conn.get_extra_info("peername") or ("",)
        self.address, self.key = str(peer[0]), address_key(str(peer[0]))
        reason = self._why_not()
        if reason:
            self.host.refuse(_DOOR, self.address, reason)
            self._turn_away(conn, REFUSALS[reason])
            return
        self._counted = True
        self.host.metrics.connections.labels(_DOOR).inc()
        channels.limit_transport(conn, TRANSPORT_BUFFER)

    def _turn_away(self, conn: asyncssh.SSHServerConnection, words: str) -> None:
        """Say why, and cut the connection a moment later; in a flood, cut it at once."""
        loop = asyncio.get_running_loop()
        if self.host.turned_away >= self.host.settings.connections:
            loop.call_soon(conn.abort)
            return
        self._turned_away = True
        self.host.turned_away += 1
        # in the next turn, since the client cannot read the sentence before it has read our version
        loop.call_soon(channels.turn_away, conn, asyncssh.DISC_TOO_MANY_CONNECTIONS, words)
        loop.call_later(TURN_AWAY_SECONDS, conn.abort)

    def _why_not(self) -> str:
        if not self.host.accepting:
            return "shutdown"
        if not self.host.arrivals.take(self.key):
            return "arrivals"
        return "connections" if self.host.connections.take(self.key) else ""

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        if self._unused is not None:
            self._unused.cancel()
        if self._turned_away:
            self.host.turned_away -= 1
        if self._counted:
            self.host.connections.leave(self.key)
            self.host.metrics.connections.labels(_DOOR).dec()
        if exc is not None:
            self.host.log.debug("connection lost", address=self.address, error=type(exc).__name__)
        self._connection = None

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 -- any name will do
        """Ask for a key only where the owner lists keys."""
        banner = self.host.settings.banner
        if banner and self._connection is not None:
            self._connection.send_auth_banner(banner.rstrip("\n") + "\n")
        return self.host.settings.authorized_keys is not None

    def auth_completed(self) -> None:
        """From here on there must be a session."""
        self._expect_session()

    def session_requested(self) -> Any:
        """Open a channel. It takes a seat when it asks for something, and has `login_seconds` to do so."""
        connection = self._connection
        if connection is None or channels.open_channels(connection) >= self.host.settings.channels_per_connection:
            raise asyncssh.ChannelOpenError(
                asyncssh.OPEN_RESOURCE_SHORTAGE, "too many sessions over one connection; close one first"
            )
        if unused_channels(self.host, self.key) >= self.host.settings.unused_channels:
            raise asyncssh.ChannelOpenError(
                asyncssh.OPEN_RESOURCE_SHORTAGE, "too many channels of your address ask for nothing; close one first"
            )
        user = str(connection.get_extra_info("username") or "")
        visitor = Visitor(_DOOR, self.address, self.key, user)
        session = SSHSession(self.host, visitor, lambda: channels.is_open(connection))
        kind = channels.channel_class(session.accept_variable, session.refused)
        return channels.new_channel(kind, connection, WINDOW), session

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> Any:  # noqa: ARG002
        """Refuse `ssh -L`."""
        raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, FORWARDS_NOTHING)

    def unix_connection_requested(self, dest_path: str) -> Any:  # noqa: ARG002
        """Refuse `ssh -L` to a socket."""
        raise asyncssh.ChannelOpenError(asyncssh.OPEN_ADMINISTRATIVELY_PROHIBITED, FORWARDS_NOTHING)

    def server_requested(self, listen_host: str, listen_port: int) -> bool:  # noqa: ARG002
        """Refuse `ssh -R`."""
        return False

    def unix_server_requested(self, listen_path: str) -> bool:  # noqa: ARG002
        """Refuse `ssh -R` of a socket."""
        return False

    def _expect_session(self) -> None:
        """Close a connection that has had no session for a while: it could be held open for nothing."""
        connection = self._connection
        if connection is None:
            return
        seconds = self.host.settings.login_seconds
        self._unused = asyncio.get_running_loop().call_later(seconds, self._check_used, connection)

    def _check_used(self, connection: asyncssh.SSHServerConnection) -> None:
        if channels.open_channels(connection):
            self._expect_session()
        elif channels.is_open(connection):
            connection.disconnect(asyncssh.DISC_BY_APPLICATION, "no session was asked for")


async def listen(
    host: Host, key: asyncssh.SSHKey, *, sock: socket.socket | None = None, reuse_port: bool = False
) -> asyncssh.SSHAcceptor:
    """Open the door on the settings' address, or on a socket that is handed over. Raises OSError where it cannot."""
    settings = host.settings
    where: dict[str, Any] = (
        {"sock": sock} if sock is not None else {"host": settings.host, "port": settings.port, "reuse_port": reuse_port}
    )
    keys = settings.authorized_keys
    asyncssh.set_log_level("WARNING")  # INFO lines hold user names and commands
    return await asyncssh.listen(
        **where,
        backlog=min(settings.connections, 128),
        server_factory=partial(SSHConnection, host),
        server_host_keys=[key],
        server_version="portfolio",
        authorized_client_keys=str(keys) if keys is not None else None,
        public_key_auth=keys is not None,
        password_auth=False,
        kbdint_auth=False,
        host_based_auth=False,
        gss_host=None,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        compression_algs=None,
        login_timeout=settings.login_seconds,
        keepalive_interval=settings.keepalive_seconds,
        keepalive_count_max=2,
        window=WINDOW,
        config=None,
        **ALGORITHMS,
    )


async def close(acceptor: asyncssh.SSHAcceptor) -> None:
    """Stop accepting; open connections go on."""
    acceptor.close()
    with contextlib.suppress(OSError):
        await acceptor.wait_closed()
