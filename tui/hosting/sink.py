"""Where a session's bytes go: the small interface between a driver and whatever carries it (SSH, websocket, a test)."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Size(NamedTuple):
    """A terminal's size in cells."""

    columns: int
    rows: int


class Sink(Protocol):
    """One visitor's terminal. Every method is called on the event loop and none of them blocks or raises."""

    @property
    def size(self) -> Size:
        """The size at the start, already within limits; later sizes come through `Session.resize`."""

    def write(self, data: bytes) -> None:
        """Send bytes. After the visitor has gone, do nothing."""

    def backlog(self) -> int:
        """Bytes that were written and that the visitor's side has not taken yet."""

    def pause(self, paused: bool) -> None:
        """Stop or go on taking input from the visitor, so that a flood waits on the visitor's side."""

    def close(self, status: int = 0) -> None:
        """Say goodbye once everything is sent, with an exit status where the door has one."""

    def abort(self) -> None:
        """Cut the connection now, unsent bytes and all."""
