"""How late the event loop is: whatever a visitor does waits at least so long, whoever keeps the loop busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

EVERY_SECONDS = 0.1


class LagWatch:
    """Tells `observe`, ten times a second, by how many seconds the loop was late. Runs on the current loop."""

    def __init__(self, observe: Callable[[float], None]) -> None:
        self._observe = observe
        self._loop = asyncio.get_running_loop()
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._wait()

    def close(self) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        self._due = self._loop.time() + EVERY_SECONDS
        self._timer = self._loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._observe(self._loop.time() - self._due)
        self._wait()
