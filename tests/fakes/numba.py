"""numba without its compiler: what bm25s would compile runs as the Python that it is, step by step the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest


def _njit(function: Callable[..., Any] | None = None, **_: object) -> Callable[..., Any]:
    return function if function is not None else lambda decorated: decorated


@contextmanager
def numba_installed(*, installed: bool) -> Iterator[None]:
    """Have bm25s imported anew in this block, and find numba or not, whatever this environment has."""
    fake = ModuleType("numba")
    vars(fake).update(njit=_njit, prange=range, get_num_threads=None, set_num_threads=None)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in sys.modules if name.partition(".")[0] in {"bm25s", "numba"}]:
            patch.delitem(sys.modules, name)
        patch.setitem(sys.modules, "numba", fake if installed else None)
        try:
            yield
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == "bm25s"]:
                del sys.modules[name]
