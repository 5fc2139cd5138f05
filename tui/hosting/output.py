"""Output with a bound: while a reader is too slow nothing is drawn, and one that takes nothing at all is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui.hosting.sink import Sink

_POLL_SECONDS = 0.1
"""How often a slow reader's backlog is looked at; only while it is too long. asyncssh reports no TCP stall."""


class Output:
    """Writes to a sink and watches how much of it waits.

    `pause` is called when the backlog passes `limit`, `resume` when most of it is gone, and `stalled` when nothing has
    moved for `stall_seconds`. Output that comes in between is kept: it is bounded because the app stops drawing.
    """

    def __init__(
        self,
        sink: Sink,
        limit: int,
        stall_seconds: float,
        *,
        pause: Callable[[], None],
        resume: Callable[[], None],
        stalled: Callable[[], None],
    ) -> None:
        self.sink = sink
        self.limit = limit
        self.stall_seconds = stall_seconds
        self.written = 0
        self.pauses = 0
        self._pause, self._resume, self._stalled = pause, resume, stalled
        self._poll: asyncio.TimerHandle | None = None
        self._least = 0
        self._moved = 0.0

    @property
    def paused(self) -> bool:
        """Whether the reader is too far behind."""
        return self._poll is not None

    def write(self, data: bytes) -> None:
        """Send bytes, unless twice the limit waits already: then they are dropped."""
        if self.paused and self.sink.backlog() > 2 * self.limit:
            return
        self.written += len(data)
        self.sink.write(data)
        if not self.paused and self.sink.backlog() > self.limit:
            self._start_waiting()

    def close(self) -> None:
        """Stop watching, and let go of whoever is called."""
        if self._poll is not None:
            self._poll.cancel()
            self._poll = None
        self._pause = self._resume = self._stalled = lambda: None

    def _start_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        self.pauses += 1
        self._least = self.sink.backlog()
        self._moved = loop.time()
        self._poll = loop.call_later(_POLL_SECONDS, self._look)
        self._pause()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        backlog = self.sink.backlog()
        if backlog <= self.limit // 4:
            self._poll = None
            self._resume()
            return
        if backlog < self._least:
            self._least, self._moved = backlog, loop.time()
        elif loop.time() - self._moved >= self.stall_seconds:
            self._poll = None
            self._stalled()
            return
        self._poll = loop.call_later(_POLL_SECONDS, self._look)
