"""What a process of a host owes its supervisor: to say when it is ready or why it cannot be, and not to outlive it.

It may also ask for a fresh process in its place, and hears by a signal that there is one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

READY, OUTGROWN = "", "\n"
"""What a child says when it is ready, and when it wants a fresh one in its place. Anything else is the sentence why it
cannot be ready, which holds no line break."""
HAND_OVER = signal.SIGUSR1
"""The signal by which a child hears that the one in its place is ready."""


@dataclass
class Supervised:
    """What a child tells its supervisor."""

    supervisor: Connection[str, str]
    is_ready: bool = False

    def ready(self) -> None:
        """Say that everything works."""
        self.is_ready = True
        self.tell(READY)

    def outgrown(self) -> None:
        """Ask for a fresh process in the place of this one."""
        self.tell(OUTGROWN)

    def tell(self, text: str) -> None:
        """Say something; a supervisor that is gone hears nothing."""
        with contextlib.suppress(OSError):
            self.supervisor.send(text)


@contextmanager
def reporting(supervisor: Connection[str, str], linger: float) -> Iterator[Supervised]:
    """Yield what tells the supervisor how this process is. An error before it is ready is told in a sentence.

    When the supervisor is gone, killed perhaps, this process gets SIGTERM, and `linger` seconds later its end.
    """
    threading.Thread(target=_follow, args=(linger,), name="supervisor", daemon=True).start()
    supervised = Supervised(supervisor)
    try:
        yield supervised
    except Exception as error:
        if supervised.is_ready:
            raise
        supervised.tell(" ".join(str(error).split()) or type(error).__name__)
        sys.exit(1)


def _follow(linger: float) -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(linger)
    os._exit(1)
