"""What stands on a terminal: the cells that a program has filled by what it wrote."""

from __future__ import annotations

import codecs
import re

from rich.cells import cell_len

TOKEN = re.compile(
    r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|(\x1b\[2J|\x1b\[\?1049h)"
    r"|\x1b\[[\d;<=>?]*[ -/]*[@-~]|\x1b\].*?(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[()][A-B0]|\x1b[=>78c]"
    r"|([^\x00-\x1f])",
    re.DOTALL,
)
CUT = re.compile(r"\x1b(?:\[[\d;<=>?]*[ -/]*|[()]|[\]PX^_](?:(?!\x07|\x1b\\).)*)?\Z", re.DOTALL)
"""A sequence of which only the beginning has come."""


class Cells:
    """What stands where, and how it looks: a character and the SGR codes that it was written with."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self._at, self._style, self._taken, self._cut = (0, 0), "", 0, ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, data: bytes | bytearray) -> Cells:
        """Take what has come since the last time: `data` is all that was ever written."""
        text = self._cut + self._decoder.decode(data[self._taken :])
        self._taken = len(data)
        cut = CUT.search(text)
        self._cut = cut[0] if cut else ""
        for row, column, style, cleared, character in TOKEN.findall(text.removesuffix(self._cut)):
            if row:
                self._at = int(row) - 1, int(column) - 1
            elif character:
                self._write(character)
            elif cleared:
                self.cells.clear()
            elif style:
                self._style = style if style != "0" else ""
        return self

    def _write(self, character: str) -> None:
        (y, x), width = self._at, cell_len(character)
        if width:
            self.cells[y, x] = character, self._style
            self._at = y, x + width
            for covered in range(x + 1, x + width):
                self.cells.pop((y, covered), None)
        elif (before := next((at for at in ((y, x - 1), (y, x - 2)) if at in self.cells), None)) is not None:
            self.cells[before] = self.cells[before][0] + character, self.cells[before][1]

    def row(self, y: int) -> str:
        """Return a line, as far as it was written."""
        line, width = "", 0
        for x, character in sorted((at[1], cell[0]) for at, cell in self.cells.items() if at[0] == y):
            line += " " * (x - width) + character
            width = x + cell_len(character)
        return line

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(map(self.row, range(1 + max((y for y, _ in self.cells), default=-1))))
