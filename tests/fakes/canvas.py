"""What a terminal shows, from the updates that an app sends it."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.strip import Strip

from tui.textual_internals.painting import TightUpdate, tight


class Canvas:
    """What a terminal shows after the updates that an app has sent it."""

    def __init__(self, width: int, height: int) -> None:
        self.cells = [[(" ", None)] * width for _ in range(height)]
        self.parts = 0

    def paint(self, renderable: Any) -> None:
        """Apply one update."""
        update = tight(renderable)
        if isinstance(update, TightUpdate):
            self.parts += 1
            for x, y, strip in update.strips():
                self._put(x, y, strip)
        elif isinstance(update, LayoutUpdate):
            for y, line in enumerate(update.strips, update.region.y):
                self._put(update.region.x, y, Strip.join(line))

    @property
    def text(self) -> str:
        """All lines, without their looks."""
        return "\n".join("".join(character for character, _ in line) for line in self.cells)

    def _put(self, x: int, y: int, strip: Strip) -> None:
        painted = cells(strip)
        self.cells[y][x : x + len(painted)] = painted


def cells(strip: Strip) -> list[Any]:
    """Return the character and the look of each cell."""
    return [(character, style) for text, style, _ in Segment.simplify(strip) for character in text]
