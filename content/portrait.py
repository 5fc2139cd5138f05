"""The owner's picture: whether a file is one, and what a terminal shows of it, two pixels a character.

The typesetter that every installation has (see content.exporters.resume.pdf) reads and scales PNG, JPEG and WebP, in
about 60 ms the first time. A library for pictures would be 7 MB more for the same few hundred pixels.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from content.problems import Problem
from content.schema import Profile

if TYPE_CHECKING:
    from content.loader import Portfolio
    from content.source import Source

PICTURES = (".png", ".jpg", ".jpeg", ".webp")
"""Endings of pictures that can be shown, on a page and in a terminal."""
_MOST_BYTES = 2_000_000
"""Visitors of the site fetch it as it is."""
_EXPECTED = "expected a PNG, JPEG or WebP file beside profile.yaml"

Pixel = tuple[int, int, int] | None
"""Red, green and blue from 0 to 255; None where the picture is transparent."""

_PAGE = """\
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image({name}, width: {width}pt, height: {height}pt)
"""
"""An image fills what it is given, and is cut, unless the page says otherwise."""


class PictureError(Exception):
    """A file that says that it is a picture, and cannot be read as one."""


def portrait_problems(source: Source, profile: Profile) -> Iterator[Problem]:
    """Yield what keeps the owner's picture from being shown; nothing where none is named."""
    if profile.portrait is None:
        return
    name = profile.portrait.file
    path = source.path.parent / name
    at = ("portrait", "file")
    if Path(name).name != name or not name.lower().endswith(PICTURES):
        yield source.problem(at, f"`{name}` cannot be the portrait", _EXPECTED)
    elif not path.is_file():
        yield source.problem(at, f"there is no picture `{name}` beside profile.yaml", _EXPECTED)
    elif (size := path.stat().st_size) > _MOST_BYTES:
        most = f"expected {_MOST_BYTES / 1e6:.0f} MB at most; 600 pixels a side are plenty"
        yield source.problem(at, f"the picture `{name}` has {size / 1e6:.1f} MB", most)
    elif not _begins_as_picture(path):
        yield source.problem(at, f"`{name}` is not a picture", _EXPECTED)


def _begins_as_picture(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4], head[8:]) == (b"RIFF", b"WEBP")


def portrait_warnings(portfolio: Portfolio) -> Iterator[Problem]:
    """Yield it where the owner's picture begins as one and cannot be read to its end."""
    portrait = portfolio.profile.portrait
    if portrait is None:
        return
    try:
        pixels_of(portfolio.root / portrait.file, 1, 1)
    except PictureError as error:
        from content.loader import PROFILE_FILE
        from content.source import read_yaml

        profile = read_yaml(portfolio.root / PROFILE_FILE)
        yield profile.problem(("portrait", "file"), f"`{portrait.file}` is not shown: {error}", _EXPECTED)


def pixels_of(path: Path, width: int, height: int) -> tuple[tuple[Pixel, ...], ...]:
    """Return a picture as rows of pixels, of which it fills so many, cut where its sides are otherwise.

    What was worked out is kept for all visitors of a process. Raises PictureError.
    """
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise PictureError(error.strerror or str(error)) from error
    return _pixels(path, width, height, changed)


@lru_cache(maxsize=8)
def _pixels(path: Path, width: int, height: int, changed: int) -> tuple[tuple[Pixel, ...], ...]:  # noqa: ARG001 -- a key
    return tuple(_pixel_row(row) for row in _rows(png_of(path, width, height)))


def png_of(path: Path, width: int, height: int) -> bytes:
    """Return a picture as PNG of so many pixels, which it fills, cut where its sides are otherwise.

    Raises PictureError.
    """
    from typst import Compiler, TypstError

    page = _PAGE.format(width=width, height=height, name=json.dumps(path.name, ensure_ascii=False))
    try:
        drawn = Compiler(page.encode(), root=path.parent, ignore_system_fonts=True).compile(format="png", ppi=72.0)
    except (TypstError, RuntimeError, OSError) as error:
        raise PictureError("it cannot be read as a picture") from error
    assert isinstance(drawn, bytes)  # without a file to write to
    return drawn


def _pixel_row(row: bytes) -> tuple[Pixel, ...]:
    cells = (row[at : at + 4] for at in range(0, len(row), 4))
    return tuple((red, green, blue) if alpha > 127 else None for red, green, blue, alpha in cells)


def _rows(png: bytes) -> Iterator[bytes]:
    """Yield the rows of a PNG as the typesetter writes it: four bytes a pixel, not interlaced (PNG, section 9)."""
    stride = 4 * struct.unpack(">I", png[16:20])[0]
    packed, at = b"", 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    data, above = zlib.decompress(packed), bytes(stride)
    for start in range(0, len(data), stride + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + stride], above)
        yield above


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    row = bytearray(line)
    for at in range(len(row)):
        left, up, corner = (row[at - 4], above[at], above[at - 4]) if at >= 4 else (0, above[at], 0)
        row[at] = (row[at] + (0, left, up, (left + up) // 2, _nearest(left, up, corner))[kind]) & 0xFF
    return bytes(row)


def _nearest(left: int, up: int, corner: int) -> int:
    """Return Paeth's choice: the neighbour that is nearest to left + up - corner."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))
