"""The headline, whose ending is typed, taken back and typed anew."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from tui.prose.runs import Run, printable, wrap

STEP = 1 / 12
"""Seconds between two changes while typing."""

TYPED, ERASED = 1, 3
"""Characters that one step types, and takes back."""

HOLD = 40
"""Steps for which a whole ending stands."""

ROUNDS = 3
"""How often all endings are shown; then the headline rests, and costs a distant terminal nothing."""


class Headline(Widget):
    """Draws `opening` and below it one of `endings`. Moves only in view, and never where motion is reduced."""

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {"headline--ending", "headline--cursor"}

    def __init__(self, opening: str, endings: tuple[str, ...]) -> None:
        super().__init__(id="headline")
        self._opening = printable(opening)
        self._endings = tuple(printable(ending) for ending in endings)
        self._timer: Timer | None = None
        self._at = 0
        self._letters = len(self._endings[0])
        self._held = 0
        self._erasing = False
        self._rounds = 0

    @property
    def ending(self) -> str:
        """As much of the ending as is typed."""
        return self._endings[self._at][: self._letters]

    @property
    def is_moving(self) -> bool:
        """Whether the ending is going to change by itself."""
        return self._timer is not None and self._timer._active.is_set()

    def on_mount(self) -> None:
        """Begin to type, where motion is welcome."""
        if self.app.animation_level != "none" and len(self._endings) > 1:
            self._timer = self.set_interval(STEP, self.step)

    def pause(self) -> None:
        """Stand still, with the whole ending."""
        self._letters, self._erasing, self._held = len(self._endings[self._at]), False, 0
        if self._timer is not None:
            self._timer.pause()
        self.refresh()

    def resume(self) -> None:
        """Go on typing, unless the headline has come to rest."""
        if self._timer is not None and self._rounds < ROUNDS:
            self._timer.resume()

    def step(self) -> None:
        """Make one change, or wait."""
        whole = len(self._endings[self._at])
        if self._erasing:
            self._letters = max(0, self._letters - ERASED)
            if self._letters == 0:
                self._erasing = False
                self._at = (self._at + 1) % len(self._endings)
                self._rounds += self._at == 0
        elif self._letters < whole:
            self._letters += TYPED
        elif self._held < HOLD:
            self._held += 1
            if self._rounds >= ROUNDS and self._timer is not None:
                self._timer.pause()
            return
        else:
            self._held, self._erasing = 0, True
        self.refresh()

    def render(self) -> Content:
        """Draw both lines."""
        ending = Style.from_rich_style(self.get_component_rich_style("headline--ending", partial=True))
        cursor = Style.from_rich_style(self.get_component_rich_style("headline--cursor", partial=True))
        return Content.assemble((self._opening, ""), "\n", (self.ending, ending), ("▌", cursor))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's
        """Leave room for the longest ending, so that nothing below moves."""
        longest = max(len(wrap([Run(f"{ending}▌")], width)) for ending in self._endings)
        return len(wrap([Run(self._opening)], width)) + longest
