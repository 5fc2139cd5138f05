"""Garbage collection that nobody feels: warm up, freeze what is shared, collect when no visitor waits.

A full collection walks every object of every session: 0.3 s at ten sessions, over a second at fifty. Little waits for
one, since sessions take themselves apart when they end (`circles`): under a thousand objects of each.

What is freed is not yet given back. Python's own allocator asks the system for arenas of 1 MB and returns one when
nothing at all is left in it; after a crowd each holds something that a cache has kept. So workers allocate by malloc
(`ALLOCATOR`), whose empty pages can be returned wherever they lie: `give_back`. A page in which one small thing is left
is not empty: a process that holds much more than at its start, when nobody is there any more, has outgrown itself, and
a fresh one takes its place.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
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
MOST_GROWN = 1.1
"""How many times the memory of its start a process may hold, with nobody there."""
WORKED = 2.0
"""How many times as long as its start took a process has to have computed to be worth another start: a visitor who
comes and goes cannot make a host begin anew all the time."""
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


def own_memory() -> int:
    """Return the bytes in memory that this process shares with no file; 0 where the system does not tell."""
    try:
        _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def holdings() -> dict[str, int]:
    """Return what this process holds, by name: megabytes of memory, threads, tasks of the loop, descriptors."""
    folder = Path("/proc/self/fd")
    return {
        "megabytes": own_memory() >> 20,
        "threads": threading.active_count(),
        "tasks": len(asyncio.all_tasks()),
        "descriptors": sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0,
    }


class QuietCollector:
    """Collects what ended sessions left behind. `present` counts the sessions that are open, `last_input` tells when
    anybody typed last (monotonic time), and `emptied` hears, before a collection, that nobody is there. `outgrown`
    hears after one that this process holds much more than at its start, which is when `begin` was called."""

    def __init__(
        self,
        present: Callable[[], int],
        last_input: Callable[[], float],
        emptied: Callable[[], None] = lambda: None,
        outgrown: Callable[[], None] = lambda: None,
    ) -> None:
        self._present, self._last_input, self._emptied, self._outgrown = present, last_input, emptied, outgrown
        self._at_start = 0.0
        self._start_took = 0.0
        self._ended = self._given_back = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Take what is held now for what is to be held whenever nobody is there."""
        give_back()
        self._at_start, self._start_took = own_memory(), time.process_time()

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
            if not self._present() and self._has_outgrown():
                self._outgrown()
            return
        if self._ended > self._given_back:
            self._given_back = self._ended
            give_back()
        self._look_later()

    def _is_time(self) -> bool:
        if not self._present() or self._ended >= OVERDUE:
            return True
        return self._ended >= WORTH and time.monotonic() - self._last_input() >= QUIET_SECONDS

    def _has_outgrown(self) -> bool:
        return 0 < self._at_start * MOST_GROWN < own_memory() and time.process_time() > (1 + WORKED) * self._start_took
