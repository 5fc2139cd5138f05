"""Processes for a supervisor to start: each a way to begin, and to end."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

from tui.hosting.operations.child import reporting


def steady(supervisor: Any) -> None:
    """Be ready, and stay."""
    with reporting(supervisor, 1) as ready:
        ready()
        signal.pause()


def unable(supervisor: Any) -> None:
    """Find that nothing works."""
    with reporting(supervisor, 1):
        raise LookupError("the key\nis gone")


def killed(supervisor: Any) -> None:
    """End before anything can be said."""
    signal.raise_signal(signal.SIGKILL)


def once(supervisor: Any, mark: Path) -> None:
    """Be ready at the first start and end, and never be ready again."""
    with reporting(supervisor, 1) as ready:
        if mark.exists():
            raise LookupError("the disk is gone")
        mark.touch()
        ready()
