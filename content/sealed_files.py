"""Files that carry the SHA-256 of what is in them, so that what a crash or a disk tore is never taken for whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

from content.files import write_file

_DIGEST = 32
"""Bytes of the digest at the beginning of a file, over the rest."""


def read_sealed(path: Path) -> bytes | None:
    """Return what was sealed in `path`, or None where it is not whole. Raises OSError."""
    kept = path.read_bytes()
    data = kept[_DIGEST:]
    return data if hashlib.sha256(data).digest() == kept[:_DIGEST] else None


def write_sealed(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` as `write_file` does, with its digest in front. Raises OSError."""
    write_file(path, hashlib.sha256(data).digest() + data, private=private)
