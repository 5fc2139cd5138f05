"""Writes files so that a reader never sees half of one, and an interrupted command leaves nothing behind."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_MOST_NAMES = 99


def write_file(path: Path, data: str | bytes, *, private: bool = False) -> None:
    """Write `data`, text as UTF-8, to `path`, replacing what is there, in one step. Raises OSError.

    With `private` the file is for its owner's eyes only.
    """
    with _written_beside(path, data, private) as work:
        work.replace(path)


def write_new_file(path: Path, data: str | bytes, *, private: bool = False) -> None:
    """Write as `write_file`, but to a path where nothing is. Raises FileExistsError where something is, and OSError."""
    with _written_beside(path, data, private) as work:
        os.link(work, path)  # which, unlike to rename, fails where another was quicker


def write_beside(stem: str, ending: str, data: str | bytes) -> Path:
    """Write as `write_new_file` into this folder, as STEM.ENDING or, where that is taken, STEM-2.ENDING and so on.

    Returns the path. Raises OSError.
    """
    names = (f"{stem}.{ending}", *(f"{stem}-{number}.{ending}" for number in range(2, _MOST_NAMES)))
    path = next((Path(name) for name in names if not Path(name).exists()), Path(names[-1]))
    write_new_file(path, data)
    return path.resolve()


@contextmanager
def _written_beside(path: Path, data: str | bytes, private: bool) -> Iterator[Path]:
    """Give a whole file beside `path` to be put there, and leave nothing of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        if private:
            work.touch(0o600, exist_ok=False)
        _write(work, data)
        yield work
    finally:
        work.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write `files` (text or bytes by path within the folder) into a folder that is new or empty: all of them, or none.

    Raises FileExistsError where the folder holds anything, and OSError where it cannot be written.
    """
    folder = folder.resolve()
    there = folder.exists()
    refuse_taken(folder)
    # In an empty folder the work lies inside it: the folder itself, perhaps the shell's own, stays the same one.
    work = (folder if there else folder.parent) / f".{folder.name}.{secrets.token_hex(4)}"
    moved: list[Path] = []
    try:
        work.mkdir(parents=True)
        for name, text in files.items():
            path = work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text)
        if not there:
            work.replace(folder)
            return
        for entry in sorted(work.iterdir()):
            entry.replace(folder / entry.name)
            moved.append(folder / entry.name)
        work.rmdir()
    except BaseException:
        for path in (work, *moved):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        raise


def keep_newest(folder: Path, pattern: str, count: int) -> None:
    """Delete all but the `count` files of `folder` that match `pattern` and were written last. Raises OSError."""
    made = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in made[count:]:
        old.unlink(missing_ok=True)


def refuse_taken(folder: Path) -> None:
    """Raise FileExistsError unless `folder` is absent or an empty folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = "the folder is not empty" if folder.is_dir() else "this is a file"
        raise FileExistsError(errno.EEXIST, f"{what}; name a folder that is new or empty", str(folder))


def _write(path: Path, data: str | bytes) -> None:
    with path.open("wb") as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)
        file.flush()
        os.fsync(file.fileno())
