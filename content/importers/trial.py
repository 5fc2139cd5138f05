"""A copy of a pack to try an import on: the pack itself is written whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from content.files import write_folder
from content.scaffold.packs import write_pack


def is_new(pack: Path) -> bool:
    """Say whether there is no pack yet in a folder."""
    return not pack.exists() or (pack.is_dir() and not any(pack.iterdir()))


@contextmanager
def trial_of(pack: Path, *, blank: bool = True) -> Iterator[Path]:
    """Give a copy of the pack in folder `pack`; where there is none yet, a new one, `blank` or not. Raises OSError."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "pack"
        if is_new(pack):
            write_pack(trial, blank=blank)
        else:
            shutil.copytree(pack, trial, ignore=shutil.ignore_patterns(".git"))
        yield trial


def keep_trial(trial: Path, pack: Path) -> None:
    """Write a trial into a folder that is new or empty. Raises FileExistsError where it is not, and OSError."""
    paths = [path for path in trial.rglob("*") if path.is_file()]
    write_folder(pack, {path.relative_to(trial).as_posix(): path.read_text(encoding="utf-8") for path in paths})
