"""The fast lane starts no app, no process and no model."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.app import app_of
from tests.lanes import Guard, Started, starts


def itself(**_: Any) -> None:
    subprocess.run(["true"], check=True)


def by_a_helper(**options: Any) -> None:
    itself(**options)


def by_a_function_within() -> Callable[[], object]:
    return lambda: [subprocess.run(["true"], check=True)]


class ByAMethod:
    def run(self) -> None:
        itself()


def an_app(**options: Any) -> None:
    app_of(**options)


def nothing(**_: Any) -> str:
    return str(sys.path)


@pytest.mark.parametrize("thing", [itself, by_a_helper, by_a_function_within, ByAMethod, an_app])
def test_what_starts_something_is_found_in_the_code_of_the_tests(thing: Any) -> None:
    assert starts(thing)


def test_what_starts_nothing_is_fast(request: pytest.FixtureRequest) -> None:
    assert not starts(nothing)
    assert request.node.get_closest_marker("fast")


@pytest.mark.slow
@pytest.mark.parametrize("start", [itself, lambda: ctypes.CDLL("libllama.so")])
def test_a_fast_test_that_starts_something_fails(start: Callable[[], Any]) -> None:
    with Guard().on(), pytest.raises(Started):
        start()


@pytest.mark.slow
def test_a_fast_test_that_makes_an_app_fails() -> None:
    from textual.app import App

    with Guard().on(), pytest.raises(Started, match="an app"):
        App()
