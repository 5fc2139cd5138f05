"""Which tests are fast: those of tests/unit that start no app, no process and no model.

What a test starts is read from its code: the names that it, its fixtures and the helpers in tests/ use. What only the
code under test starts cannot be read there, so such a test says it itself (`@pytest.mark.slow`), and a fast one that
starts something all the same fails, in every lane.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

import pytest

STARTS = frozenset({"run_test", "PortfolioApp", "subprocess", "multiprocessing", "llama_wheel"})
"""Names whose user starts an app or a process."""
PROCESSES = frozenset(
    {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn"}
)
"""Audit events of a process that begins."""
LIBRARY = "llama"
"""What the name of the library that runs models holds."""


def is_fast(item: pytest.Item) -> bool:
    """Return whether a test of tests/unit starts nothing."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("slow"):
        return False
    fixtures = [made.func for named in item._fixtureinfo.name2fixturedefs.values() for made in named]
    seen: set[int] = set()
    return not any(starts(each, seen) for each in (item.obj, *fixtures))


def starts(thing: Any, seen: set[int] | None = None) -> bool:
    """Return whether a function or class of the tests, or one of theirs that it uses, names what starts something."""
    seen = set() if seen is None else seen
    thing = getattr(thing, "__func__", thing)
    if hypothesis := getattr(thing, "hypothesis", None):
        thing = hypothesis.inner_test
    if id(thing) in seen:
        return False
    seen.add(id(thing))
    if isinstance(thing, type):
        return any(starts(member, seen) for member in vars(thing).values() if isinstance(member, FunctionType))
    if not isinstance(thing, FunctionType):
        return False
    names = set(_names(thing.__code__))
    used = (thing.__globals__.get(name) for name in names)
    return bool(names & STARTS) or any(starts(each, seen) for each in used if _is_of_the_tests(each))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_of_the_tests(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("tests.")


class Started(BaseException):
    """A fast test has started something. No `except Exception` of the code under test may keep it."""


class Guard:
    """Fails what starts while it is on."""

    def __init__(self) -> None:
        self._on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._on and (event in PROCESSES or (event == "ctypes.dlopen" and LIBRARY in str(arguments[0]))):
            self._fail(f"{event} {arguments[0]}")

    def _fail(self, what: str) -> None:
        raise Started(f"a fast test starts something ({what}): mark it with @pytest.mark.slow")

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch what starts in this block."""
        with pytest.MonkeyPatch.context() as patch:
            if textual := sys.modules.get("textual.app"):
                patch.setattr(textual.App, "__init__", lambda *_, **__: self._fail("an app"))
            self._on = True
            try:
                yield
            finally:
                self._on = False
