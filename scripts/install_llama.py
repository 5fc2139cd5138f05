"""Installs llama.cpp into the environment that runs this, from the wheel that is kept for this processor.

python scripts/install_llama.py                      waits for it, and says on stderr how far it is
python scripts/install_llama.py --behind FILE TEXT   returns at once; TEXT stands in FILE when it is installed
python scripts/install_llama.py --is-kept            exits with 0 where nothing has to be compiled
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

sys.path.insert(0, str(Path(__file__).parents[1]))

from content.files import write_file
from engine.llama import installation
from engine.llama.installation import Installation, write_installation
from llama_wheel import (
    CompileError,
    Stage,
    build_environment,
    compiler,
    ensure_wheel,
    kept_in,
    kept_wheel,
    requirement,
    run_pip,
    seconds_left,
)

CONSTRAINTS = Path(__file__).parents[1] / "constraints.txt"
LOG = Path(sys.prefix) / "llama-installation.log"
PATIENCE = 1.0
"""Seconds in which a lock that a reader looks at comes free."""
NOW_AND_THEN = 30.0
"""Seconds between two lines where there is no terminal to write one line again and again on."""
BEAT = 0.5
"""Seconds after which a signal is heard that came just before a wait: Python notes it, and the wait does not see it."""
POLITE = 10
"""How much less of the processor what runs behind the screens wants than they do."""


class Teller:
    """Says how far it is: to the programs of this environment, and on `stream` to who waits."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._began = self._said = 0.0
        self._doing = ""

    def __call__(self, stage: Stage) -> None:
        """Tell of a stage that has begun, or got on."""
        if stage.step <= 1:
            self._began = time.monotonic()
        left = seconds_left(self._began, stage)
        self.show(Installation(stage.doing, stage.step, stage.steps, left, log=str(LOG)))

    def show(self, now: Installation) -> None:
        """Write it down, and say it."""
        with contextlib.suppress(OSError):  # who reads it waits without being told
            write_installation(now)
        self.say(now)

    def say(self, now: Installation) -> None:
        """Say it in one line that is written again and again, or now and then where that is no terminal."""
        if self._stream is None:
            return
        if self._stream.isatty():
            self._stream.write(f"\r\033[K{str(now)[: shutil.get_terminal_size().columns - 1]}")
        elif now.doing != self._doing or time.monotonic() - self._said > NOW_AND_THEN:
            self._said = time.monotonic()
            self._stream.write(f"{now}\n")
        self._doing = now.doing
        self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._stream is not None and self._stream.isatty() and self._doing:
            self._stream.write("\r\033[K")
            self._stream.flush()


def wheels() -> Path:
    """Return the folder under which wheels are kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("PORTFOLIO_WHEELS") or cache / "portfolio" / "wheels")


def is_kept() -> bool:
    """Return whether a wheel for this processor is there. Without a compiler nobody can tell."""
    try:
        cxx = compiler()
    except CompileError:
        return False
    return kept_wheel(kept_in(wheels(), cxx, build_environment(cxx))) is not None


def install(teller: Teller) -> None:
    """Install it. Raises CompileError."""
    wheel = ensure_wheel(wheels(), LOG, teller)
    stage = Stage("Installing llama.cpp")
    run_pip(["install", "--force-reinstall", "--no-deps", str(wheel)], LOG, stage, teller)
    run_pip(["install", "-c", str(CONSTRAINTS), requirement()], LOG, stage, teller)


def failure(error: Exception) -> Installation:
    """Return what is told of it."""
    return Installation(failed=str(error), log=str(LOG) if LOG.exists() else "")


@contextlib.contextmanager
def alone(teller: Teller) -> Iterator[None]:
    """Hold the lock of this environment; where another set-up holds it, show how far that is."""
    with installation.LOCK.open("ab") as file:
        while not _locked(file):
            if (now := installation.installation()) is not None and not now.failed:
                teller.say(now)
            time.sleep(installation.POLL)
        yield


def wait_for_it() -> int:
    """Install it and wait; return the exit code."""
    teller = Teller(sys.stderr)
    with alone(teller):
        try:
            install(teller)
        except (CompileError, OSError) as error:
            teller.end()
            teller.show(failure(error))
            return 1
        except BaseException:
            installation.STATE.unlink(missing_ok=True)
            raise
        finally:
            teller.end()
        installation.STATE.unlink(missing_ok=True)
    return 0


def install_behind(stamp: Path, text: str) -> int:
    """Install it in a process that goes on without this one; return the exit code.

    The lock is taken and the first word is written before this returns, so whoever reads them next finds them.
    """
    file = installation.LOCK.open("ab")
    until = time.monotonic() + PATIENCE
    while not _locked(file):
        if time.monotonic() > until:  # another set-up is at it
            return 0
        time.sleep(0.01)
    write_installation(Installation(log=str(LOG)))
    if os.fork():
        return 0
    _listen()  # a timer does not outlive the fork
    os.setsid()
    os.nice(POLITE)
    with LOG.open("ab") as log, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    try:
        install(Teller(None))
    except (CompileError, OSError) as error:
        write_installation(failure(error))
        return 1
    write_file(stamp, text)
    installation.STATE.unlink(missing_ok=True)
    return 0


def _locked(file: object) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


def _listen() -> None:
    """Have what ends other programs end this one, too, wherever it waits."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, BEAT, BEAT)


def _end(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 -- the signature is signal's
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    _listen()
    try:
        match arguments:
            case []:
                return wait_for_it()
            case ["--is-kept"]:
                return int(not is_kept())
            case ["--behind", stamp, text]:
                return install_behind(Path(stamp), text)
    except KeyboardInterrupt:
        return 130
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # at its end Python hears no signal anymore, and this one would kill it
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
