"""Paints the cells that changed, and only those.

Textual 8.2 renders every visible widget in full for every change, and then redraws each changed stretch of a line from
the beginning of its widget (`ChopsUpdate` crops the end of a strip, not its beginning), once for every stretch in that
line: marching dashes cost 30 to 80 KB a second that way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from tui.textual_internals.switch import is_patched

_PLAIN = "\x1b[0m"
_ONE_STYLE = re.compile(r"(\x1b\[[\d;]+m)[^\x1b]*\x1b\[0m")
"""Cells that all look alike, as they are sent: how they look, what they are, and an end of it."""


class TightApp(App[None]):
    """An app that paints the cells that changed, and not the lines up to them."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        super()._display(screen, tight(renderable) if is_patched() else renderable)


class BandCompositor(Compositor):
    """Renders of each widget the lines that changed, and of these what no other widget lies over."""

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        """Render from the front to the back, of each widget one band after another of lines that have a gap for it."""
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        lines = Region(0, crop.y, self.size.width, crop.height)  # whole: no piece begins where `crop` does
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip).intersection(lines)
            first, last = seen.column_span
            gaps = {
                y: [cut for cut in self.cuts[y] if first <= cut <= last]
                for y in seen.line_range
                if is_rendered_line(y) and any(first <= at < last and strip is None for at, strip in chops[y].items())
            }
            for band in bands(gaps):
                part = Region(seen.x, band.start, seen.width, len(band)).translate(-region.offset)
                for y, strip in zip(band, widget.render_lines(part), strict=False):
                    pieces = strip.divide([cut - first for cut in gaps[y][1:]])
                    for cut, piece in zip(gaps[y], pieces, strict=False):
                        if chops[y][cut] is None:
                            chops[y][cut] = piece
        return cast("list[dict[int, Strip]]", chops)  # Textual's own type, though a line that did not change is None


def bands(lines: Iterable[int]) -> list[range]:
    """Return the runs of neighbouring numbers among `lines`, in order."""
    found: list[range] = []
    for y in sorted(lines):
        if found and found[-1].stop == y:
            found[-1] = range(found[-1].start, y + 1)
        else:
            found.append(range(y, y + 1))
    return found


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
        """Return what the terminal is sent. A style that holds from one stretch to the next is said once."""
        sent: list[str] = []
        style = ""
        for x, y, strip in self.strips():
            cells = strip.render(console)
            alone = _ONE_STYLE.fullmatch(cells)
            if alone and alone[1] == style:
                sent[-1] = sent[-1].removesuffix(_PLAIN)
                cells = cells.removeprefix(style)
            style = alone[1] if alone else ""
            sent.append(Control.move_to(x, y).segment.text + cells)
        return "".join(sent)

    def __rich_console__(self, console: Console, options: Any) -> Iterator[Any]:
        """Yield the same as segments, for what renders updates itself."""
        for x, y, strip in self.strips():
            yield Control.move_to(x, y).segment
            yield from strip


def tight(renderable: Any) -> Any:
    """Return a partial update cropped to what changed, and anything else as it is."""
    return TightUpdate(renderable) if isinstance(renderable, ChopsUpdate) else renderable
