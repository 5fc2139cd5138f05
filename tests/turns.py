"""Who runs beside whom where several workers run the tests, as `scripts/test` with no argument has them do.

Most tests stand any company. Those of the doors and those of the whole program start servers, hold models and measure
time and memory: they come last, all in one worker, which shares them, and none of them runs beside another test. Those
that measure nothing and share nothing say so (`@pytest.mark.beside`) and run among the others.
"""

from __future__ import annotations

import fcntl
import importlib
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def put_last(items: list[pytest.Item], alone: Collection[pytest.Item], beside: Collection[pytest.Item]) -> None:
    """Order the tests, keep those that run alone in one worker, and those of one file that run beside others, too."""
    items.sort(key=lambda item: item in alone)
    for item in alone:
        item.add_marker(pytest.mark.xdist_group("alone"))
    for item in beside:
        item.add_marker(pytest.mark.xdist_group(item.path.name))


def keep_numpy_to_one_core() -> None:
    """Where workers share the cores, have each multiply on one: threads that wait for each other burn the others.

    The tests of grounding took 1.9 s so, not 15.6 s, on two busy cores. Programs that tests start are left alone.
    """
    if "PYTEST_XDIST_WORKER" in os.environ and "OPENBLAS_NUM_THREADS" not in os.environ:
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        importlib.import_module("numpy")
        del os.environ["OPENBLAS_NUM_THREADS"]


@contextmanager
def turn(*, alone: bool) -> Iterator[None]:
    """Wait until no test runs that must run alone, or for such a test: until none runs. The lock is on this file."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    with Path(__file__).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
