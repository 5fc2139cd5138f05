"""Paints the cells that changed, and only those.

Textual 8.2 redraws each changed stretch of a line from the beginning of its widget (`ChopsUpdate` crops the end of a
strip, not its beginning), and once for every stretch in that line: marching dashes cost 30 to 80 KB a second that
way. This module leans on private names of Textual, which is pinned exactly; a test guards them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.strip import Strip


class TightUpdate(CompositorUpdate):
    """The same update as a `ChopsUpdate`, with every strip cropped to what changed on both sides."""

    def __init__(self, update: ChopsUpdate) -> None:
        self.chops = update.chops
        self.spans = update.spans
        self.chop_ends = update.chop_ends

    def strips(self) -> Iterator[tuple[int, int, Strip]]:
        """Yield (x, y, strip) for everything to be painted."""
        for y, start, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < end and chop_end > start:
                    left, right = max(start, x), min(end, chop_end)
                    yield left, y, strip.crop(left - x, right - x)

    def render_segments(self, console: Console) -> str:
        """Return what the terminal is sent."""
        return "".join(Control.move_to(x, y).segment.text + strip.render(console) for x, y, strip in self.strips())

    def __rich_console__(self, console: Console, options: Any) -> Iterator[Any]:
        """Yield the same as segments, for what renders updates itself."""
        for x, y, strip in self.strips():
            yield Control.move_to(x, y).segment
            yield from strip


def tight(renderable: Any) -> Any:
    """Return a partial update cropped to what changed, and anything else as it is."""
    return TightUpdate(renderable) if isinstance(renderable, ChopsUpdate) else renderable
