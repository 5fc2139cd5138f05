"""The headline, whose ending is typed, taken back and typed anew."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from tui.drawing.prose.runs import Run, printable, wrap

STEP = 0.15
"""Seconds between two changes while typing. Each is a frame, and on a host one for every visitor who is at home."""

TYPED_IN = 5
"""Steps in which an ending is typed, long or short: whoever looks up finds a sentence, not half of one."""

HOLD = 4.0
"""Seconds for which a whole ending stands; nothing is drawn meanwhile."""

ROUNDS = 1
"""How often all endings are shown; then the headline rests, and costs a distant terminal nothing."""

_CURSOR = "▌"


class Headline(Widget):
    """Draws `opening` and below it one of `endings`. Moves only in view, and never where motion is reduced."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {"headline--ending"}

    def __init__(self, opening: str, endings: tuple[str, ...]) -> None:
        super().__init__(id="headline")
        self._opening = printable(opening)
        self._endings = tuple(printable(ending) for ending in endings) or ("",)
        self._timer: Timer | None = None
        self._at = 0
        self._letters = len(self._endings[0])
        self._rounds = 0

    @property
    def ending(self) -> str:
        """As much of the ending as is typed."""
        return self._endings[self._at][: self._letters]

    @property
    def is_moving(self) -> bool:
        """Whether the ending is going to change by itself."""
        return self._timer is not None

    def on_mount(self) -> None:
        """Begin to type, where motion is welcome."""
        self.resume()

    def pause(self) -> None:
        """Stand still, with the whole ending."""
        self._letters = len(self._endings[self._at])
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.refresh()

    def resume(self) -> None:
        """Go on typing, unless the headline has come to rest or is to stand still."""
        welcome = self.app.animation_level != "none" and len(self._endings) > 1
        if welcome and self._timer is None and self._rounds < ROUNDS:
            self._timer = self.set_timer(HOLD, self._tick)

    def _tick(self) -> None:
        """Draw one change, and wait for the next: a busy host draws fewer, rather than one after the other."""
        before = self._letters
        wait = self.step()
        self.refresh(self._changed(before))
        self._timer = self.set_timer(wait, self._tick) if wait else None

    def _changed(self, before: int) -> Region:
        """Return the cells that differ from when so many letters stood: a frame holds no others."""
        width, top = self.size.width, self._opening_height(self.size.width)
        fewer, more = sorted((before, self._letters))
        if self._height_of(self._endings[self._at], width) > 1 or fewer == 0:  # it wraps, or is another ending's
            return Region(0, top, width, max(self._height_of(ending, width) for ending in self._endings))
        return Region(fewer, top, more - fewer + len(_CURSOR), 1)

    def step(self) -> float:
        """Make one change. Returns the seconds until the next; none where the headline has come to rest."""
        whole = len(self._endings[self._at])
        if self._letters == whole:
            self._letters = 0
            self._at = (self._at + 1) % len(self._endings)
            self._rounds += self._at == 0
            return STEP
        self._letters = min(self._letters + -(-whole // TYPED_IN), whole)
        if self._letters < whole:
            return STEP
        return HOLD if self._rounds < ROUNDS else 0.0

    def _opening_height(self, width: int) -> int:
        return len(wrap([Run(self._opening)], width))

    def render(self) -> Content:
        """Draw both lines."""
        ending = Style.from_rich_style(self.get_component_rich_style("headline--ending", partial=True))
        return Content.assemble((self._opening, ""), "\n", (self.ending + _CURSOR, ending))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's
        """Leave room for the longest ending, so that nothing below moves."""
        longest = max(self._height_of(ending, width) for ending in self._endings)
        return self._opening_height(width) + longest

    def _height_of(self, ending: str, width: int) -> int:
        return len(wrap([Run(f"{ending}{_CURSOR}")], width))
