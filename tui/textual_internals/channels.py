"""SSH channels and connections of asyncssh, bounded: it keeps what is sent without a limit, and tells of no stall."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncssh


def channel_class(accept: Callable[[bytes, bytes], bool], refused: Callable[[str], None]) -> type[Any]:
    """Return a server channel that keeps only the environment that `accept` takes, and names refused requests.

    asyncssh keeps every variable that is sent, without a bound, refuses forwardings without a word, and does not tell
    that a channel is closed while input waits that a paused session has not taken.
    """
    from asyncssh.channel import SSHServerChannel
    from asyncssh.packet import SSHPacket

    class Channel(SSHServerChannel[bytes]):
        def _process_env_request(self, packet: SSHPacket) -> bool:
            name, value = packet.get_string(), packet.get_string()
            packet.check_end()
            if not accept(name, value):
                return False
            self._env[name] = value
            return True

        def _process_x11_req_request(self, packet: SSHPacket) -> bool:  # noqa: ARG002 -- nothing in it matters
            refused("X11 forwarding")
            return False

        def _process_auth_agent_req_at_openssh_dot_com_request(self, packet: SSHPacket) -> bool:  # type: ignore[override]  # noqa: ARG002
            refused("agent forwarding")
            return False

        def _process_close(self, pkttype: int, pktid: int, packet: SSHPacket) -> None:
            super()._process_close(pkttype, pktid, packet)
            self._discard_recv()  # input that waits is nobody's: left there, the session would never hear of the end

    return Channel


def new_channel(kind: type[Any], connection: asyncssh.SSHServerConnection, window: int) -> Any:
    """Return a channel of `kind` for bytes, as `create_server_channel` would make it."""
    return kind(
        connection,
        connection._loop,
        connection._allow_pty,
        connection._line_editor,
        connection._line_echo,
        connection._line_history,
        connection._max_line_length,
        None,
        "strict",
        window,
        window,
    )


def watch_input(connection: asyncssh.SSHServerConnection, most: int) -> None:
    """Have the connection's owner `take_bytes` and `take_message`, and read no more than `most` bytes at once.

    asyncssh takes messages of any kind without a limit, and handles all that were read in one go.
    """
    connection.__class__ = _watched()  # no closure over the connection, so that it is freed when it ends
    transport: Any = connection._transport
    if transport is not None:
        transport.max_size = most


@cache
def _watched() -> type[Any]:
    from asyncssh.connection import SSHServerConnection

    class Watched(SSHServerConnection):
        def data_received(self, data: bytes, datatype: int | None = None) -> None:
            owner: Any = self._owner
            if owner is not None and (data := owner.take_bytes(data)):
                super().data_received(data, datatype)

        def _finish_recv_packet(self, *arguments: Any, **options: Any) -> None:
            owner: Any = self._owner
            if owner is not None:
                owner.take_message()
            super()._finish_recv_packet(*arguments, **options)

    return Watched


def pause_connection(connection: asyncssh.SSHServerConnection, paused: bool) -> None:
    """Stop or go on reading from the network: what the client sends waits on its own side."""
    transport = connection._transport
    if transport is None or transport.is_closing():
        return
    if paused:
        transport.pause_reading()
    else:
        transport.resume_reading()


def transport_backlog(connection: asyncssh.SSHServerConnection) -> int:
    """Return the bytes in the TCP transport's own buffer: asyncssh does not count them, nor say that they stall."""
    transport = connection._transport
    return transport.get_write_buffer_size() if transport is not None else 0


def limit_transport(connection: asyncssh.SSHServerConnection, most: int) -> None:
    """Set the high-water mark of the TCP transport's own buffer."""
    transport = connection._transport
    if transport is not None:
        transport.set_write_buffer_limits(high=most)


def turn_away(connection: asyncssh.SSHServerConnection, code: int, words: str) -> None:
    """Send a disconnect and read nothing more. Whoever calls cuts the connection, once the words may have arrived."""
    transport = connection._transport
    if transport is not None:
        connection._send_disconnect(code, words, "en")
        transport.pause_reading()


def is_open(connection: asyncssh.SSHServerConnection) -> bool:
    """Say whether the connection still has a transport."""
    return connection._transport is not None


def open_channels(connection: asyncssh.SSHServerConnection) -> int:
    """Return how many channels are open on the connection."""
    return len(connection._channels)
