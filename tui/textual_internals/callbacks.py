"""How many parameters a callback takes, read off its code: Textual builds a signature for it, forty times a room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import CO_VARARGS, CO_VARKEYWORDS
from types import FunctionType, MethodType
from typing import Any

from tui.textual_internals.switch import is_patched


@contextmanager
def quickly_counted() -> Iterator[None]:
    """Count parameters of plain functions and methods without their signature, for as long as this lasts."""
    from textual import _callback

    if not is_patched():
        yield
        return
    by_signature = _callback._count_parameters

    def count(func: Callable[..., Any]) -> int:
        function = func.__func__ if isinstance(func, MethodType) else func
        if not isinstance(function, FunctionType) or vars(function).keys() & {"__wrapped__", "__signature__"}:
            return by_signature(func)
        code, bound = function.__code__, function is not func
        if bound and not code.co_argcount:  # `self` is among its `*args`
            return by_signature(func)
        further = bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
        return code.co_argcount + code.co_kwonlyargcount + further - bound

    _callback._count_parameters = count
    try:
        yield
    finally:
        _callback._count_parameters = by_signature
