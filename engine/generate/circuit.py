"""A circuit breaker: what has failed several times in a row is left alone for a while, so that nobody waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 3
"""How many failures in a row open the circuit."""
REST = 30.0
"""Seconds for which it stays open. After them one call may try; the others follow once that one has succeeded."""


class Circuit:
    """Counts successes and failures of one server. For one thread, such as an event loop's."""

    def __init__(
        self, failures: int = FAILURES, rest: float = REST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._opened = 0.0
        self._trying = False

    def enter(self) -> bool:
        """Say whether a call may be made now. Each that may ends in `succeeded`, `failed` or `left`."""
        if self._failures < self._limit:
            return True
        if self._trying or self._clock() - self._opened < self._rest:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """Close the circuit."""
        self._failures = 0
        self._trying = False

    def failed(self) -> None:
        """Count a failure; the last one that is allowed opens the circuit, and so does a trial that fails."""
        self._failures += 1
        self._trying = False
        self._opened = self._clock()

    def left(self) -> None:
        """End a call that says nothing about the server, since whoever asked has gone."""
        self._trying = False
