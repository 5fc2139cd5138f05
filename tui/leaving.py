"""What Ctrl-C and ctrl+z say before they end the program, or suspend it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

AGAIN_SECONDS = 2.0
"""Within this long a second press leaves."""


class Presses:
    """Tells the second of two presses."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = -AGAIN_SECONDS

    def is_second(self) -> bool:
        """Take a press: whether one came shortly before it."""
        now = self._clock()
        if now - self._asked <= AGAIN_SECONDS:
            return True
        self._asked = now
        return False


def what_is_lost(fields: Iterable[str], *, local: bool) -> str:
    """Say what becomes of what is typed into fields and not sent, behind a semicolon."""
    rooms = {field.partition(".")[0] for field in fields}
    if not rooms:
        return ""
    lost = "your message is not sent" if "contact" in rooms else "your question is not asked"
    return f"; {lost}, and is here again next time" if local else f"; {lost}"


def why_it_stays(*, local: bool, in_page: bool) -> str:
    """Say why ctrl+z cannot suspend the program; an empty text where it can."""
    if in_page:
        return "A page has no shell to come back from: it cannot be suspended."
    if not local:
        return "This runs at the other end of the line. Your own ssh can be suspended: Enter, then ~ and ctrl+z."
    if os.getpgrp() == os.getsid(0):  # the terminal runs the program itself, so nobody would ever let it go on
        return "No shell runs this program, so nothing could bring it back: it is not suspended."
    return ""
