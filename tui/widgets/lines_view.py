"""Lines of runs in one scrolling widget, drawn one by one: the base of the reader and of the shelf."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.drawing.prose.runs import Line, Run

_ROLES = (
    "title", "heading", "h1", "h2", "h3", "mark", "strong", "em", "struck", "code", "block", "link", "quote", "rule",
    "muted", "lead", "accent", "request", "event", "border", "here", "here-blurred", "found", "link-focused",
    "degraded", "failed", "faint", "good", "label", "name", "text", "figure",
)  # fmt: skip
"""What a run can be; the style sheet says how each role looks."""


OUTSIDE_LINKS = ("https://", "http://", "mailto:")
"""How links begin that lead out of the portfolio."""


class LinesView(ScrollView):
    """Draws `lines`. A role that a run names is styled by the component class ``lines--role``."""

    DEFAULT_CSS = (Path(__file__).parents[1] / "styles" / "lines.tcss").read_text("utf-8")
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{role}" for role in _ROLES}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_of: dict[tuple[str, str], Style] = {}
        self._ground: Style | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines to draw."""
        return ()

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join(line.text.rstrip() for line in self.lines)

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_of.clear()

    def runs_of(self, number: int) -> tuple[Run, ...]:
        """Return line `number` as it is to be drawn now."""
        return self.lines[number].runs

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a region. What they stand on is asked for once: it takes as long as drawing a line."""
        self._ground = self.rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._ground = None

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        number, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        base = self._ground or self.rich_style
        if number >= len(self.lines):
            return Strip.blank(width, base)
        drawn: list[tuple[str, Style]] = []
        is_plain = False
        for run in filter(itemgetter(0), self.runs_of(number)):
            look = self.style_of(run.role, run.href if run.href.startswith(OUTSIDE_LINKS) else "")
            if is_plain and not look:
                drawn[-1] = drawn[-1][0] + run.text, base
            else:
                drawn.append((run.text, base + look))
            is_plain = not look
        if (selection := self.text_selection) is not None and (span := selection.get_span(number)) is not None:
            drawn = list(selected(drawn, span, self.screen.get_component_rich_style("screen--selection")))
        strip = Strip([Segment(text, style) for text, style in drawn])
        return strip.crop_extend(0, width, base).apply_offsets(0, number)

    def style_of(self, roles: str, address: str = "") -> Style:
        """Return the style of role names parted by spaces, of which a later one wins.

        With an address the terminal is told of it (OSC 8), so that its own ways of opening links work.
        """
        key = (roles, address)
        if key not in self._styles_of:
            style = Style(link=address) if address else Style.null()
            for role in roles.split():
                style += self.get_component_rich_style(f"lines--{role}", partial=True)
            self._styles_of[key] = style
        return self._styles_of[key]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(line.text for line in self.lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 -- the signature is Textual's
        """Draw the selection."""
        self.refresh()


def selected(drawn: Iterable[tuple[str, Style]], span: tuple[int, int], style: Style) -> Iterator[tuple[str, Style]]:
    """Give the characters of `span`, whose end may be -1 for that of the line, another style."""
    at = 0
    for text, before in drawn:
        first, end = (
            min(max(edge - at, 0), len(text)) for edge in (span[0], sys.maxsize if span[1] == -1 else span[1])
        )
        for piece, its in ((text[:first], before), (text[first:end], before + style), (text[end:], before)):
            if piece:
                yield piece, its
        at += len(text)
