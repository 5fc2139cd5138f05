"""The SSH door: listens, lets visitors in within limits, and refuses everything but sessions.

Imported only where the door is opened, since asyncssh takes 200 ms to import.
"""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import Any

import asyncssh

from tui.hosting.host import Host, Visitor
from tui.hosting.limits import TokenBucket, address_key, is_proxy
from tui.hosting.operations.listening import ACCEPTED_AT_ONCE, lengthen_queues
from tui.hosting.ssh.channel import ALGORITHMS, SSHSession
from tui.hosting.ssh.proxy_protocol import ProxyHeaderError, read_proxy_header
from tui.hosting.stay import unused_channels
from tui.textual_internals import channels

WINDOW = 32_768
"""Bytes that a client may send before we have read them."""
TRANSPORT_BUFFER = 131_072
_READ_BYTES = 16_384
"""Bytes read in one go: what is in them is handled before anybody else's turn."""
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
        self._head: bytes | None = None
        """What has come of a balancer's header; None where there is none to come."""
        self._counted = self._turned_away = self._paused = False
        self._unused: asyncio.TimerHandle | None = None
        per_second = host.settings.messages_per_second
        self._messages = TokenBucket(per_second, 4 * per_second)

    # -- the network ---------------------------------------------------------------------------------------------------

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Take the connection; from a balancer, once it has said whose it is."""
        self._connection = conn
        peer = conn.get_extra_info("peername") or ("",)
        self.address = str(peer[0])
        channels.limit_transport(conn, TRANSPORT_BUFFER)
        channels.watch_input(conn, _READ_BYTES)
        if is_proxy(self.address, self.host.settings.proxy_protocol):
            self._head = b""
        else:
            self._admit(conn)

    def take_bytes(self, data: bytes) -> bytes:
        """Read a balancer's header, if there is one to come; return what follows it."""
        connection = self._connection
        if self._head is None or connection is None:
            return data
        self._head += data
        try:
            header = read_proxy_header(self._head)
        except ProxyHeaderError as error:
            self.host.log.warning("refused", address=self.address, reason=str(error))
            connection.abort()
            return b""
        if header is None:
            return b""
        data, self._head = self._head[header.length :], None
        self.address = header.address or self.address
        self._admit(connection)
        return data

    def take_message(self) -> None:
        """Count a message of whatever kind: who sends too many is not read from for a while."""
        wait = self._messages.spend(1)
        if wait and not self._paused and self._connection is not None:
            self._paused = True
            self.host.metrics.message_pauses.inc()
            channels.pause_connection(self._connection, True)
            asyncio.get_running_loop().call_later(wait, self._read_on)

    def _read_on(self) -> None:
        self._paused = False
        if self._connection is not None and not self._turned_away:
            channels.pause_connection(self._connection, False)

    def _admit(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count the connection, or turn it away before any cryptography is done for it."""
        self.key = address_key(self.address)
        reason = self._why_not()
        if reason:
            self.host.refuse(_DOOR, self.address, reason)
            self._turn_away(conn, self.host.refusal(reason))
            return
        self._counted = True
        self.host.silent[self] = None
        self._tell_connections()

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
        full = self.host.connections.take(self.key)
        if full and self.host.make_room():
            full = self.host.connections.take(self.key)
        return "connections" if full else ""

    def spoke(self) -> bool:
        """Whether the client has said anything at all."""
        return self._connection is not None and bool(self._connection.get_extra_info("client_version"))

    def give_way(self) -> None:
        """Leave at once, for somebody who speaks."""
        self.host.metrics.refused.labels(_DOOR, "gave way").inc()
        self._leave()
        if self._connection is not None:
            self._connection.abort()

    def _leave(self) -> None:
        self.host.silent.pop(self, None)
        if self._counted:
            self._counted = False
            self.host.connections.leave(self.key)
            self._tell_connections()

    def _tell_connections(self) -> None:
        self.host.metrics.connections.labels(_DOOR).set(len(self.host.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        if self._unused is not None:
            self._unused.cancel()
        if self._turned_away:
            self.host.turned_away -= 1
        self._leave()
        if exc is not None:
            self.host.log.debug("connection lost", address=self.address, error=type(exc).__name__)
        self._connection = None

    # -- what the client asks for --------------------------------------------------------------------------------------

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 -- any name will do
        """Ask for a key only where the owner lists keys."""
        self.host.silent.pop(self, None)
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
    acceptor = await asyncssh.listen(
        **where,
        backlog=ACCEPTED_AT_ONCE,
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
    lengthen_queues(acceptor.sockets)
    return acceptor


async def close(acceptor: asyncssh.SSHAcceptor) -> None:
    """Stop accepting; open connections go on, and are not waited for, as `wait_closed` does from Python 3.12 on."""
    acceptor.close()
