"""Keeps the engine's process and the workers running, and ends them in order. Doing no more, it does not die."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.hosting.operations.log import Log

STEADY_SECONDS = 60.0
"""A process that ran this long before it ended is started again at once."""
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """A process that is to run for as long as the supervisor does. `target` must be importable by its name."""

    name: str
    target: Callable[..., None]
    arguments: tuple[Any, ...]
    process: BaseProcess | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = 0.5

    def start(self) -> None:
        """Start it, in a new interpreter: threads and loops of this one are none of its business."""
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(target=self.target, args=self.arguments, name=self.name)
        self.process.start()
        self.started = time.monotonic()

    def ended(self) -> int | None:
        """Plan the next start: soon after a long run, later each time after short ones. Returns the exit code."""
        assert self.process is not None
        self.process.join()
        code = self.process.exitcode
        steady = time.monotonic() - self.started >= STEADY_SECONDS
        self.pause = 0.5 if steady else min(2 * self.pause, LONGEST_PAUSE)
        self.process = None
        self.due = time.monotonic() + self.pause
        return code

    def stop(self, seconds: float) -> None:
        """End it with SIGTERM, and after the deadline with SIGKILL."""
        if self.process is None:
            return
        self.process.join(max(0.0, seconds))
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Supervisor:
    """Runs children in order, and stops them in reverse."""

    def __init__(self, children: list[Child], log: Log, deadline: float) -> None:
        self.children, self.log, self.deadline = children, log, deadline
        self._stopping = False

    def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        try:
            for child in self.children:
                child.start()
            while not self._stopping:
                self._look()
        finally:
            self._end()

    def _look(self) -> None:
        alive = {child.process.sentinel: child for child in self.children if child.process is not None}
        for sentinel in wait(list(alive), timeout=0.25):
            child = alive[sentinel]  # type: ignore[index]
            code = child.ended()
            if not self._stopping:
                self.log.error("process ended", process=child.name, exitcode=code)
        for child in self.children:
            if child.process is None and time.monotonic() >= child.due and not self._stopping:
                child.start()
                self.log.info("process started again", process=child.name)

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
