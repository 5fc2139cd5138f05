"""Looks at everything that has a limited time, once a second: what hangs cannot keep this from looking.

Seconds are counted in beats of the loop, each of some turns. Where a machine starves the loop, a beat takes longer than
a tenth of a second, and so does whatever is watched: who is slow to begin or to end is not taken for dead. Beats of one
turn gave a visitor 140 turns to leave in, while an app of four rooms took 144.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Protocol

_BEAT_SECONDS, _TURNS, _BEATS = 0.1, 5, 10
SWEEP_SECONDS = _BEAT_SECONDS * _BEATS
"""From one look to the next, where the loop is not late."""


class Watched(Protocol):
    """What has a limited time."""

    def look(self) -> None:
        """End what should have ended by itself."""

    def leave(self, reason: str) -> None:
        """End it with a word to the visitor."""

    def abort(self) -> None:
        """End it now."""


class Sweep:
    """Looks at all of `watched`, until it is closed. Runs on the current loop."""

    def __init__(self, watched: Collection[Watched]) -> None:
        self._watched = watched
        self._loop = asyncio.get_running_loop()
        self._beats = 0
        self._wait()

    def close(self) -> None:
        """Look no more."""
        self._timer.cancel()

    def _wait(self) -> None:
        self._timer: asyncio.Handle = self._loop.call_later(_BEAT_SECONDS, self._turn, _TURNS - 1)

    def _turn(self, left: int) -> None:
        if left:
            self._timer = self._loop.call_soon(self._turn, left - 1)
        else:
            self._beat()

    def _beat(self) -> None:
        self._wait()  # first: a fault in one look ends no sweep
        self._beats += 1
        if not self._beats % _BEATS:
            for each in list(self._watched):
                each.look()
