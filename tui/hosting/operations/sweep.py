"""Looks at everything that has a limited time, once a second: what hangs cannot keep this from looking."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Protocol

_EVERY_SECONDS = 1.0


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
        self._timer = self._loop.call_later(_EVERY_SECONDS, self._look)

    def close(self) -> None:
        """Look no more."""
        self._timer.cancel()

    def _look(self) -> None:
        self._timer = self._loop.call_later(_EVERY_SECONDS, self._look)  # first: a fault in one look ends no sweep
        for each in list(self._watched):
            each.look()
