"""The table of contents beside a page."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.message import Message

from tui.drawing.prose.page import Heading, Page
from tui.drawing.prose.runs import Line, Run, wrap
from tui.widgets.lines_view import LinesView

_HANGING = "  "
"""What a heading's further lines begin with: without it each looked like an entry of its own."""


class Contents(LinesView, can_focus=False):
    """Lists the headings of a page; the one in view is marked. A click goes there."""

    ALLOW_SELECT = False

    @dataclass
    class Clicked(Message):
        """A heading was clicked."""

        anchor: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._headings: tuple[Heading, ...] = ()
        self._current: Heading | None = None
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The headings, set; the block of a line is the number of its heading."""
        return self._lines

    @property
    def current(self) -> Heading | None:
        """The heading that is marked."""
        return self._current

    def follow(self, page: Page, line: int) -> None:
        """Show the headings of `page`, with the one at or above `line` marked."""
        headings = tuple(heading for heading in page.headings if heading.level <= 3)
        current = page.heading_at(line)
        if headings == self._headings and current == self._current and self._lines:
            return
        self._headings, self._current = headings, current
        self._set()

    def _set(self) -> None:
        width = self.scrollable_content_region.width - 2
        lines: list[Line] = [Line((Run("  Contents", "muted"),), -1), Line((), -1)]
        marked = 0
        for number, heading in enumerate(self._headings):
            here = heading == self._current
            indent = "  " * (heading.level - 2)
            room = max(8, width - len(indent) - len(_HANGING))
            role = "accent strong" if here else "" if heading.level == 2 else "muted"
            if here:
                marked = len(lines)
            for index, row in enumerate(wrap([Run(heading.title, role)], room)):
                mark = Run("▌ ", "mark") if here and not index else Run("  ")
                lines.append(Line((mark, Run(indent + (_HANGING if index else "")), *row), number))
        self._lines = tuple(lines)
        self.virtual_size = Size(self.scrollable_content_region.width, len(lines))
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= marked < self.scroll_offset.y + height - 2:
            self.scroll_to(y=max(0, marked - height // 2), animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Set the headings in the new width."""
        self._set()

    def on_click(self, event: events.Click) -> None:
        """Go to the heading under the mouse."""
        offset = event.get_content_offset(self)
        number = self.scroll_offset.y + offset.y if offset else -1
        if 0 <= number < len(self._lines) and (at := self._lines[number].block) >= 0:
            event.stop()
            self.post_message(self.Clicked(self._headings[at].anchor))
