"""A visitor's stay at a door, from the opening of a channel to its end: what may follow what, and for how long.

The task of a session may never take its first step, or hang in a handler. So the door's connection makes a stay, and
the host's sweep looks at every stay there is: no event, in whatever order, and no task is needed for one to end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.hosting.operations.sweep import SWEEP_SECONDS

if TYPE_CHECKING:
    from tui.hosting.host import Host, Runner, Visitor
    from tui.hosting.settings import HostingSettings

_GONE_LOOKS = 2
"""Looks in a row at which a connection is gone before the sweep ends its stay: the door may hear of it a few turns
later."""
_SLACK = 3.0
"""What ends by itself, with a word to the visitor, has this much longer before the sweep ends it without one."""


class Phase(Enum):
    """How far a stay is."""

    OPENED = "opened"
    """A channel is there, and nothing was asked for: it holds no seat."""
    RUNNING = "running"
    """Screens are shown, or a command runs."""
    LEAVING = "leaving"
    """It was asked to end."""
    ENDED = "ended"


class Move(Enum):
    """What moves a stay on."""

    BEGIN = "begin"
    LEAVE = "leave"
    END = "end"


NEXT: Mapping[tuple[Phase, Move], Phase] = MappingProxyType({
    (Phase.OPENED, Move.BEGIN): Phase.RUNNING,
    (Phase.OPENED, Move.LEAVE): Phase.ENDED,
    (Phase.OPENED, Move.END): Phase.ENDED,
    (Phase.RUNNING, Move.LEAVE): Phase.LEAVING,
    (Phase.RUNNING, Move.END): Phase.ENDED,
    (Phase.LEAVING, Move.END): Phase.ENDED,
})  # fmt: skip
"""Every step that is taken. Any other changes nothing."""
LONGEST: Mapping[Phase, Callable[[HostingSettings], float]] = MappingProxyType({
    Phase.OPENED: lambda settings: settings.login_seconds,
    Phase.RUNNING: lambda settings: max(settings.session_seconds, settings.command_seconds) + _SLACK,
    Phase.LEAVING: lambda settings: 2 * settings.grace_seconds + _SLACK,
})  # fmt: skip
"""Seconds that each phase may last."""


class Stay:
    """One visitor's stay. `live` says whether the connection is there, and `cut` ends what the visitor still has."""

    def __init__(self, host: Host, visitor: Visitor, live: Callable[[], bool], cut: Callable[[], None]) -> None:
        self.host, self.visitor = host, visitor
        self._live, self._cut = live, cut
        self.phase = Phase.OPENED
        self._looks = self._gone = 0
        self.running: Runner | None = None
        self.task: asyncio.Task[None] | None = None
        self._seated = False
        host.stays.add(self)

    def take_seat(self) -> str:
        """Take the visitor's seat, and return an empty string or why there is none: a key of `REFUSALS`."""
        open_still = self.host.accepting and self.phase is Phase.OPENED
        reason = self.host.seats.take(self.visitor.key) if open_still else "shutdown"
        self._seated = not reason
        if reason:
            self.host.refuse(self.visitor.door, self.visitor.address, reason)
        return reason

    def begin(self, running: Runner) -> asyncio.Task[None]:
        """Run what the visitor came for, in the task that is returned."""
        if self._move(Move.BEGIN):
            self.running = running
        else:  # the visitor has left already
            running.hang_up("left")
        self.task = asyncio.create_task(self._run(running), name=f"session {self.visitor.id}")
        return self.task

    def leave(self, reason: str) -> None:
        """End what runs, with a word to the visitor; `reason` is a key of `FAREWELLS`, `left` or the like."""
        running = self.running
        if self._move(Move.LEAVE) and running is not None:
            running.hang_up(reason)

    def end(self) -> None:
        """Nothing of it is left: give the seat back."""
        self._move(Move.END)

    def abort(self) -> None:
        """End it now, whatever still runs."""
        if self.phase is Phase.ENDED:
            return
        running, task = self.running, self.task
        self._cut()
        if running is not None:
            running.abort()
            self.host.goes(running)
        if task is not None:
            task.cancel()
        self.end()

    def look(self) -> None:
        """End what should have ended by itself. The host calls this, as long as the stay lasts."""
        if self.running is not None and self.running.leaving:
            self._move(Move.LEAVE)
        self._looks += 1
        self._gone = 0 if self._live() else self._gone + 1
        why = self._overdue()
        if not why:
            return
        self.host.metrics.swept.labels(self.visitor.door, why).inc()
        self.host.log.warning(
            "swept", session=self.visitor.id, address=self.visitor.address, phase=self.phase.value, reason=why
        )
        if self.phase is Phase.OPENED or why == "hung":
            self.abort()
        else:
            self.leave(why)

    def _overdue(self) -> str:
        """Return why this stay is to end, or an empty string."""
        if self.task is not None and self.task.done():
            return "hung"
        if self.phase in (Phase.OPENED, Phase.RUNNING) and self._gone >= _GONE_LOOKS:
            return "left"
        if (self._looks - 1) * SWEEP_SECONDS < LONGEST[self.phase](self.host.settings):
            return ""
        return {Phase.OPENED: "unused", Phase.RUNNING: "time"}.get(self.phase, "hung")

    async def _run(self, running: Runner) -> None:
        try:
            await running.run()
        finally:
            self.end()

    def _move(self, step: Move) -> bool:
        """Move on, if this step leads anywhere from here."""
        phase = NEXT.get((self.phase, step))
        if phase is None:
            return False
        self.phase, self._looks = phase, 0
        if phase is Phase.ENDED:
            self.running = None
            self.host.stays.discard(self)
            if self._seated:
                self._seated = False
                self.host.seats.leave(self.visitor.key)
        return True


def unused_channels(host: Host, key: str) -> int:
    """Return how many channels of an address ask for nothing."""
    opened = (each for each in host.stays if isinstance(each, Stay) and each.phase is Phase.OPENED)
    return sum(each.visitor.key == key for each in opened)
