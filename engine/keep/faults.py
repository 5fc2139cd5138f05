"""Tells whoever listens when something could not be kept, and when it can be again.

A visitor hears of it where they are; the owner of a host hears of it here. What listens is the process's, not a
visitor's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreFault:
    """Why something is not kept: `cause` is one of a few, `detail` a sentence for the owner, with paths."""

    cause: str
    detail: str


Listener = Callable[[str, StoreFault | None], None]
"""Hears of a store by its name, and what is wrong with it; None where it has been used well. Any thread calls it."""

_listeners: list[Listener] = []


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Have `listener` hear of every use of a store in this process, for as long as this lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(store: str, fault: StoreFault | None) -> None:
    """Say how a store was found."""
    for listener in _listeners:
        listener(store, fault)
