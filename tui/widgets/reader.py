"""The reader: a page of prose in one widget, drawn line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tui.prose.page import Block, Page, set_page

ROLES = (
    "title", "heading", "h1", "h2", "h3", "mark", "strong", "em", "code", "block", "link", "quote", "rule", "muted",
    "lead", "accent", "request", "event", "border",
)  # fmt: skip


class Reader(ScrollView, can_focus=True):
    """Shows a page of blocks, as wide as its measure allows, and keeps the reader's place when it is set anew.

    Tab walks through the links that are in view, Enter opens one; text can be selected with the mouse.
    """

    ALLOW_SELECT = True
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"reader--{role}" for role in ROLES} | {"reader--link-focused"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "scroll", show=False, id="reader.down"),
        Binding("up,k", "scroll_up", "scroll", show=False, id="reader.up"),
        Binding("space,pagedown", "page_down", "page", show=False, id="reader.page-down"),
        Binding("b,pageup", "page_up", "page back", show=False, id="reader.page-up"),
        Binding("tab", "next_link", "link", show=False, id="reader.next-link"),
        Binding("shift+tab", "previous_link", "previous link", show=False, id="reader.previous-link"),
        Binding("enter", "open_link", "open link", show=False, id="reader.open-link"),
    ]

    @dataclass
    class Moved(Message):
        """The reader shows other lines than before."""

        reader: Reader

        def can_replace(self, message: Message) -> bool:
            """Only the newest position counts."""
            return isinstance(message, Reader.Moved)

        @property
        def control(self) -> Reader:
            """The reader that moved."""
            return self.reader

    @dataclass
    class LinkOpened(Message):
        """A link was clicked, or opened with Enter."""

        reader: Reader
        href: str

        @property
        def control(self) -> Reader:
            """The reader that holds the link."""
            return self.reader

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.page: Page = set_page((), 10)
        self._blocks: tuple[Block, ...] = ()
        self._anchor: str = ""
        self._line: int | None = None
        self._link: tuple[int, int] | None = None
        self._styles_of: dict[str, Style] = {}

    def show(self, blocks: Iterable[Block], anchor: str = "", line: int | None = None) -> None:
        """Show a page from line `line`, or from the section of `anchor`, or from its top."""
        self._blocks = tuple(blocks)
        self._anchor, self._line = anchor, line if line is not None else (None if anchor else 0)
        self._link = None
        if self.size.width:
            self._set()

    def replace(self, blocks: Iterable[Block]) -> None:
        """Show other blocks in the same place."""
        self.show(blocks, line=self.line)

    @property
    def line(self) -> int:
        """The first line in view."""
        return self._line if self._line is not None and not self.size.width else self.scroll_offset.y

    @property
    def progress(self) -> float:
        """How much of the page has been seen, from 0 to 1."""
        height = self.scrollable_content_region.height
        return min(1.0, (self.scroll_offset.y + height) / max(1, len(self.page.lines)))

    @property
    def text(self) -> str:
        """The whole page as plain text."""
        return "\n".join(line.text.rstrip() for line in self.page.lines)

    def go_to(self, anchor: str) -> bool:
        """Scroll to a section; False where the page has none of that anchor."""
        line = self.page.anchors.get(anchor)
        if line is not None:
            self.scroll_to(y=line, animate=False, force=True, immediate=True)
        return line is not None

    # -- setting and drawing

    def _set(self) -> None:
        self.page = set_page(self._blocks, self.scrollable_content_region.width)
        self.virtual_size = Size(self.page.width, len(self.page.lines))
        line = self._line if self._line is not None else self.page.anchors.get(self._anchor, 0)
        self._line = None
        self._anchor = ""
        self.scroll_to(y=line, animate=False, force=True, immediate=True)
        self.refresh()
        self.post_message(self.Moved(self))

    def on_resize(self) -> None:
        """Set the page in the new width, with the same block on top."""
        width = self.scrollable_content_region.width
        waiting = self._line is not None or bool(self._anchor)
        if not waiting and self.page.width == set_width(width) and self.page.lines:
            self.post_message(self.Moved(self))
            return
        if not waiting and self.page.lines:
            top = self.page.lines[min(self.scroll_offset.y, len(self.page.lines) - 1)].block
            page = set_page(self._blocks, width)
            self._line = next((number for number, line in enumerate(page.lines) if line.block >= top), 0)
        self._set()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell whoever shows the progress."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved(self))

    def notify_style_update(self) -> None:
        """Forget the styles of the theme before."""
        super().notify_style_update()
        self._styles_of.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the page."""
        number, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        base = self.rich_style
        if number >= len(self.page.lines):
            return Strip.blank(width, base)
        text = Text(no_wrap=True, end="")
        for index, run in enumerate(self.page.lines[number].runs):
            text.append(run.text, self._style(run.role, focused=self._is_focused_link(number, index)))
        if (selection := self.text_selection) is not None and (span := selection.get_span(number)) is not None:
            style = self.screen.get_component_rich_style("screen--selection")
            text.stylize(style, span[0], len(text) if span[1] == -1 else span[1])
        strip = Strip([segment for segment in text.render(self.app.console) if segment.text], cell_len(text.plain))
        return strip.apply_style(base).crop_extend(0, width, base).apply_offsets(0, number)

    def _style(self, roles: str, *, focused: bool) -> Style:
        key = f"{roles} link-focused" if focused else roles
        if key not in self._styles_of:
            style = Style.null()
            for role in key.split():
                style += self.get_component_rich_style(f"reader--{role}", partial=True)
            self._styles_of[key] = style
        return self._styles_of[key]

    # -- links

    def _is_focused_link(self, line: int, index: int) -> bool:
        return self._link == (line, index) and self.has_focus

    def href_at(self, x: int, y: int) -> str:
        """Return the link under a cell of the widget, or an empty text."""
        number, cell = self.scroll_offset.y + y, 0
        if 0 <= number < len(self.page.lines):
            for run in self.page.lines[number].runs:
                cell += cell_len(run.text)
                if x < cell:
                    return run.href
        return ""

    @property
    def links_in_view(self) -> list[tuple[int, int]]:
        """Links whose beginning is in view, as (line, run)."""
        top = self.scroll_offset.y
        bottom = top + self.scrollable_content_region.height
        return [place for place in self.page.links if top <= place[0] < bottom]

    def href_of(self, place: tuple[int, int]) -> str:
        """Return the link at (line, run)."""
        return self.page.lines[place[0]].runs[place[1]].href

    def focus_link(self, place: tuple[int, int] | None) -> None:
        """Light up one link."""
        self._link = place
        self.refresh()

    def action_next_link(self) -> None:
        """Go to the next link in view; past the last one, on to the next widget."""
        self._walk(1)

    def action_previous_link(self) -> None:
        """Go to the link before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        places = self.links_in_view
        start = 0 if step > 0 else len(places) - 1
        index = places.index(self._link) + step if self._link in places else start
        if not 0 <= index < len(places):
            self.focus_link(None)
            raise SkipAction()
        self.focus_link(places[index])

    def action_open_link(self) -> None:
        """Open the link in focus."""
        if self._link is None or self._link not in self.links_in_view:
            raise SkipAction()
        self.post_message(self.LinkOpened(self, self.href_of(self._link)))

    def on_click(self, event: events.Click) -> None:
        """Open the link under the mouse."""
        offset = event.get_content_offset(self)
        if offset and (href := self.href_at(offset.x, offset.y)):
            event.stop()
            self.post_message(self.LinkOpened(self, href))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(line.text for line in self.page.lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 -- the signature is Textual's
        """Draw the selection."""
        self.refresh()


def set_width(width: int) -> int:
    """The width in which a page is set, in a region of `width` cells."""
    return set_page((), width).width
