"""Runs a downloading program in a process of its own, and watches the folder it fills.

A child can be stopped at any moment, whatever library it sits in, and its settings (telemetry, caches, temporary
folders) stay out of this process's environment.
"""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from models.errors import SourceError
from models.store import bytes_under

_POLL_SECONDS = 0.2
STALL_SECONDS = 60.0
UNREACHABLE = "cannot be reached"

# How the programs and the system word it; matched in lower case.
_NO_SPACE = ("no space left on device", "disk quota exceeded", "[errno 28]")
_NO_NETWORK = (
    "connection broken by",
    "connection refused",
    "name or service not known",
    "name resolution",
    "network is unreachable",
    "timed out",
    UNREACHABLE,
)


def run_python(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    grown: Callable[[int], None],
    stall_seconds: float = STALL_SECONDS,
) -> None:
    """Run this Python with ``arguments``; report the bytes in ``folder`` several times a second until it ends.

    Raises:
        SourceError: it failed, or nothing arrived for ``stall_seconds``.
        OSError: ENOSPC, when the disk filled up.
    """
    # -P keeps the visitor's current folder off the import path: a folder named "pip" there would be run instead.
    with subprocess.Popen(
        [sys.executable, "-P", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        text=True,
        errors="replace",
    ) as child:
        try:
            said = _watch(child, folder, grown, stall_seconds)
        finally:
            child.kill()  # does nothing to one that has ended
    if child.returncode != 0:
        raise _failure(said)


def _watch(child: "subprocess.Popen[str]", folder: Path, grown: Callable[[int], None], stall_seconds: float) -> str:
    """Wait for the end while the folder grows; return what the child said on stderr."""
    size, changed = 0, time.monotonic()
    while True:
        try:
            return child.communicate(timeout=_POLL_SECONDS)[1]
        except subprocess.TimeoutExpired:
            now = bytes_under(folder)
        if now != size:
            size, changed = now, time.monotonic()
        elif time.monotonic() - changed > stall_seconds:
            raise SourceError(f"sent nothing for {stall_seconds:.0f} seconds")
        grown(size)


def _failure(said: str) -> Exception:
    lower = said.lower()
    if any(sign in lower for sign in _NO_SPACE):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if any(sign in lower for sign in _NO_NETWORK):
        return SourceError(UNREACHABLE)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines[-1:]
    reason = errors[0].removeprefix("ERROR:").strip().rstrip(".") if errors else "no reason given"
    printable = "".join(character for character in reason if character.isprintable())  # a server's words may be in it
    return SourceError(f"failed ({printable[:200]})")
