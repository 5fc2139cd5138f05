"""How many cells each character takes, as the screens reckon, for the browser door's terminal: widths.mjs."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable
from pathlib import Path

from rich.cells import cell_len, get_character_cell_size

FILE = Path(__file__).parents[1] / "tui" / "hosting" / "web" / "assets" / "widths.mjs"
_ASSIGNED = (*range(0x40000), *range(0xE0000, 0xE1000))
"""Code points that may be a character of more or less than one cell; further ones are for private use or unassigned."""
_EMOJI = "\ufe0f"
_HEAD = """// Written by scripts/docs from the tables of Rich, by which the screens are laid out. Each pair is the
// first and the last code point of a range.
"""


def cell_widths() -> str:
    """Return the module."""
    sizes = {point: get_character_cell_size(chr(point), "latest") for point in _ASSIGNED}
    zero, two = (list(_ranges(point for point, size in sizes.items() if size == width)) for width in (0, 2))
    widens = [point for point, size in sizes.items() if size == 1 and cell_len(chr(point) + _EMOJI, "latest") == 2]
    lists = (
        ("ZERO", "no cell: marks that join what stands before", zero),
        ("TWO", "two cells", two),
        ("WIDENS", "one cell, and two before U+FE0F, which makes an emoji of it; ranges too", list(_ranges(widens))),
    )
    return _HEAD + "".join(
        f"\n// {words}\nexport const {name} = [\n{_rows(pairs)}\n];\n" for name, words, pairs in lists
    )


def _ranges(points: Iterable[int]) -> Iterable[int]:
    for _, run in itertools.groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        inside = [point for _, point in run]
        yield from (inside[0], inside[-1])


def _rows(pairs: list[int]) -> str:
    return textwrap.fill(", ".join(map(str, pairs)), 118, initial_indent="  ", subsequent_indent="  ")
