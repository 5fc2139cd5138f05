"""Garbage collection that nobody feels: warm up, freeze what is shared, collect when no visitor waits.

A full collection walks every object of every session: 0.3 s at ten sessions, over a second at fifty.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Any

from textual.app import App

from tui.hosting import internals

THRESHOLDS = (2_000, 20, 100_000)
"""Young objects are looked at often, in steps of about 10 ms; all objects only when `QuietCollector` says so."""
QUIET_SECONDS = 2.0
"""How long nobody may have typed before a full collection."""
LOOK_SECONDS = 5.0
OVERDUE = 25
"""Ended sessions after which a collection no longer waits for quiet."""


async def warm_up(app: App[Any]) -> None:
    """Run one app unseen, so that stylesheets, regular expressions and caches are there, then freeze all that."""
    async with app.run_test(headless=True, size=(100, 30)):
        pass
    internals.forget_instances()
    del app
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


class QuietCollector:
    """Collects what ended sessions left behind. `last_input` tells when anybody typed last (monotonic time)."""

    def __init__(self, last_input: Callable[[], float]) -> None:
        self._last_input = last_input
        self._ended = 0
        self._timer: asyncio.TimerHandle | None = None

    def session_ended(self) -> None:
        """Forget what caches hold of the session, and collect when there is time."""
        internals.forget_instances()
        self._ended += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def close(self) -> None:
        """Stop waiting for quiet."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        self._timer = None
        if self._ended < OVERDUE and time.monotonic() - self._last_input() < QUIET_SECONDS:
            self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
            return
        self._ended = 0
        gc.collect()
