"""The thread that runs the language model, and the jobs that wait for it.

llama.cpp dies when two threads enter one context, and a slow reader must not slow the model: so one thread computes,
and each question reads its results from a channel of its own. Only a model elsewhere may have several threads ask it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

from engine.events import Waiting
from engine.generate.fair_queue import FairQueue
from engine.llama.context import Cancel, Cancelled

_Run = Callable[[Cancel], Iterator[Any]]


class _End:
    """Marks the end of a channel."""


class Job:
    """Something to compute: `run` is iterated on the worker's thread, and `results` on the thread that asked."""

    def __init__(self, run: _Run, cancel: Cancel) -> None:
        self.cancel = cancel
        self._run = run
        self._place = 0
        self._channel: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.over = False

    def wait_at(self, place: int) -> None:
        """Say which place in the queue this job has, where it changed."""
        if place != self._place:
            self._place = place
            self._channel.put(Waiting(place))

    def work(self) -> None:
        """Compute, on the worker's thread."""
        try:
            if not self.cancel:
                for result in self._run(self.cancel):
                    self._channel.put(result)
                    if self.cancel:
                        break
        except Cancelled:
            pass
        except Exception as error:  # it belongs to whoever asked, not to this thread
            self._channel.put(error)
        finally:
            self.end()

    def end(self) -> None:
        """Close the channel."""
        self._channel.put(_End)

    def results(self) -> Iterator[Any]:
        """Yield what was computed, as it comes, until the end. Raises what `run` raised."""
        while not self.over:
            result = self._channel.get()
            if result is _End:
                self.over = True
            elif isinstance(result, Exception):
                raise result
            else:
                yield result

    def drain(self) -> None:
        """Wait for the end, whatever comes before it."""
        while not self.over:
            self.over = self._channel.get() is _End


class Worker:
    """Runs jobs in fair order, `threads` at a time. Its threads start with the first jobs and end with `close`."""

    def __init__(self, threads: int = 1) -> None:
        self._queue: FairQueue[Job] = FairQueue()
        self._lock = threading.Lock()
        self._current: set[Job] = set()
        self._count = threads
        self._threads: list[threading.Thread] = []
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a job would have to wait."""
        return len(self._current) == self._count or bool(self._queue.waiting())

    def stream(self, run: _Run, cancel: Cancel, visitor: str = "") -> Generator[Any]:
        """Yield what `run` yields once its turn has come, and a Waiting for each place in the queue until then.

        `cancel` ends it. So does closing the iterator, which returns when the job has let go of the model.
        """
        job = Job(run, Cancel())
        cancel.then = lambda: self._stop(job)
        self._enter(visitor, job)
        if cancel:  # set while the job was made
            self._stop(job)
        try:
            yield from job.results()
        finally:
            if not job.over:
                self._stop(job)
                job.drain()

    def close(self) -> None:
        """Stop what runs, drop what waits, end the thread."""
        with self._lock:
            self._closed = True
            for job in self._queue.close():
                job.end()
            for job in self._current:
                job.cancel.set()
            threads, self._threads = self._threads, []
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join()

    def _enter(self, visitor: str, job: Job) -> None:
        with self._lock:
            self._queue.put(visitor, job)
            if len(self._threads) < self._count:
                self._threads.append(threading.Thread(target=self._work, name="language model", daemon=True))
                self._threads[-1].start()
            if len(self._current) == self._count:
                self._tell_places()

    def _stop(self, job: Job) -> None:
        job.cancel.set()
        if self._queue.remove(job):
            job.end()
            self._tell_places()

    def _tell_places(self) -> None:
        for place, job in enumerate(self._queue.waiting(), start=1):
            job.wait_at(place)

    def _work(self) -> None:
        while (job := self._queue.take()) is not None:
            with self._lock:
                self._current.add(job)
                if self._closed:
                    job.cancel.set()
                self._tell_places()
            job.work()
            with self._lock:
                self._current.discard(job)
