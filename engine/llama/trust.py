"""Whether llama.cpp runs on this processor: tried once in a process of its own, before this one loads it.

A library that was compiled for another processor ends whoever calls it with a signal that nobody can catch. So a child
tries it first (`engine.llama.probe`), and what became of it is kept in the cache folder for as long as library and
processor stay the same. A child that dies is tried again without llama.cpp's extra buffers.
"""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from engine.llama.context import Cancel, Cancelled
from engine.llama.probe import LIMIT, TOKENS, UNLOADABLE
from engine.llama.verdict import CRASHES, EXTRA, PLAIN, Trial, Verdict, fingerprint, keep_verdict, known_verdict
from models.errors import LibraryError

PROBE = ("-P", "-m", "engine.llama.probe")
"""What the child runs; -P keeps the visitor's current folder off the import path."""
DISTRIBUTION = "llama-cpp-python"
LOOK = 0.1
"""Seconds between two looks at whether anybody still wants to know."""
HUNG = "SIGALRM"
"""How the child ends that does not come to an end."""


_known: dict[str, Verdict] = {}
"""What this process has found, for cache folders that cannot be written."""
_probing = threading.Lock()


def trusted(model: Path, cache: Path, cancel: Cancel | None = None) -> Verdict:
    """Return how llama.cpp may load models in this process, tried with `model` where that is not known yet.

    Raises LibraryError where llama.cpp cannot run here, and Cancelled.
    """
    with _probing:  # two models may be loading
        name = fingerprint()
        verdict = _known.get(name) or known_verdict(cache)
        if verdict is None:
            verdict = _probed(model, Cancel() if cancel is None else cancel)  # one that is not set is false
            if verdict.lasts:
                keep_verdict(verdict, cache)
        if verdict.lasts:
            _known[name] = verdict
    if not verdict.works:
        raise LibraryError(refusal(verdict))
    return verdict


def examined(model: Path, cache: Path) -> Verdict:
    """Return the verdict with both ways tried, also where the first works; what did not work is tried again.

    Raises LibraryError where llama.cpp cannot even be opened.
    """
    verdict = known_verdict(cache)
    if verdict is None or not verdict.works:
        verdict = _probed(model, Cancel())
    if PLAIN not in verdict.trials:
        trial, _ = tried(model, PLAIN, Cancel())
        verdict = replace(verdict, trials=verdict.trials | {PLAIN: trial})
    if verdict.lasts:
        keep_verdict(verdict, cache)
    return verdict


def _probed(model: Path, cancel: Cancel) -> Verdict:
    """Try the usual way, and without extra buffers what dies of it."""
    trial, compiled_for = tried(model, EXTRA, cancel)
    trials = {EXTRA: trial}
    if trial.died:
        trials[PLAIN], again = tried(model, PLAIN, cancel)
        compiled_for = compiled_for or again
    return Verdict(datetime.now(UTC).isoformat(timespec="seconds"), compiled_for, trials)


def tried(model: Path, way: str, cancel: Cancel, tokens: int = TOKENS) -> tuple[Trial, tuple[str, ...]]:
    """Run the child; return how it went, and what it said that llama.cpp was compiled for. Raises Cancelled.

    Where no child can be started, nothing is known, and loading is left to show it. Raises LibraryError where llama.cpp
    cannot be opened.
    """
    try:
        code, said, why = _run([sys.executable, *PROBE, str(model), way, str(tokens)], cancel)
    except OSError as error:
        return Trial(why=f"no process could be started: {error.strerror}"), ()
    lines = said.splitlines()
    try:
        compiled_for = tuple(json.loads(lines[0])) if lines else ()
        if code == 0:
            return Trial(speed=float(lines[1])), compiled_for
    except (ValueError, IndexError):
        return Trial(why="the probe could not be understood"), ()
    if code < 0:
        return Trial(died=signal.Signals(-code).name), compiled_for
    last = (why.strip().splitlines() or [f"exit code {code}"])[-1]
    if code == UNLOADABLE:
        raise LibraryError(f"on this machine llama.cpp cannot be opened: {last}. `{_command()}` installs it anew")
    return Trial(why=last), compiled_for


def _run(command: list[str], cancel: Cancel) -> tuple[int, str, str]:
    """Run a process until it ends, `cancel` is set, or it hangs; return its exit code and what it wrote."""
    end = time.monotonic() + 2 * LIMIT  # it ends itself before that, unless it cannot
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as child:
        try:
            while True:
                try:
                    said, why = child.communicate(timeout=LOOK)
                except subprocess.TimeoutExpired:
                    if cancel:
                        raise Cancelled from None
                    if time.monotonic() > end:
                        return -signal.Signals[HUNG], "", ""
                else:
                    return child.returncode, said, why
        finally:
            child.kill()  # does nothing to one that has ended


def refusal(verdict: Verdict) -> str:
    """Say that nothing works, why, and what to do."""
    if all(trial.died in CRASHES for trial in verdict.trials.values()):
        how = verdict.trials[EXTRA].died
        return (
            f"on this machine llama.cpp dies ({how}): it was compiled for another processor. "
            f"`{_command()}` compiles it anew"
        )
    if any(trial.died == HUNG for trial in verdict.trials.values()):
        return f"trying llama.cpp took more than {LIMIT} seconds; try again when the machine is less busy"
    return f"something ended llama.cpp while it was tried ({verdict.trials[EXTRA].died}); try again"


def _command() -> str:
    """Return the command that compiles llama.cpp for this processor, in the environment that runs."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        wanted = f"{DISTRIBUTION}=={version(DISTRIBUTION)}"
    except PackageNotFoundError:
        wanted = DISTRIBUTION
    if find_spec("pip") is None:  # an environment of uv
        words = ["uv", "pip", "install", "--python", sys.executable, "--no-cache", "--reinstall-package", DISTRIBUTION]
        return shlex.join([*words, "--no-binary", DISTRIBUTION, wanted])
    words = [sys.executable, "-m", "pip", "install", "--force-reinstall", "--no-deps", "--no-cache-dir"]
    return shlex.join([*words, "--no-binary", DISTRIBUTION, wanted])
