"""Tiny pictures, made here: nobody's face lies in this repository."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

RED, BLUE, NOTHING = (200, 30, 30, 255), (30, 30, 200, 255), (0, 0, 0, 0)


def png(width: int, height: int, pixel: Callable[[int, int], tuple[int, int, int, int]]) -> bytes:
    """A PNG with a colour and an opacity for each pixel."""
    rows = (b"\0" + bytes(part for x in range(width) for part in pixel(x, y)) for y in range(height))
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0), b"IDAT": zlib.compress(b"".join(rows)),
        b"IEND": b"",
    }  # fmt: skip
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def looks(pixel: Iterable[int] | None, colour: tuple[int, int, int, int]) -> bool:
    """Whether a pixel has a colour, as far as scaling keeps it."""
    return pixel is not None and all(abs(one - other) < 4 for one, other in zip(pixel, colour, strict=False))


def halves(x: int, y: int) -> tuple[int, int, int, int]:
    """Red above blue, with a transparent left half, in a picture of 64 by 64."""
    return NOTHING if x < 32 else RED if y < 32 else BLUE


def with_portrait(pack: Path, data: bytes, name: str = "me.png") -> None:
    """Give a pack a portrait."""
    (pack / name).write_bytes(data)
    profile = pack / "profile.yaml"
    profile.write_text(f"{profile.read_text('utf-8')}\nportrait: {{file: {name}, text: Two halves}}\n", "utf-8")
