"""Parameters of a callback are counted as its signature counts them, without one being made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from inspect import signature
from typing import Any

import pytest
from textual import _callback

from tui.textual_internals.callbacks import quickly_counted


def two(a: int, b: int = 0) -> None: ...


def all_kinds(a: int, /, b: int, *more: int, c: int, **others: int) -> None: ...


@wraps(two)
def wrapped(*arguments: Any) -> None: ...


class Owner:
    def method(self, a: int) -> None: ...

    def open_ended(*arguments: Any) -> None: ...

    @classmethod
    def of_class(cls, a: int, b: int) -> None: ...

    def __call__(self, a: int) -> None: ...


CALLBACKS = [
    two, all_kinds, wrapped, lambda: None, Owner().method, Owner().open_ended, Owner.of_class, Owner.method, Owner(),
    Owner, print, "text".join, partial(two, 1), partial(Owner().method, 1),
]  # fmt: skip


@pytest.mark.parametrize("callback", CALLBACKS, ids=map(str, range(len(CALLBACKS))))
def test_a_callback_takes_what_its_signature_says(callback: Callable[..., Any]) -> None:
    with quickly_counted():
        assert _callback._count_parameters(callback) == len(signature(callback).parameters)


def test_no_signature_is_made_for_a_method(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> None:
        raise AssertionError

    with quickly_counted():
        monkeypatch.setattr(_callback, "signature", never)
        assert _callback.count_parameters(partial(Owner().method, 1)) == 0
