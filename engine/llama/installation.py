"""How far the set-up is that installs llama.cpp behind a program which was opened before it is there.

`scripts/run` opens the screens as soon as all but llama.cpp is installed, and compiles that meanwhile. Who compiles
holds a lock and writes what it does into a file of the environment; this program reads both, and waits where it needs
llama.cpp. Without such a file, nothing is being installed.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

PACKAGE = "llama_cpp"
STATE = Path(sys.prefix) / "llama-installation.json"
"""What the set-up of this environment writes; gone once llama.cpp is installed."""
LOCK = STATE.with_suffix(".lock")
"""Held by the set-up as long as it works."""
POLL = 0.2
"""Seconds between two looks."""
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Installation:
    """What is being done, how many of its `steps`, the seconds that are left; or why it `failed`.

    `log` is the file that tells more.
    """

    doing: str = "Preparing to compile llama.cpp"
    step: int = 0
    steps: int = 0
    left: float | None = None
    failed: str = ""
    log: str = ""

    def __str__(self) -> str:
        if self.failed:
            log = f"; the log is {self.log}" if self.log else ""
            return f"llama.cpp could not be installed: {self.failed}{log}"
        steps = f": step {self.step} of {self.steps}" if self.steps else ""
        return f"{self.doing}{steps}{_in_words(self.left)}"


class InstallationError(Exception):
    """llama.cpp could not be installed; the message says why, and where the log is."""


class GivenUpError(Exception):
    """Whoever waited for llama.cpp does not want it any more."""


def write_installation(now: Installation, path: Path = STATE) -> None:
    """Tell the programs of this environment how far it is. Raises OSError."""
    from content.files import write_file

    write_file(path, json.dumps(dataclasses.asdict(now)))


def installation() -> Installation | None:
    """Return how far it is; None where nothing is being installed."""
    now = _read()
    if now is None or now.failed or _is_going_on():
        return now
    last = _read()  # what it wrote before it let go
    return last if last is None or last.failed else dataclasses.replace(last, failed="what installs it was stopped")


def is_installed() -> bool:
    """Return whether llama.cpp can be loaded now."""
    # the finder of files itself: while `bindings` imports it, a stand-in without a spec is in its place
    return installation() is None and PathFinder.find_spec(PACKAGE) is not None


def wait_for_llama(tell: Callable[[Installation], None], given_up: Callable[[], object]) -> None:
    """Return once llama.cpp is installed; `tell` hears how far it is.

    Raises InstallationError where it could not be, or nobody does it, and GivenUpError once `given_up` says so.
    """
    told: Installation | None = None
    while (now := installation()) is not None:
        if now.failed:
            raise InstallationError(f"{now}. `scripts/run` tries again")
        if given_up():
            raise GivenUpError
        if now != told:
            tell(now)
            told = now
        time.sleep(POLL)
    if told is not None:
        importlib.invalidate_caches()
    if not is_installed():
        raise InstallationError("llama.cpp is not installed here: `scripts/run`, or `pip install .`, installs it")


def _read() -> Installation | None:
    try:
        return Installation(**json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _is_going_on() -> bool:
    """Whether some process holds the lock. Where the system has no such locks, nobody installs anything behind."""
    try:
        import fcntl

        with LOCK.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (ImportError, OSError):
        return False
    return False


def _in_words(left: float | None) -> str:
    if left is None:
        return ""
    minutes = round(left / MINUTE)
    if minutes < 1:
        return ", less than a minute left"
    return f", about {minutes} minute{'' if minutes == 1 else 's'} left"
