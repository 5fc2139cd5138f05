"""What keeps memory from being freed while somebody uses it."""

from __future__ import annotations

import threading


class Shut(Exception):  # noqa: N818 -- it says that it is too late, and each user tells that in words of its own
    """What was guarded is gone."""


class Latch:
    """`with latch:` may be entered by any number of threads, also twice by one, until `shut`, which waits for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._shut = False

    def __enter__(self) -> None:
        with self._changed:
            if self._shut:
                raise Shut
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._inside -= 1
            if self._shut:
                self._changed.notify_all()

    def shut(self) -> bool:
        """Let nobody in from now on, and wait until all have left. Return whether this was the first time.

        Whoever is inside may not call it.
        """
        with self._changed:
            first, self._shut = not self._shut, True
            self._changed.wait_for(lambda: not self._inside)
            return first
