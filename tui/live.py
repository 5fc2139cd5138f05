"""Live editing: notices that files of the content pack have changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content.loader import RESUME_FILE, SUFFIXES, Portfolio, load_portfolio
from content.portrait import PICTURES
from content.problems import ContentError, Problem

INTERVAL = 0.5
"""Seconds between two looks. Some thirty files are asked for their times in under a millisecond, on every system and
every file system alike; a library that listens to the kernel would save nothing that can be noticed."""

_Stamp = tuple[int, int]


@dataclass
class PackWatch:
    """The pack at `root`, and when its files were last written."""

    root: Path
    _stamps: dict[str, _Stamp] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._stamps = dict(self._look())

    def changed(self) -> bool:
        """Whether a content file was written, made or removed since the last call."""
        stamps = dict(self._look())
        changed, self._stamps = stamps != self._stamps, stamps
        return changed

    def _look(self) -> Iterator[tuple[str, _Stamp]]:
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.lower().endswith((*SUFFIXES, *PICTURES, RESUME_FILE)):
                    path = Path(folder) / name
                    try:
                        stat = path.stat()
                    except OSError:  # an editor may replace the file at this very moment
                        continue
                    yield str(path), (stat.st_mtime_ns, stat.st_size)


def reloaded(root: Path) -> Portfolio | tuple[Problem, ...]:
    """Return the pack as it is now, or everything that is wrong with it."""
    try:
        portfolio = load_portfolio(root)
    except ContentError as error:
        return error.problems
    portfolio.by_path  # noqa: B018 -- worked out here, so that the screens do not wait for it
    return portfolio
