"""Processes for a supervisor to start: each a way to begin, and to end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from tui.hosting.operations.child import HAND_OVER, reporting


def steady(supervisor: Any) -> None:
    """Be ready, and stay."""
    with reporting(supervisor, 1) as supervised:
        supervised.ready()
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
    with reporting(supervisor, 1) as supervised:
        if mark.exists():
            raise LookupError("the disk is gone")
        mark.touch()
        supervised.ready()


def outgrowing(supervisor: Any, folder: Path, fails_once: bool) -> None:
    """Ask for another in one's place; the one that is ready then ends the supervisor, once it has been handed over."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {HAND_OVER})
    started = len(list(folder.iterdir()))
    (folder / f"start {started}").touch()
    with reporting(supervisor, 1) as supervised:
        if started == 1 and fails_once:
            raise LookupError("no memory is left")
        supervised.ready()
        if started:
            _wait_for(folder / "handed over")
            os.kill(os.getppid(), signal.SIGTERM)
            signal.pause()
        supervised.outgrown()
        if fails_once:
            _wait_for(folder / "start 1")
            supervised.outgrown()
        signal.sigwait({HAND_OVER})
        (folder / "handed over").touch()


def _wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)
