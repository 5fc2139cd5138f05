"""The model's thread: one job at a time, cancel from anywhere, nothing left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine.events import Waiting
from engine.generate.worker import Worker
from engine.llama.context import Cancel, Cancelled


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


class Gate:
    """A job that stops at a gate, so that a test decides when it goes on."""

    def __init__(self) -> None:
        self.entered, self.opened, self.left = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, cancel: Cancel) -> Iterator[str]:
        yield "first"
        self.entered.set()
        self.opened.wait(10)
        yield "second"
        self.left.set()


def test_results_come_in_order(worker: Worker) -> None:
    assert list(worker.stream(lambda cancel: iter([1, 2, 3]), Cancel())) == [1, 2, 3]


def test_an_error_belongs_to_whoever_asked_and_the_worker_goes_on(worker: Worker) -> None:
    def broken(cancel: Cancel) -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    results = worker.stream(broken, Cancel())
    assert next(results) == 1
    with pytest.raises(ValueError, match="broken"):
        next(results)
    assert list(worker.stream(lambda cancel: iter([2]), Cancel())) == [2]


def test_who_waits_is_told_each_place(worker: Worker) -> None:
    gate = Gate()
    running = worker.stream(gate, Cancel(), "a")
    assert next(running) == "first"
    gate.entered.wait(10)
    told: dict[str, list[Any]] = {"b": [], "c": []}
    started = {name: threading.Event() for name in told}

    def ask(name: str) -> None:
        for result in worker.stream(lambda cancel: iter([name]), Cancel(), name):
            told[name].append(result)
            started[name].set()

    threads = []
    for name in told:
        threads.append(threading.Thread(target=ask, args=(name,)))
        threads[-1].start()
        assert started[name].wait(10)
    gate.opened.set()
    assert list(running) == ["second"]
    for thread in threads:
        thread.join(10)
    assert told == {"b": [Waiting(1), "b"], "c": [Waiting(2), Waiting(1), "c"]}


def test_closing_the_iterator_stops_the_job_and_waits_for_its_end(worker: Worker) -> None:
    ended = threading.Event()

    def endless(cancel: Cancel) -> Iterator[int]:
        try:
            while not cancel:
                yield 1
        finally:
            ended.set()

    results = worker.stream(endless, Cancel())
    assert next(results) == 1
    results.close()
    assert ended.wait(10)
    assert not worker.busy


def test_a_cancel_ends_a_waiting_job_without_running_it(worker: Worker) -> None:
    gate, cancel, ran = Gate(), Cancel(), []
    running = worker.stream(gate, Cancel(), "a")
    next(running)
    gate.entered.wait(10)
    waiting = worker.stream(lambda _: iter(ran.append(1) or [1]), cancel, "b")
    assert next(waiting) == Waiting(1)
    cancel.set()
    assert list(waiting) == []
    gate.opened.set()
    assert list(running) == ["second"]
    assert ran == []


def test_a_cancelled_computation_ends_quietly(worker: Worker) -> None:
    def cancelled(cancel: Cancel) -> Iterator[int]:
        yield 1
        raise Cancelled

    assert list(worker.stream(cancelled, Cancel())) == [1]


def test_close_ends_the_thread_whatever_runs() -> None:
    before = threading.active_count()
    worker = Worker()

    def endless(cancel: Cancel) -> Iterator[int]:
        while not cancel:
            yield 1

    results = worker.stream(endless, Cancel())
    next(results)
    worker.close()
    assert threading.active_count() == before
    assert set(results) <= {1}


def test_a_model_elsewhere_is_asked_several_questions_at_once() -> None:
    worker, cancels = Worker(threads=2), [Cancel(), Cancel(), Cancel()]
    gates = [Gate(), Gate(), Gate()]
    streams = [
        worker.stream(gate, cancel, str(place)) for place, (gate, cancel) in enumerate(zip(gates, cancels, strict=True))
    ]
    assert [next(streams[0]), next(streams[1])] == ["first", "first"]
    assert worker.busy
    assert next(streams[2]) == Waiting(1)
    gates[0].opened.set()
    assert list(streams[0]) == ["second"]
    gates[2].opened.set()
    assert list(streams[2]) == ["first", "second"]
    gates[1].opened.set()
    assert list(streams[1]) == ["second"]
    worker.close()
