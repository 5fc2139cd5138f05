"""The owner's picture on Home, two pixels a character, in half-blocks that every terminal shows."""

from __future__ import annotations

from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip
from textual.widget import Widget

from content.portrait import PictureError, Pixel, pixels_of

_UPPER, _LOWER = "▀", "▄"


class PortraitView(Widget):
    """Draws a picture as large as its styles say, once that is read; until then, and where it fails, nothing."""

    ALLOW_SELECT = False

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(id="portrait")
        self._path = path
        self._rows: tuple[tuple[Pixel, ...], ...] = ()
        self._read_for = (0, 0)
        self.tooltip = text

    def on_resize(self) -> None:
        """Have the picture read for the place that it has now, out of the way of the screen."""
        size = (self.size.width, 2 * self.size.height)
        if all(size) and size != self._read_for:
            self._read_for = size
            self._read(*size)

    @work(thread=True, exclusive=True, group="portrait", exit_on_error=False)
    def _read(self, width: int, height: int) -> None:
        try:
            rows = pixels_of(self._path, width, height)
        except PictureError:  # `portfolio check` says so; a visitor misses nothing that a screen could say
            return
        self.app.call_from_thread(self._show, rows)

    def _show(self, rows: tuple[tuple[Pixel, ...], ...]) -> None:
        self._rows = rows
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw two rows of pixels in one of characters."""
        width = self.size.width
        ground = self.rich_style
        if 2 * y + 1 >= len(self._rows):
            return Strip.blank(width, ground)
        pairs = zip(self._rows[2 * y], self._rows[2 * y + 1], strict=True)
        return Strip([_cell(upper, lower, ground) for upper, lower in pairs]).adjust_cell_length(width, ground)


def _cell(upper: Pixel, lower: Pixel, ground: Style) -> Segment:
    """Return one character: what is transparent shows the ground."""
    if upper is None and lower is None:
        return Segment(" ", ground)
    if upper is None:
        return Segment(_LOWER, ground + Style(color=_colour(lower)))
    if lower is None:
        return Segment(_UPPER, ground + Style(color=_colour(upper)))
    return Segment(_UPPER, Style(color=_colour(upper), bgcolor=_colour(lower)))


def _colour(pixel: Pixel) -> Color | None:
    return Color.from_rgb(*pixel) if pixel else None
