"""What every row shares: its shape, medians of turns, processes with their time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

PYTHON = sys.executable
PORTFOLIO = str(Path(sys.executable).with_name("portfolio"))
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Options:
    """How thoroughly to measure. `turns` is how often both sides run, one after the other."""

    model: str
    turns: int
    quick: bool


@dataclass(frozen=True)
class Result:
    """What a row found: the ratio that the goal speaks of, both sides in words, and what else is worth knowing."""

    ratio: float
    ours: str
    baseline: str
    note: str = ""
    also: bool = True
    """Whether what the goal asks for beside the ratio holds."""
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row: its name for --only, what is compared with what, and its goal, at most or at least `limit`.

    `if_missed` says what stands in the way, where that is known.
    """

    name: str
    what: str
    against: str
    limit: float
    measure: Callable[[Options], Result]
    at_least: bool = False
    share: bool = False
    quick: bool = True
    if_missed: str = ""

    @property
    def goal(self) -> str:
        """The goal in words."""
        return f"{'>=' if self.at_least else '<='} {self.shown(self.limit)}"

    def shown(self, ratio: float) -> str:
        """Return a ratio as this row shows it."""
        return f"{ratio:.1%}" if self.share else f"{ratio:.2f}x" if ratio < 10 else f"{ratio:,.0f}x"

    def met(self, result: Result) -> bool:
        """Say whether a result meets the goal."""
        return result.also and (result.ratio >= self.limit if self.at_least else result.ratio <= self.limit)


@dataclass(frozen=True)
class Run:
    """One process: seconds from its start to its end, peak memory in bytes, what it printed, and the processor time
    that it and all it waited for took."""

    seconds: float
    peak: int
    out: str
    started: float
    processor: float


def run(command: Sequence[str], **environment: str) -> Run:
    """Run a process to its end, with its bytecode kept as an installed program has it. Raises SystemExit with its words
    where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            env=os.environ | {"PORTFOLIO_ANSWER_CACHE": "0", "PYTHONDONTWRITEBYTECODE": ""} | environment,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)[:200]} failed: {err.read().decode()[-2000:]}")
        return Run(seconds, usage.ru_maxrss * 1024, out.read().decode(), started, usage.ru_utime + usage.ru_stime)


def in_turns(turns: int, *sides: Callable[[], float]) -> tuple[list[float], ...]:
    """Run every side `turns` times, one after the other, so that what else the machine does hits all of them."""
    found: tuple[list[float], ...] = tuple([] for _ in sides)
    for _ in range(turns):
        for values, side in zip(found, sides, strict=True):
            values.append(side())
    return found


def compared(ours: Sequence[float], baseline: Sequence[float], unit: str = "s", note: str = "") -> Result:
    """Return the ratio of the medians, with both medians in words."""
    mine, theirs = median(ours), median(baseline)
    return Result(mine / theirs, words(mine, unit), words(theirs, unit), note)


def words(value: float, unit: str) -> str:
    """Return a figure with its unit; seconds below 1 as milliseconds."""
    if unit == "s" and value < 1:
        return f"{1000 * value:,.0f} ms" if value >= 0.01 else f"{1000 * value:.2f} ms"
    return f"{value:,.2f} {unit}" if value < 100 else f"{value:,.0f} {unit}"


@contextmanager
def fresh_cache() -> Iterator[Path]:
    """Give a cache folder without answers, which shares the models and indexes that are there."""
    from engine.settings import load_settings

    real = load_settings().cache_dir
    with tempfile.TemporaryDirectory() as name:
        for shared in ("models", "indexes"):
            (real / shared).mkdir(parents=True, exist_ok=True)
            (Path(name) / shared).symlink_to(real / shared)
        yield Path(name)
