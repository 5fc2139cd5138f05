"""What this machine has: cores, memory, compiler. Read from the system, never guessed."""

from __future__ import annotations

import math
import os
import platform
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

COMPILERS = ("cc", "gcc", "clang")
_SYSTEM = Path("/sys/devices/system/cpu")
QUOTA = Path("/sys/fs/cgroup/cpu.max")
LIMIT = Path("/sys/fs/cgroup/memory.max")
RUNNING = Path("/proc/loadavg")


@dataclass(frozen=True)
class Machine:
    """Memory is in bytes and None where the system does not tell. `quota` is a container's share of cores, if any.

    `allowed` are the logical cores that this process may use, `physical` those of them that are not hyper-threads.
    `load` is the number of processes that wanted a core over the last minute, and `crowded` says that others want the
    cores now.
    """

    system: str
    processor: str
    allowed: int
    physical: int
    quota: float | None
    memory: int | None
    free: int | None
    load: float | None
    compiler: str
    python: str
    crowded: bool = False

    @property
    def busy(self) -> bool:
        """Whether others want all of its cores."""
        return self.load is not None and self.load > self.physical


def read_machine() -> Machine:
    """Look at the machine: 10 ms, most of it for the compiler's version."""
    memory, free = _memory()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    system = f"{platform.system()} {platform.release()} ({platform.machine()})"
    return Machine(
        system, _processor(), _allowed(), physical_cores(), _quota(), memory, free, load, _compiler(),
        platform.python_version(), is_crowded(),
    )  # fmt: skip


@lru_cache(maxsize=1)
def physical_cores() -> int:
    """Return how many physical cores this process may use; hyper-threads slow llama.cpp down.

    A container's share counts: threads that have to wait for theirs hold up all the others.
    """
    siblings = {path.read_text().strip() for path in _SYSTEM.glob("cpu[0-9]*/topology/thread_siblings_list")}
    cores = min(_allowed(), len(siblings) or _allowed())
    quota = _quota()
    return max(1, min(cores, math.ceil(quota)) if quota else cores)


def is_crowded(path: Path = RUNNING) -> bool:
    """Return whether other processes want cores that this one would compute on; False where the system does not tell.

    The least of a few looks: what runs for a moment only is no crowd.
    """
    try:
        looks = [_running(path)]
        for _ in range(2):
            time.sleep(0.001)
            looks.append(_running(path))
    except (OSError, ValueError, IndexError):
        return False
    return min(looks) - 1 > (os.cpu_count() or 1) - physical_cores()


def _running(path: Path) -> int:
    """Return how many threads run or want to, this one included."""
    return int(path.read_text().split()[3].partition("/")[0])


def _allowed() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _quota(path: Path = QUOTA) -> float | None:
    """Return how many cores' time a container may use (control groups, version 2), or None for no limit."""
    try:
        quota, period = path.read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        return None


def free_memory() -> int | None:
    """Return the bytes that a new program can have; None where the system does not tell."""
    return _memory()[1]


def _memory() -> tuple[int | None, int | None]:
    """Return (all memory, what is free for a new program), a container's limit included."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return _installed(), None
    sizes = {name: int(size.split()[0]) * 1024 for name, _, size in (line.partition(":") for line in lines)}
    total, free = sizes.get("MemTotal"), sizes.get("MemAvailable")
    try:
        limit = int(LIMIT.read_text())
    except (OSError, ValueError):
        return total, free
    return min(total or limit, limit), min(free or limit, limit)


def _installed() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _compiler() -> str:
    """Return the first line of the C compiler's version, or nothing where there is none."""
    for name in COMPILERS:
        if path := shutil.which(name):
            try:
                told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=5, check=False)
            except (OSError, subprocess.SubprocessError):
                continue
            return told.stdout.partition("\n")[0].strip()
    return ""
