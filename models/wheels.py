"""Downloads one wheel from PyPI: through pip, which knows this machine's index and proxy, else directly."""

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import IO

from models.child import UNREACHABLE, run_python
from models.errors import SourceError
from models.network import TRUSTED, Wanted, explained
from models.store import CHUNK_BYTES

_INDEX = "https://pypi.org/simple"
_PLATFORM = "manylinux_2_17_x86_64"
"""What a wheel may be built for, beside any machine: its data is the same on all, and its code is never run."""
TIMEOUT_SECONDS = 15.0


def download_wheel(requirement: str, folder: Path, grown: Callable[[int], None]) -> Path:
    """Download the wheel of an exact requirement (``name==version``) into ``folder`` and return its path.

    Environments made by uv have no pip; there the wheel comes straight from pypi.org.

    Raises:
        SourceError: it cannot be had.
        OSError: the disk is full.
    """
    has_pip = importlib.util.find_spec("pip") is not None
    try:
        return (download_with_pip if has_pip else download_directly)(requirement, folder, grown)
    except SourceError as failure:
        index, mirror = _index_of_pip() if has_pip else (_INDEX, "")
        raise explained(failure, Wanted(_page_of(requirement, index), _lists_wheels, mirror)) from failure


def download_with_pip(requirement: str, folder: Path, grown: Callable[[int], None]) -> Path:
    """Let ``pip download`` fetch the wheel: no dependencies, nothing built, nothing cached."""
    command = [
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--platform",
        _PLATFORM,
        "--no-cache-dir",
        "--no-input",
        "--quiet",
    ]
    patience = ["--disable-pip-version-check", "--retries", "1", "--timeout", f"{TIMEOUT_SECONDS:.0f}"]
    temporary = {"TMPDIR": str(folder)}  # on the cache's own disk, counted as progress, swept with the rest
    run_python([*command, *patience, "--dest", str(folder), requirement], folder, temporary | _trusted(), grown)
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceError(f"sent {len(wheels)} wheels for {requirement}")
    return wheels[0]


def _trusted() -> dict[str, str]:
    """Return what has a pip of any version trust the certificates that TRUSTED names."""
    file = os.environ.get(TRUSTED, "")
    return {"PIP_CERT": file} if file and not os.environ.get("PIP_CERT") else {}


def download_directly(requirement: str, folder: Path, grown: Callable[[int], None]) -> Path:
    """Fetch the wheel with the standard library, by the index's JSON form (PEP 691), and check the index's own hash."""
    version = requirement.partition("==")[2]
    try:
        with _open(_page_of(requirement, _INDEX), accept="application/vnd.pypi.simple.v1+json") as answer:
            offered = json.load(answer)["files"]
        wheel = next(file for file in offered if _is_wheel_of(file["filename"], version))
        target = folder / Path(wheel["filename"]).name
        digest = hashlib.sha256()
        with _open(wheel["url"]) as data, target.open("wb") as stream:
            while chunk := data.read(CHUNK_BYTES):
                digest.update(chunk)
                stream.write(chunk)
                grown(stream.tell())
        expected = wheel["hashes"]["sha256"]
    except StopIteration:
        raise SourceError(f"has no wheel of {requirement}") from None
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SourceError("sent a list of files that cannot be read") from error
    if digest.hexdigest() != expected:
        raise SourceError(f"sent a damaged wheel of {requirement}")
    return target


def _page_of(requirement: str, index: str) -> str:
    """Return the address of the index's page of a package."""
    name = requirement.partition("==")[0]
    return f"{index.rstrip('/')}/{re.sub(r'[-_.]+', '-', name).lower()}/"


def _lists_wheels(headers: Message, body: bytes) -> bool:  # noqa: ARG001 -- an index may be HTML, too
    return b".whl" in body


def _index_of_pip() -> tuple[str, str]:
    """Return the index that pip asks, and what names it where it is another than PyPI's own."""
    if given := os.environ.get("PIP_INDEX_URL"):
        return given, "PIP_INDEX_URL"
    command = [sys.executable, "-P", "-m", "pip", "config", "list"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    found = re.search(r"^\w+\.index-url='([^']+)'", done.stdout, re.MULTILINE)
    return (found[1], "pip's configuration") if found else (_INDEX, "")


def _is_wheel_of(filename: str, version: str) -> bool:
    return filename.endswith(".whl") and filename.split("-")[1] == version


def _open(url: str, accept: str = "*/*") -> IO[bytes]:
    if not url.startswith("https://"):
        raise SourceError(f"names a file that is not served over https: {url[:80]}")
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        answer: IO[bytes] = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        raise SourceError(f"answers {error.code} {error.reason}") from error
    except (urllib.error.URLError, TimeoutError) as error:
        raise SourceError(UNREACHABLE) from error
    return answer
