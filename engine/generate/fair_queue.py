"""Whose turn it is: visitors in rotation, and each visitor's own questions as they came."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """A queue in which ten questions of one visitor delay another visitor by one. Safe from any thread.

    An item is queued at most once at a time.
    """

    def __init__(self) -> None:
        self._turns: dict[Hashable, deque[Item]] = {}
        self._changed = threading.Condition()
        self._closed = False

    def put(self, visitor: Hashable, item: Item) -> None:
        """Add `item` at the end of its visitor's line. Raises RuntimeError once the queue is closed."""
        with self._changed:
            if self._closed:
                raise RuntimeError("the queue is closed")
            self._turns.setdefault(visitor, deque()).append(item)
            self._changed.notify_all()

    def take(self) -> Item | None:
        """Wait for the next item and return it; None once the queue is closed."""
        with self._changed:
            while not self._turns and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            visitor, line = next(iter(self._turns.items()))
            item = line.popleft()
            del self._turns[visitor]
            if line:  # back to the end of the rotation
                self._turns[visitor] = line
            return item

    def remove(self, item: Item) -> bool:
        """Take `item` out; return False where it is not waiting any more."""
        with self._changed:
            for visitor, line in self._turns.items():
                if item in line:
                    line.remove(item)
                    if not line:
                        del self._turns[visitor]
                    return True
            return False

    def waiting(self) -> list[Item]:
        """Return everything that waits, in the order in which it will be taken if nothing more comes."""
        with self._changed:
            lines = [list(line) for line in self._turns.values()]
        rounds = range(max(map(len, lines), default=0))
        return [line[turn] for turn in rounds for line in lines if turn < len(line)]

    def close(self) -> list[Item]:
        """Let every `take` return None from now on; return what was still waiting."""
        left = self.waiting()
        with self._changed:
            self._closed = True
            self._turns.clear()
            self._changed.notify_all()
        return left
