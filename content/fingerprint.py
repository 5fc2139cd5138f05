"""Which code something was made with: the digest of declared folders and files, or their times and sizes.

Whoever keeps what code has made declares that code here (a pack that was read) or in `engine.fingerprint` (an index, an
answer, a record), and keeps it under the code's fingerprint. Folders count with all that is in them, data files
included, so that a module that is added counts by itself. This stands in content/ because the kept pack is the first
thing that a start looks for, and content/ knows nothing of the floors above; the table of the engine stands there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The folder that holds our packages."""

DISTRIBUTIONS = {
    "faiss": "faiss-cpu",
    "frontmatter": "python-frontmatter",
    "llama_cpp": "llama-cpp-python",
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
}
"""Under which name a library is installed, where that is not the name of its module."""

FileStamp = tuple[str, int, int, int]


@dataclass(frozen=True)
class Code:
    """Folders and files of ours, less those `without`, and libraries of others. Paths are relative to `root`."""

    parts: tuple[str, ...]
    without: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    root: Path = ROOT

    def files(self) -> list[str]:
        """Return the path of every file."""
        root = str(self.root)
        without = {f"{root}/{name}" for name in self.without}
        return sorted({path for part in self.parts for path in _files(f"{root}/{part}", without)})

    def digest(self) -> str:
        """Return the SHA-256 over the files' paths and bytes and the libraries' versions. Computed once a process."""
        return _digest(self)

    def stamps(self) -> Iterator[FileStamp]:
        """Yield what tells that a file or a library has changed, without reading it."""
        yield from map(stamp_of, self.files())
        for library in self.libraries:
            spec = find_spec(library)
            if spec is not None and spec.origin is not None:
                yield stamp_of(spec.origin)


def stamp_of(path: str | Path) -> FileStamp:
    """Return the path, size, and times of a file. Raises OSError."""
    stat = os.stat(path)  # noqa: PTH116 -- half the time of a Path, at every start
    return str(path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _files(part: str, without: set[str]) -> Iterator[str]:
    """Yield the files in a folder, or the one file. What Python compiled is none of them."""
    if not os.path.isdir(part):  # noqa: PTH112 -- as above
        yield part
        return
    with os.scandir(part) as entries:
        for entry in entries:
            if entry.path in without or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _files(entry.path, without)
            else:
                yield entry.path


@cache
def _digest(code: Code) -> str:
    from hashlib import sha256

    digest = sha256()
    for library in code.libraries:
        digest.update(f"{library} {_version(library)}\n".encode())
    for path in code.files():
        data = Path(path).read_bytes()
        digest.update(f"{path.removeprefix(str(code.root))} {len(data)}\n".encode() + data)
    return digest.hexdigest()


@cache
def _version(library: str) -> str:
    from importlib.metadata import version  # 20 ms, which no start pays for

    return version(DISTRIBUTIONS.get(library, library))


PACK = Code(
    ("content",),
    without=("content/default", "content/exporters", "content/importers", "content/scaffold", "content/schemas"),
    libraries=("frontmatter", "markdown_it", "pydantic", "yaml"),
)
"""What reads a pack."""
