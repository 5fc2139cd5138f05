"""Pictures that a terminal draws itself, in kitty's graphics protocol: it is sent a picture once, and cells of text
stand for the parts of it. Such cells are drawn, moved, covered and wiped like all others.

A terminal is asked for its name. Whether it knows the protocol could be asked for, too, but some say yes that know no
cells of text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import count
from typing import Protocol, runtime_checkable

from rich.segment import Segment
from rich.style import Style
from textual.message import Message

NAME_QUERY = "\x1b[>q"
"""Asks for name and version (XTVERSION). Terminals that do not know it are silent, and nobody waits."""
_REPLY = ">|"
_KITTY = r"kitty\((\d+)\.(\d+)"
_KITTY_FIRST = 0, 28
"""The version of kitty from which on text stands for pictures; ghostty has had it from the start."""
_CHUNK = 4096
"""Characters of a picture in one sequence, at most."""
_CELL = "\U0010eeee"
_NUMBERS = tuple(map(chr, (
    0x305, 0x30D, 0x30E, 0x310, 0x312, 0x33D, 0x33E, 0x33F, 0x346, 0x34A, 0x34B, 0x34C, 0x350, 0x351, 0x352, 0x357,
    0x35B, 0x363, 0x364, 0x365, 0x366, 0x367, 0x368, 0x369, 0x36A, 0x36B, 0x36C, 0x36D, 0x36E, 0x36F, 0x483, 0x484,
)))  # fmt: skip
"""Marks above a cell that say its row and its column (kitty's rowcolumn-diacritics.txt, the first 32)."""
MOST_CELLS = len(_NUMBERS)
"""Rows and columns of a picture, at most."""
_ids = count(0x10000 + os.getpid() % 0xE00000)  # other programs number their pictures in the same terminal


@runtime_checkable
class Pictured(Protocol):
    """An app that has a picture to show."""

    @property
    def has_picture(self) -> bool:
        """Whether it is worth asking the terminal who it is."""


@runtime_checkable
class PictureTerminal(Protocol):
    """A driver whose terminal can be sent pictures. No driver of a door is one."""

    def show_picture(self, picture: TerminalPicture) -> None:
        """Send a picture, for the cells that stand for it."""

    def drop_picture(self, picture: TerminalPicture) -> None:
        """Have the terminal let go of a picture."""


class TerminalNamed(Message):
    """The terminal has said who it is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def name_in(reply: str) -> str:
    """Return the name and version in the body of a reply to `NAME_QUERY`; an empty text where it is none."""
    return reply.removeprefix(_REPLY) if reply.startswith(_REPLY) else ""


def draws_pictures(name: str) -> bool:
    """Say whether a terminal of that name and version lets cells of text stand for a picture."""
    kitty = re.match(_KITTY, name)
    return name.startswith("ghostty ") or (kitty is not None and (int(kitty[1]), int(kitty[2])) >= _KITTY_FIRST)


class TerminalPicture:
    """A PNG picture in a terminal, `width` by `height` cells."""

    def __init__(self, png: bytes, width: int, height: int) -> None:
        from base64 import b64encode

        self.id = next(_ids)
        self.width, self.height = min(width, MOST_CELLS), min(height, MOST_CELLS)
        self._data = b64encode(png).decode()

    @property
    def sent(self) -> str:
        """What the terminal is sent before cells can stand for the picture. It answers nothing."""
        return "".join(self._sequences())

    def _sequences(self) -> Iterator[str]:
        keys = f"a=T,U=1,f=100,i={self.id},c={self.width},r={self.height},q=2,"
        for at in range(0, len(self._data), _CHUNK):
            more = int(at + _CHUNK < len(self._data))
            yield f"\x1b_G{keys if not at else 'q=2,'}m={more};{self._data[at : at + _CHUNK]}\x1b\\"

    @property
    def forgotten(self) -> str:
        """What has the terminal let go of the picture."""
        return f"\x1b_Ga=d,d=I,i={self.id},q=2\x1b\\"

    def row(self, number: int, ground: Style) -> Segment:
        """Return the cells of a row. Their colour is the picture's number."""
        colour = f"#{self.id:06x}"
        text = "".join(f"{_CELL}{_NUMBERS[number]}{_NUMBERS[column]}" for column in range(self.width))
        return Segment(text, ground + Style(color=colour))
