"""What a process of a host owes its supervisor: to say when it is ready or why it cannot be, and not to outlive it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

READY = ""
"""What a child says when it is ready. Anything else is the sentence why it cannot be."""


@contextmanager
def reporting(supervisor: Connection[str, str], linger: float) -> Iterator[Callable[[], None]]:
    """Yield what tells the supervisor that this process is ready. An error before that is told in a sentence.

    When the supervisor is gone, killed perhaps, this process gets SIGTERM, and `linger` seconds later its end.
    """
    threading.Thread(target=_follow, args=(linger,), name="supervisor", daemon=True).start()
    told = False

    def ready() -> None:
        nonlocal told
        told = True
        _tell(supervisor, READY)

    try:
        yield ready
    except Exception as error:
        if told:
            raise
        _tell(supervisor, " ".join(str(error).split()) or type(error).__name__)
        sys.exit(1)


def _tell(supervisor: Connection[str, str], text: str) -> None:
    with contextlib.suppress(OSError):  # a supervisor that is gone hears nothing
        supervisor.send(text)


def _follow(linger: float) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(linger)
    os._exit(1)
