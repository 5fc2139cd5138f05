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

from tui.hosting.operations.child import HAND_OVER, OUTGROWN, READY

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
    outgrown: bool = False
    """It asked for a fresh process in its place."""
    successor: Child | None = None

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
            return
        if told == OUTGROWN:
            self.outgrown = True
            return
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

    def begin_successor(self) -> None:
        """Start the process that is to take the place of this one."""
        self.outgrown = False
        self.successor = Child(self.name, self.target, self.arguments, self.environment)
        self.successor.start()

    def hand_over(self) -> BaseProcess | None:
        """Let the successor be what runs, ready or not. Returns the process before, if it still runs."""
        before, successor, self.successor = self.process, self.successor, None
        assert successor is not None
        if self.heard is not None:
            self._hear_no_more()
        self.process, self.heard, self.started = successor.process, successor.heard, successor.started
        self.ready, self.problem = successor.ready, successor.problem
        return before

    def _hear_no_more(self) -> None:
        assert self.heard is not None
        self.heard.close()
        self.heard = None


def end(process: BaseProcess, seconds: float) -> None:
    """Wait for a process that was asked to end, and kill it after the deadline."""
    process.join(max(0.0, seconds))
    if process.is_alive():
        process.kill()
        process.join()


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
    """Runs children in order, and stops them in reverse.

    A child that asks for it is replaced without a pause: the one in its place is started beside it, and once that is
    ready, the one before gets `HAND_OVER` and ends when it likes.
    """

    def __init__(self, children: list[Child], log: Log, deadline: float) -> None:
        self.children, self.log, self.deadline = children, log, deadline
        self._stopping = self._opened = False
        self._problem = ""
        self._leaving: list[BaseProcess] = []
        """Processes that were replaced, and have not ended yet."""

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
        running = [*self.children, *(child.successor for child in self.children if child.successor is not None)]
        saying = {child.heard: child for child in running if child.heard is not None}
        alive = {child.process.sentinel: child for child in running if child.process is not None}
        left = {process.sentinel: process for process in self._leaving}
        events = set(wait([*saying, *alive, *left], timeout=0.25))
        for connection in saying.keys() & events:
            saying[connection].hear()
        for sentinel in alive.keys() & events:
            self._look_at_end(alive[sentinel])
        for sentinel in left.keys() & events:
            left[sentinel].join()
            self._leaving.remove(left[sentinel])
        for child in self.children if not self._stopping else ():
            self._renew(child)
            if child.process is None and time.monotonic() >= child.due:
                child.start()
                self.log.info("process started again", process=child.name)

    def _renew(self, child: Child) -> None:
        """Replace a child that asked for it, once the process in its place is ready; one that died at once."""
        if child.successor is None:
            if child.outgrown and child.process is not None:
                child.begin_successor()
        elif child.successor.ready or child.process is None:
            before = child.hand_over()
            if before is not None and before.pid is not None:
                self._leaving.append(before)
                os.kill(before.pid, HAND_OVER)
            self.log.info("process renewed", process=child.name)

    def _look_at_end(self, child: Child) -> None:
        code = child.ended()
        if self._stopping:
            return
        why = {} if child.ready else {"problem": child.problem}
        self.log.error("process ended", process=child.name, exitcode=code, **why)
        for each in self.children:
            if each.successor is child:  # the one that it was to replace goes on
                each.successor = None
                return
        if not child.ready and (not self._opened or child.failures >= HOPELESS):
            self._problem = f"the {child.name} cannot start: {child.problem}"
            self._stopping = True

    def _stop(self, *_: Any) -> None:
        self._stopping = True

    def _end(self) -> None:
        """Workers first, all at once, since visitors of theirs may be reading an answer; then the engine."""
        until = time.monotonic() + self.deadline
        engine, *workers = self.children
        workers += [child.successor for child in workers if child.successor is not None]
        leaving = [each.process for each in workers if each.process is not None] + self._leaving
        for process in leaving:
            process.terminate()
        for process in leaving:
            end(process, until - time.monotonic())
        if engine.process is not None:
            engine.process.terminate()
            end(engine.process, 2.0)
