"""What all doors of one process share: seats and rate limits, open sessions, metrics, and how it ends."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from engine.keep.faults import heard_by
from tui.hosting.crash_guard import APOLOGY, contained_exits
from tui.hosting.durations import in_words
from tui.hosting.limits import BucketTable, Seats
from tui.hosting.operations.lag import LagWatch
from tui.hosting.operations.memory import QuietCollector, warm_up
from tui.hosting.operations.metrics import Metrics
from tui.hosting.operations.open_files import told_once
from tui.hosting.operations.sweep import Sweep, Watched
from tui.hosting.operations.troubles import Troubles
from tui.hosting.stdio_router import routed_stdio
from tui.textual_internals import circles
from tui.textual_internals.changes import changed_textual

if TYPE_CHECKING:
    from textual.app import App

    from tui.hosting.operations.log import Log
    from tui.hosting.settings import HostingSettings
    from tui.hosting.stdio_router import Streams
    from tui.hosting.terminal import Terminal
    from tui.visitor_app import Around

WORKER_THREADS = 16
"""Threads beside one a session, for Textual itself: parsing Markdown never waits behind visitors' questions."""

FAREWELLS = {
    "quit": "Thanks for stopping by.",
    "idle": "It was quiet for {idle}, so this session was closed. Come back any time.",
    "time": "This session was open for {session_time} and was closed to make room. Come back any time.",
    "shutdown": "This host is restarting; please come back in a minute. Thanks for stopping by.",
    "crash": APOLOGY,
}
"""The last line that a visitor reads, by why the session ended; their terminal is their own again."""
REFUSALS = {
    "total": "Every seat here is taken, and has been for {full}; please try again in a minute or two{elsewhere}.",
    "address": "Your address has {per_address} sessions open here, which is the limit; close one, and try again.",
    "arrivals": "Too many connections from your address within a minute; please wait a little and try again.",
    "connections": "This host has all the connections that it can hold; please try again in a minute.",
    "shutdown": "This host is restarting; please come back in a minute.",
}
"""What a visitor reads who finds no place, by what there is no place in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is there. `key` is what limits and the engine's queue go by; `id` names the session in the log."""

    door: str
    address: str
    key: str
    user: str = ""
    around: Around | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(4))


class AppFactory(Protocol):
    """Makes the app of one visitor, opened at `start` (such as `essays/slug`) where given."""

    def __call__(self, visitor: Visitor, start: str | None) -> App[Any]:
        """Return a new app."""


class CommandRunner(Protocol):
    """Runs one command for a visitor, on a thread, and returns its exit code."""

    def place(self, line: str) -> str | None:
        """Return the place that a terminal is to open its screens at; None where the line is a command for text."""

    def __call__(self, arguments: list[str], streams: Streams, terminal: Terminal, visitor: Visitor) -> int:
        """Run `arguments` and return the exit code."""


class Runner(Protocol):
    """What a visitor has come for, screens or a command, as far as the host needs to know it."""

    kind: str
    visitor: Visitor

    @property
    def leaving(self) -> bool:
        """Whether it was asked to end, or has decided to."""

    async def run(self) -> None:
        """Run to the end."""

    def hang_up(self, reason: str) -> None:
        """End it with a word to the visitor."""

    def abort(self) -> None:
        """End it now."""


class Silent(Protocol):
    """A connection that has asked for nothing yet."""

    def spoke(self) -> bool:
        """Whether its client has said anything at all."""

    def give_way(self) -> None:
        """Leave at once."""


