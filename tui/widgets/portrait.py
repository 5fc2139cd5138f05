"""The owner's picture on Home: two pixels a character, in half-blocks that every terminal shows, or drawn by the
visitor's own terminal, where it has said that it is one that can."""

from __future__ import annotations

from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip
from textual.widget import Widget

from content.portrait import PictureError, Pixel, pixels_of, png_of
from tui.terminal.pictures import PictureTerminal, TerminalPicture
from tui.textual_internals import apps

_UPPER, _LOWER = "▀", "▄"
_CELL_PIXELS = 16, 32
"""Pixels that are sent for a cell: as many as it has on most screens. The terminal fits them into its own."""


class PortraitView(Widget):
    """Draws a picture as large as its styles say, once that is read; until then, and where it fails, nothing."""

    ALLOW_SELECT = False

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(id="portrait")
        self._path = path
        self._rows: tuple[tuple[Pixel, ...], ...] = ()
        self._picture: TerminalPicture | None = None
        self._read_for = (0, 0, False)
        self.tooltip = text

    def on_mount(self) -> None:
        """Hear of the terminal's name, which may come after the first frame."""
        self.watch(self.app, "draws_pictures", self.on_resize, init=False)

    def on_resize(self) -> None:
        """Have the picture read for the place that it has now, out of the way of the screen."""
        wanted = (*self.size, self._terminal is not None)
        if all(self.size) and wanted != self._read_for:
            self._read_for = wanted
            self._read(*wanted)

    @work(thread=True, exclusive=True, group="portrait", exit_on_error=False)
    def _read(self, width: int, height: int, by_terminal: bool) -> None:
        try:
            if by_terminal:
                across, down = _CELL_PIXELS
                png = png_of(self._path, across * width, down * height)
                self.app.call_from_thread(self._send, TerminalPicture(png, width, height))
                return
            rows = pixels_of(self._path, width, 2 * height)
        except PictureError:  # `portfolio check` says so; a visitor misses nothing that a screen could say
            return
        self.app.call_from_thread(self._show, rows)

    def _show(self, rows: tuple[tuple[Pixel, ...], ...]) -> None:
        self._rows = rows
        self.refresh()

    @property
    def _terminal(self) -> PictureTerminal | None:
        """The driver of a terminal that draws the picture itself."""
        driver = apps.driver_of(self.app)
        draws = getattr(self.app, "draws_pictures", False)
        return driver if draws and isinstance(driver, PictureTerminal) else None

    def _send(self, picture: TerminalPicture) -> None:
        self._forget()
        if self._terminal is not None:
            self._picture = picture
            self._terminal.show_picture(picture)
        self.refresh()

    def on_unmount(self) -> None:
        """Have the terminal let go of the picture."""
        self._forget()

    def _forget(self) -> None:
        if self._picture is not None and self._terminal is not None:
            self._terminal.drop_picture(self._picture)
        self._picture = None

    def render_line(self, y: int) -> Strip:
        """Draw two rows of pixels in one of characters; or the characters that stand for a row of the picture."""
        width = self.size.width
        ground = self.rich_style
        if self._picture is not None and y < self._picture.height:
            return Strip([self._picture.row(y, ground)], self._picture.width).adjust_cell_length(width, ground)
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
