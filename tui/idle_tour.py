"""Begins the tour by itself where somebody looks at Home and does nothing: once a visit, and over nobody's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.timer import Timer


class IdleTour:
    """Counts the seconds since a visitor last did something; `may_begin` says whether a tour may begin now."""

    def __init__(self, app: App[Any], may_begin: Callable[[], bool], begin: Callable[[], None]) -> None:
        self._app, self._may_begin, self._begin = app, may_begin, begin
        self._timer: Timer | None = None

    def wait(self, seconds: float) -> None:
        """Begin the tour after so many seconds without a key; with 0, never."""
        if seconds:
            self._timer = self._app.set_interval(seconds, self.look)

    def heard(self) -> None:
        """Begin to count anew: the visitor did something."""
        if self._timer is not None:
            self._timer.reset()

    def look(self) -> None:
        """Begin the tour if it may begin now; otherwise look again as much later."""
        if self._timer is not None and self._may_begin():
            self._timer.stop()
            self._timer = None
            self._begin()