class Host:
    """The process's doors. Use `open()` around everything that listens."""

    def __init__(
        self,
        settings: HostingSettings,
        log: Log,
        make_app: AppFactory,
        run_command: CommandRunner,
        left: Callable[[Visitor], None] = lambda _: None,
        metrics: Metrics | None = None,
        warm_actions: Sequence[str] = (),
    ) -> None:
        """`left` hears of every visitor whose session has ended; `warm_actions` are done before the first comes."""
        self.settings, self.log = settings, log
        self.make_app, self.run_command = make_app, run_command
        self.left = left
        self._warm_actions = warm_actions
        self.metrics = metrics or Metrics()
        self.troubles = Troubles(self.metrics, log)
        self.seats = Seats(settings.sessions, settings.sessions_per_address)
        self.connections = Seats(settings.connections, settings.connections)
        per_minute = settings.connections_per_minute
        self.silent: dict[Silent, None] = {}
        """Connections that have asked for nothing yet, oldest first."""
        self.turned_away = 0
        self.arrivals = BucketTable(per_minute / 60, per_minute, settings.addresses)
        self.starts = asyncio.Semaphore(settings.starts_at_once)
        self.command_threads = self._new_command_threads()
        self.stays: set[Watched] = set()
        self.sessions: set[Runner] = set()
        self.last_input = 0.0
        self.outgrown: Callable[[], None] = lambda: None
        """Hears that nobody is there, and that this process holds much more memory than at its start."""
        self.collector = QuietCollector(
            lambda: len(self.sessions), lambda: self.last_input, self._rest, lambda: self.outgrown()
        )
        self.accepting = False
        self.pages = ""
        """Where the same is read in a browser, without a seat; empty where that is not known."""
        self.terminal_page = ""
        """Where these screens are in a browser; empty where that is not known."""
        self.out: TextIO | None = None
        self.err: TextIO | None = None

    @asynccontextmanager
    async def open(self, warm: bool = True) -> AsyncIterator[Host]:
        """Prepare the process, and tidy up at the end. Yields the host, ready to accept."""
        loop = asyncio.get_running_loop()
        self._threads = self._new_threads()
        loop.set_default_executor(self._threads)
        with (
            routed_stdio() as (self.out, self.err),
            contained_exits(loop),
            changed_textual(),
            heard_by(self.troubles.hear),
            told_once(loop, self.log),
        ):
            if warm:
                await warm_up(self.make_app(Visitor("warm-up", "", ""), None), self._warm_actions)
            self.collector.begin()
            self.accepting = True
            watch, sweep = LagWatch(self.metrics.lag_seconds.observe), Sweep(self.stays)
            try:
                yield self
            finally:
                await self.drain()
                watch.close()
                sweep.close()
                self.collector.close()
                self.command_threads.shutdown(wait=False, cancel_futures=True)

    def _new_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.settings.sessions + WORKER_THREADS, thread_name_prefix="app")

    def _new_command_threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.settings.commands_at_once, thread_name_prefix="command")

    def _rest(self) -> None:
        """Nobody is there: let the threads of a crowd go, once they have done what they are at."""
        before = self._threads, self.command_threads
        self._threads, self.command_threads = self._new_threads(), self._new_command_threads()
        asyncio.get_running_loop().set_default_executor(self._threads)
        for each in before:
            each.shutdown(wait=False)
        circles.forget_sizes()

    def touch(self) -> None:
        """Note that somebody sent something."""
        self.last_input = time.monotonic()

    def make_room(self) -> bool:
        """Have a connection give its place to somebody new, and return whether there was one.

        The oldest that has said nothing goes first, then the oldest that has not logged in.
        """
        leaves = next((each for each in self.silent if not each.spoke()), next(iter(self.silent), None))
        if leaves is not None:
            leaves.give_way()
        return leaves is not None

    def comes(self, running: Runner) -> None:
        """Count what begins to run."""
        self.sessions.add(running)
        self._tell_sessions(running)

    def goes(self, running: Runner) -> None:
        """Count what has ended, once."""
        self.sessions.discard(running)
        self._tell_sessions(running)

    def _tell_sessions(self, of: Runner) -> None:
        door, kind = of.visitor.door, of.kind
        count = sum((each.visitor.door, each.kind) == (door, kind) for each in self.sessions)
        self.metrics.sessions.labels(door, kind).set(count)

    def others(self) -> int:
        """Return how many visitors are at screens beside the one who asks."""
        return max(0, self.here() - 1)

    def here(self) -> int:
        """Return how many visitors are at screens."""
        return sum(each.kind == "screens" for each in self.sessions)

    def refusal(self, reason: str) -> str:
        """Return what a visitor reads who finds no place: `reason` is a key of `REFUSALS`."""
        return REFUSALS[reason].format(
            per_address=self.settings.sessions_per_address,
            full=in_words(self.seats.full_seconds()),
            elsewhere=f", or read it all at {self.pages} meanwhile" if self.pages else "",
        )

    def refuse(self, door: str, address: str, reason: str) -> None:
        """Count somebody who is turned away, and log it."""
        self.metrics.refused.labels(door, reason).inc()
        self.log.info("refused", address=address, reason=reason)

    async def drain(self) -> None:
        """Accept nobody any more, say goodbye to all, and cut whoever is still there at the deadline."""
        self.accepting = False
        for stay in list(self.stays):
            stay.leave("shutdown")
        for session in list(self.sessions):
            session.hang_up("shutdown")
        deadline = time.monotonic() + self.settings.shutdown_seconds
        while (self.sessions or self.stays) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        left: list[Watched | Runner] = [*self.stays, *self.sessions]
        for each in left:
            each.abort()
        if left:
            await asyncio.sleep(0.1)
