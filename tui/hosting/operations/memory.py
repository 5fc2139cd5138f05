"""Garbage collection that nobody feels: warm up, freeze what is shared, collect when no visitor waits.

A full collection walks every object of every session: 0.3 s at ten sessions, over a second at fifty. Little waits for
one, since sessions take themselves apart when they end (`circles`): under a thousand objects of each.

What is freed is not yet given back. Python's own allocator asks the system for arenas of 1 MB and returns one when
nothing at all is left in it; after a crowd each holds something that a cache has kept. So workers allocate by malloc
(`ALLOCATOR`), whose empty pages can be returned wherever they lie: `give_back`.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import time
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from textual.app import App

from tui.textual_internals import circles

ALLOCATOR: Mapping[str, str] = MappingProxyType({"PYTHONMALLOC": "malloc"})
"""What a process that hosts visitors has in its environment."""
THRESHOLDS = (2_000, 20, 100_000)
"""Young objects are looked at often, in steps of about 10 ms; all objects only when `QuietCollector` says so."""
QUIET_SECONDS = 2.0
"""How long nobody may have typed before a full collection, while anybody is there."""
LOOK_SECONDS = 2.0
WORTH = 50
"""Ended sessions that are worth a pause of those who read quietly. With nobody there, one is."""
OVERDUE = 500
"""Ended sessions after which a collection no longer waits for quiet: some 50 MB."""


async def warm_up(app: App[Any], actions: Iterable[str] = ()) -> None:
    """Run one app unseen and do `actions` in it, so that stylesheets and caches are there, then freeze all that."""
    async with app.run_test(headless=True, size=(100, 30)) as pilot:
        for action in actions:
            await app.run_action(action)
            await pilot.pause()
    circles.forget_instances()
    del app
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def give_back() -> None:
    """Return to the system what is free, where the C library can (glibc): 0.1 s after 40 visitors, less after one."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class QuietCollector:
    """Collects what ended sessions left behind. `present` counts the sessions that are open, `last_input` tells when
    anybody typed last (monotonic time), and `emptied` hears, before a collection, that nobody is there."""

    def __init__(
        self, present: Callable[[], int], last_input: Callable[[], float], emptied: Callable[[], None] = lambda: None
    ) -> None:
        self._present, self._last_input, self._emptied = present, last_input, emptied
        self._ended = self._given_back = 0
        self._timer: asyncio.TimerHandle | None = None

    def session_ended(self) -> None:
        """Forget what caches hold of the session, and collect when there is time."""
        circles.forget_instances()
        self._ended += 1
        if self._timer is None:
            self._look_later()

    def close(self) -> None:
        """Stop waiting for quiet."""
        if self._timer is not None:
            self._timer.cancel()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._is_time():
            self._ended = self._given_back = 0
            if not self._present():
                self._emptied()
            gc.collect()
            give_back()
            return
        if self._ended > self._given_back:
            self._given_back = self._ended
            give_back()
        self._look_later()

    def _is_time(self) -> bool:
        if not self._present() or self._ended >= OVERDUE:
            return True
        return self._ended >= WORTH and time.monotonic() - self._last_input() >= QUIET_SECONDS
