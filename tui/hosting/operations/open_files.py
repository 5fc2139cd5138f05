"""Open files: how many a host may need, how many it may have, and one line a minute where none is left.

Where none is left asyncio stops accepting for a second, and reports it each time with a traceback.
"""

from __future__ import annotations

import asyncio
import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.hosting.operations.log import Log
    from tui.hosting.settings import HostingSettings

_EVERY_SECONDS = 60.0
_BESIDE = 128
"""Files of a worker beside its connections: libraries, databases, the engine's sockets, and some to spare."""
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def needed_files(settings: HostingSettings, doors: int) -> int:
    """Return how many files a worker with so many doors may have open at once."""
    return doors * settings.connections + settings.sessions + _BESIDE


def allow_files(needed: int) -> int | None:
    """Raise this process's limit to `needed` where it may; return the limit where that is too little."""
    import resource  # not on Windows, which has no doors

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft if soft < needed else None


def seats_in_words(settings: HostingSettings, hard: int | None) -> tuple[str, bool]:
    """Say whether a worker with both doors may have as many files as its seats may need, and whether that is so.

    `hard` is what it may raise its own limit to; None where there is no limit.
    """
    needed = needed_files(settings, 2)
    if hard is None or hard >= needed:
        allowed = "without limit" if hard is None else f"{hard:,}"
        return f"{allowed}, enough for the {needed:,} that hosting may need", True
    remedy = "raise the limit (`ulimit -Hn`, LimitNOFILE= under systemd), or lower `connections`"
    return f"hosting may need {needed:,} and may have {hard:,}: {remedy}", False


def hard_limit() -> int | None:
    """Return how many files this process may be allowed at most; None where there is no limit."""
    import resource  # not on Windows, which has no doors

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return None if hard == resource.RLIM_INFINITY else hard


@contextmanager
def told_once(loop: asyncio.AbstractEventLoop, log: Log) -> Iterator[None]:
    """Log that nobody can be accepted at most once a minute, without a traceback."""
    told = -_EVERY_SECONDS

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal told
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in _SCARCE:
            loop.default_exception_handler(context)
        elif time.monotonic() - told >= _EVERY_SECONDS:
            told = time.monotonic()
            log.error("accepting pauses", reason=error.strerror or str(error))

    before = loop.get_exception_handler()
    loop.set_exception_handler(handle)
    try:
        yield
    finally:
        loop.set_exception_handler(before)
