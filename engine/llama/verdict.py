"""What a probe of llama.cpp found on this processor, and the file in the cache folder that keeps it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path

from content.files import keep_newest, write_file
from engine.llama.bindings import PACKAGE
from engine.llama.processor import processor_features

EXTRA, PLAIN = "extra", "plain"
"""The two ways to load a model. llama.cpp's extra buffers hold weights in the layout of its widest kernels: AMX's, and
those that want several rows side by side."""
CRASHES = ("SIGILL", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGTRAP", "SIGSYS")
"""Signals by which a process ends for what it computes, and ends so again. By others somebody ends it, or the system;
or it gives up (SIGABRT), as for want of memory."""
LIBRARY_FOLDER = "LLAMA_CPP_LIB_PATH"
"""The variable by which llama-cpp-python takes its library from another folder."""
VERSION = 1
"""Of the file that is kept: raise it when an older one cannot be read any more, or should not be."""
_KEPT = 20
"""How many verdicts stay: those of the machines that share a cache folder, and of the libraries that were tried."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one way of loading a model went: the child `died` by a signal, or computed `speed` tokens a second.

    `why` is what it said where it failed in order.
    """

    died: str = ""
    speed: float = 0.0
    why: str = ""

    @property
    def works(self) -> bool:
        """Whether it computed."""
        return self.speed > 0

    @property
    def lasts(self) -> bool:
        """Whether it would go so again."""
        return self.works or self.died in CRASHES


@dataclass(frozen=True)
class Verdict:
    """What the probe found at `when` (UTC), by the way of loading, and what llama.cpp was compiled for."""

    when: str
    compiled_for: tuple[str, ...] = ()
    trials: dict[str, Trial] = field(default_factory=dict)

    @property
    def works(self) -> bool:
        """Whether models may be loaded. Where the child failed in order, loading does, too, and says why."""
        return any(not trial.died for trial in self.trials.values())

    @property
    def extra_buffers(self) -> bool:
        """Whether models are loaded with llama.cpp's extra buffers."""
        return not self.trials[EXTRA].died

    @property
    def lasts(self) -> bool:
        """Whether it would be the same the next time."""
        return all(trial.lasts for trial in self.trials.values())


def fingerprint() -> str:
    """Return what names this library on this processor: a change of any of its files makes another one."""
    found = find_spec(PACKAGE)
    places = (found.submodule_search_locations or []) if found else []
    folder = Path(os.environ.get(LIBRARY_FOLDER) or (Path(next(iter(places), "")) / "lib"))
    files: list[tuple[str, int, int]] = []
    with contextlib.suppress(OSError):
        files = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())]
    deciding = [VERSION, str(folder), files, platform.machine(), sorted(processor_features())]
    return hashlib.sha256(json.dumps(deciding).encode()).hexdigest()[:32]


def known_verdict(cache: Path) -> Verdict | None:
    """Return what is kept for this library on this processor; None where nothing is, or it cannot be read."""
    try:
        kept = json.loads(_file(cache).read_text(encoding="utf-8"))
        trials = {way: Trial(**trial) for way, trial in kept["trials"].items()}
        verdict = Verdict(str(kept["when"]), tuple(map(str, kept["compiled_for"])), trials)
        return verdict if EXTRA in trials and verdict.lasts else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _file(cache: Path) -> Path:
    return cache / "probes" / f"{fingerprint()}.json"


def keep_verdict(verdict: Verdict, cache: Path) -> None:
    """Write it down. A full disk, or somebody else's cache, is probed for again by the next process."""
    with contextlib.suppress(OSError):
        path = _file(cache)
        write_file(path, json.dumps(asdict(verdict), indent=1))
        keep_newest(path.parent, "*.json", _KEPT)
