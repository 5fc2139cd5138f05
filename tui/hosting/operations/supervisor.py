"""Keeps the engine's process and the workers running, and ends them in order. Doing no more, it does not die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from tui.hosting.operations.child import READY

if TYPE_CHECKING:
    from tui.hosting.operations.log import Log

STEADY_SECONDS = 60.0
"""A process that ran this long before it ended is started again at once."""
LONGEST_PAUSE = 30.0
HOPELESS = 3
"""A process that could not start this many times in a row ends the host."""


@dataclass
class Child:
    """A process that is to run for as long as the supervisor does. `target` must be importable by its name.

    It gets a connection first, on which it says `READY` once, or why it cannot be. `environment` is what it has in its
    environment, unless that says otherwise already.
    """

    name: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: BaseProcess | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = 0.5
    ready: bool = False
    failures: int = 0
    problem: str = ""
    heard: Connection[str, str] | None = None

    def start(self) -> None:
        """Start it, in a new interpreter: threads and loops of this one are none of its business."""
        context = multiprocessing.get_context("spawn")
        self.heard, telling = context.Pipe(duplex=False)
        self.process = context.Process(target=self.target, args=(telling, *self.arguments), name=self.name)
        with _environment(self.environment):
            self.process.start()
        telling.close()  # the child's end is the only one: it closes when the child ends
        self.started = time.monotonic()
        self.ready = False

    def hear(self) -> None:
        """Read what it says of itself."""
        assert self.heard is not None
        try:
            told = self.heard.recv()
        except EOFError:
            self._hear_no_more()
        else:
            self.ready, self.problem = told == READY, told
            self.failures = 0 if self.ready else self.failures

    def ended(self) -> int | None:
        """Plan the next start: soon after a long run, later each time after short ones. Returns the exit code."""
        assert self.process is not None
        self.process.join()
        while self.heard is not None:
            self.hear()
        code = self.process.exitcode
        if not self.ready:
            self.failures += 1
            self.problem = self.problem or f"it ended with exit code {code}"
        steady = time.monotonic() - self.started >= STEADY_SECONDS
        self.pause = 0.5 if steady else min(2 * self.pause, LONGEST_PAUSE)
        self.process = None
        self.due = time.monotonic() + self.pause
        return code

    def _hear_no_more(self) -> None:
        assert self.heard is not None
        self.heard.close()
        self.heard = None

    def stop(self, seconds: float) -> None:
        """End it with SIGTERM, and after the deadline with SIGKILL."""
        if self.process is None:
            return
        self.process.join(max(0.0, seconds))
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    new = added.keys() - os.environ.keys()
    os.environ.update({name: added[name] for name in new})
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


class Supervisor:
    """Runs children in order, and stops them in reverse."""

    def __init__(self, children: list[Child], log: Log, deadline: float) -> None:
        self.children, self.log, self.deadline = children, log, deadline
        self._stopping = self._opened = False
        self._problem = ""

    def run(self, opened: Callable[[], None] = lambda: None) -> str:
        """Run until SIGTERM or SIGINT; `opened` is called once, when every child is ready.

        Returns an empty string, or why the host has ended by itself: a child could not start at first, or three times
        in a row later.
        """
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        try:
            for child in self.children:
                child.start()
            while not self._stopping:
                self._look()
                if not self._opened and not self._stopping and all(child.ready for child in self.children):
                    self._opened = True
                    opened()
        finally:
            self._end()
        return self._problem

    def _look(self) -> None:
        saying = {child.heard: child for child in self.children if child.heard is not None}
        alive = {child.process.sentinel: child for child in self.children if child.process is not None}
        events = wait([*saying, *alive], timeout=0.25)
        for connection in saying.keys() & set(events):
            saying[connection].hear()
        for sentinel in alive.keys() & set(events):
            self._look_at_end(alive[sentinel])
        for child in self.children:
            if child.process is None and time.monotonic() >= child.due and not self._stopping:
                child.start()
                self.log.info("process started again", process=child.name)

    def _look_at_end(self, child: Child) -> None:
        code = child.ended()
        if self._stopping:
            return
        why = {} if child.ready else {"problem": child.problem}
        self.log.error("process ended", process=child.name, exitcode=code, **why)
        if not child.ready and (not self._opened or child.failures >= HOPELESS):
            self._problem = f"the {child.name} cannot start: {child.problem}"
            self._stopping = True

    def _stop(self, *_: Any) -> None:
        self._stopping = True

    def _end(self) -> None:
        """Workers first, all at once, since visitors of theirs may be reading an answer; then the engine."""
        until = time.monotonic() + self.deadline
        engine, *workers = self.children
        for child in workers:
            if child.process is not None and child.process.is_alive():
                child.process.terminate()
        for child in workers:
            child.stop(until - time.monotonic())
        if engine.process is not None and engine.process.is_alive():
            engine.process.terminate()
        engine.stop(2.0)
