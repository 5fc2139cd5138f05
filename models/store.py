"""Where model files lie on disk (``<cache>/models/<key>/<file>``), and in what state they are."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from models.catalogue import Artefact, ModelFile
from models.errors import ModelError

if TYPE_CHECKING:
    from filelock import BaseFileLock

CHUNK_BYTES = 1 << 20
TEMPORARY_PREFIX = "unfinished-"  # work under way lies inside the artefact's own folder, so that a rename finishes it


class State(StrEnum):
    """How much of an artefact is on disk."""

    ABSENT = "absent"
    PARTIAL = "partial"  # a killed pull's leftovers, or some files of several
    DAMAGED = "damaged"  # a file of the wrong size or, after ``verify``, with the wrong bytes
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Status:
    """A state and, unless it is absent or present, what is wrong, in words."""

    state: State
    detail: str = ""


def folder_of(artefact: Artefact, cache: Path) -> Path:
    """Return the folder that holds, or will hold, the artefact's files."""
    return cache / "models" / artefact.key


def path_of(artefact: Artefact, cache: Path, name: str | None = None) -> Path:
    """Return where the named file of the artefact lies; without a name, its first file."""
    return folder_of(artefact, cache) / (name or artefact.files[0].name)


def lock_of(artefact: Artefact, cache: Path) -> "BaseFileLock":
    """Return the lock that pull, convert and remove hold. It outlives the artefact's folder: unlinking a lock races."""
    from filelock import FileLock  # loads asyncio and sqlite3, which listing the models does not need

    folder = folder_of(artefact, cache)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(folder.with_name(f"{artefact.key}.lock"))


def status_of(artefact: Artefact, cache: Path) -> Status:
    """Look at names and sizes only: microseconds, for everyday use."""
    return _status(artefact, cache, _wrong_size)


def verify(artefact: Artefact, cache: Path, advance: Callable[[int], None] | None = None) -> Status:
    """Hash every byte: seconds for a large model. ``advance`` is told each number of bytes read."""
    return _status(artefact, cache, lambda path, file: _wrong_size(path, file) or wrong_bytes(path, file, advance))


def remove(artefact: Artefact, cache: Path) -> int:
    """Delete all that is on disk for this artefact, what was converted from it included; return the bytes freed.

    Raises:
        ModelError: another process is pulling it, or the folder cannot be deleted.
    """
    from filelock import Timeout

    folder = folder_of(artefact, cache)
    if not folder.exists():
        return 0
    try:
        with lock_of(artefact, cache).acquire(timeout=0):
            freed = bytes_under(folder)
            shutil.rmtree(folder)
    except Timeout:
        raise ModelError(f"{artefact.key} is being pulled by another process; wait for it, or stop it first.") from None
    except OSError as error:
        raise ModelError(f"{artefact.key} could not be removed from {folder}: {error.strerror or error}.") from error
    return freed


def sha256_of(path: Path, advance: Callable[[int], None] | None = None) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
            if advance:
                advance(len(chunk))
    return digest.hexdigest()


def wrong_bytes(path: Path, file: ModelFile, advance: Callable[[int], None] | None = None) -> str:
    """Return what differs from the expected SHA-256, or nothing."""
    found = sha256_of(path, advance)
    return "" if found == file.sha256 else f"{file.name} has SHA-256 {found[:12]}… instead of {file.sha256[:12]}…"


def bytes_under(folder: Path) -> int:
    """Return the size of every file below a folder, while others may be adding and deleting there."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(path) / name).lstat().st_size
            except FileNotFoundError:
                continue
    return total


def _wrong_size(path: Path, file: ModelFile) -> str:
    size = path.stat().st_size
    return "" if size == file.bytes else f"{file.name} has {size:,} bytes instead of {file.bytes:,}"


def _status(artefact: Artefact, cache: Path, fault: Callable[[Path, ModelFile], str]) -> Status:
    """Judge each file with ``fault``, which says what is wrong with one that exists."""
    present = [file for file in artefact.files if path_of(artefact, cache, file.name).is_file()]
    if faults := [found for file in present if (found := fault(path_of(artefact, cache, file.name), file))]:
        return Status(State.DAMAGED, "; ".join(faults))
    if len(present) == len(artefact.files):
        return Status(State.PRESENT)
    if present:
        missing = ", ".join(file.name for file in artefact.files if file not in present)
        return Status(State.PARTIAL, f"{missing} is missing")
    if any(folder_of(artefact, cache).glob(f"{TEMPORARY_PREFIX}*")):
        return Status(State.PARTIAL, "a pull is under way or was cut short")
    return Status(State.ABSENT)
