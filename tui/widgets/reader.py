"""The reader: a page of prose in one widget.

Textual's `Markdown` widget, and its `Markdown.get_stream` for text that comes piece by piece, are not used, for answers
least of all. What a model writes is text and not Markdown: a stream that parses it would let the model draw headings,
links and tables. A stream only appends, whereas a draft here is taken back: it settles with its citations, or goes. And
a Markdown document is a tree of widgets, one a block, while a page here is lines that are drawn only where they are in
view, so that a place, a highlight and a copy are each the number of a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message

from tui.drawing.prose.page import Block, Page, lit, measure, set_page
from tui.drawing.prose.runs import Line, Run
from tui.widgets.lines_view import LinesView

LinkPlace = tuple[int, int]
"""A link on the page: the line, and the index of its run."""


class Reader(LinesView, can_focus=True):
    """Shows a page of blocks, as wide as its measure allows, and keeps the reader's place when it is set anew.

    Tab walks through the links that are in view, Enter opens one; text can be selected with the mouse.
    """

    ALLOW_SELECT = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "a line down", show=False, id="reader.down"),
        Binding("up,k", "scroll_up", "a line up", show=False, id="reader.up"),
        Binding("space,pagedown", "page_down", "a page down", show=False, id="reader.page-down"),
        Binding("b,pageup", "page_up", "a page up", show=False, id="reader.page-up"),
        Binding("home,g", "scroll_home", "to the top", show=False, id="reader.top"),
        Binding("end,G", "scroll_end", "to the end", show=False, id="reader.end"),
        Binding("tab", "next_link", "next link", show=False, id="reader.next-link"),
        Binding("shift+tab", "previous_link", "previous link", show=False, id="reader.previous-link"),
        Binding("enter", "open_link", "open the link", show=False, id="reader.open-link"),
        Binding("ctrl+f", "app.find", "find", show=False, id="reader.find", tooltip="Find words on this page"),
        Binding("n", "find_next(1)", "next find", show=False, id="reader.find-next"),
        Binding("N", "find_next(-1)", "find before", show=False, id="reader.find-previous"),
    ]

    @dataclass
    class Moved(Message):
        """The reader shows other lines than before."""

        reader: Reader

        def can_replace(self, message: Message) -> bool:
            """Only the newest position counts."""
            return isinstance(message, Reader.Moved)

    @dataclass
    class LinkOpened(Message):
        """A link was clicked, or opened with Enter."""

        href: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.page: Page = set_page((), 10)
        self._lines: tuple[Line, ...] = ()
        self._set_page: Callable[[int], Page] = partial(set_page, ())
        self._width = 0
        self._words: tuple[str, ...] = ()
        self._wanted: tuple[str, int | None] | None = None
        self._link: LinkPlace | None = None
        self._found = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the page, with what was searched for lit."""
        return self._lines

    def show(
        self, blocks: Iterable[Block], anchor: str = "", line: int | None = None, words: tuple[str, ...] = ()
    ) -> None:
        """Show a page from line `line`, or from the section of `anchor`, or from its top; `words` are lit.

        With words the page is scrolled on to the first line, at or after that place, that holds one.
        """
        self.show_page(partial(set_page, tuple(blocks)), anchor, line, words)

    def show_page(
        self, set_page: Callable[[int], Page], anchor: str = "", line: int | None = None, words: tuple[str, ...] = ()
    ) -> None:
        """Show a page that is set by a function of the width, as `show` does with blocks."""
        if self._link is not None:
            self.focus_link(None)
        self._set_page, self._words, self._found = set_page, words, 0
        self._wanted = (anchor, line)
        if self.size.width:
            self._set()

    @property
    def text_width(self) -> int:
        """The columns in which a page is set: one stays free before the scrollbar."""
        return max(0, self.scrollable_content_region.width - 1)

    @property
    def line(self) -> int:
        """The first line in view."""
        if self._wanted is not None and self._wanted[1] is not None:
            return self._wanted[1]
        return self.scroll_offset.y

    @property
    def progress(self) -> float:
        """How much of the page has been seen, from 0 to 1."""
        height = self.scrollable_content_region.height
        return min(1.0, (self.scroll_offset.y + height) / max(1, len(self.page.lines)))

    def go_to(self, anchor: str) -> bool:
        """Scroll to a section; False where the page has none of that anchor."""
        line = self.page.anchors.get(anchor)
        if line is not None:
            self.scroll_to(y=line, animate=False, force=True, immediate=True)
        return line is not None

    # -- finding

    @property
    def words(self) -> tuple[str, ...]:
        """What is lit on the page."""
        return self._words

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another find is there where something is lit; what the screen does, where the screen says so."""
        if action == "of_screen":
            return self.screen.check_action(str(parameters[0]), parameters[1:])
        return bool(self._words) if action == "find_next" else super().check_action(action, parameters)

    async def action_of_screen(self, name: str, *parameters: object) -> None:
        """Do what the reader's own screen does: `screen.` in an action would mean whatever lies over it."""
        await self.app.run_action(("", name, parameters), self.screen)

    def find(self, words: str | None) -> None:
        """Light words up and go to the first line in view, or after it, that holds them."""
        if words:
            self._words = (words,)
            self._lines = lit(self.page.lines, self._words)
            self._found = self.scroll_offset.y - 1
            self.refresh()
            self.screen.refresh_bindings()
            self.action_find_next(1)

    def action_find_next(self, step: int) -> None:
        """Go to the next line that holds what is lit, or to the one before; after the last comes the first."""
        found = [n for n, line in enumerate(self._lines) if any("found" in run.role for run in line.runs)]
        ahead = [n for n in found if (n > self._found if step > 0 else n < self._found)]
        if not found:
            self.notify(f"“{' '.join(self._words)}” is not on this page.", severity="warning", timeout=3, markup=False)
            return
        self._found = (ahead or found)[0 if step > 0 else -1]
        top = self._found - self.scrollable_content_region.height // 3
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    # -- setting

    def _set(self, block: int | None = None) -> None:
        """Set the page in the width that there is; with `block`, that block stands on top."""
        before, top, same_width = self._lines, self.scroll_offset.y, self._width == self.text_width
        self._width = self.text_width
        self.page = self._set_page(self._width)
        self._lines = lit(self.page.lines, self._words)
        self._take_room()
        anchor, line = self._wanted or ("", None)
        self._wanted = None
        if block is not None:
            line = next((number for number, each in enumerate(self._lines) if each.block >= block), 0)
        self.scroll_to(y=self._first(anchor) if line is None else line, animate=False, force=True, immediate=True)
        if same_width and self.scroll_offset.y == top:
            self._repaint(before)
        else:
            self.refresh()
        self.post_message(self.Moved(self))

    def _take_room(self) -> None:
        """Say how tall the page is: at least as the view, so that a short page that grows lays no screen out anew."""
        self.virtual_size = Size(self.page.width, max(len(self.page.lines), self.scrollable_content_region.height))

    def _repaint(self, before: Sequence[Line]) -> None:
        """Draw the lines in view that are not as they were."""
        view = range(self.scroll_offset.y, self.scroll_offset.y + self.scrollable_content_region.height)
        changed = [number for number in view if _runs(before, number) != _runs(self._lines, number)]
        if changed:
            self.refresh_lines(changed[0], changed[-1] + 1 - changed[0])

    def _first(self, anchor: str) -> int:
        """The line to begin with: that of the anchor, or so far below it that the first lit word is in view."""
        top = self.page.anchors.get(anchor, 0)
        height = self.scrollable_content_region.height
        found = (n for n in range(top, len(self._lines)) if any("found" in run.role for run in self._lines[n].runs))
        first = next(found, top)
        return top if first < top + height - 2 else first - height // 3

    def on_resize(self) -> None:
        """Set the page in the new width, with the same block on top."""
        width = self.text_width
        if self._wanted is None and self.page.lines:
            if measure(width) == measure(self._width) == self.page.width or width == self._width:
                self._take_room()
                self.post_message(self.Moved(self))
                return
            self._set(self.page.lines[min(self.scroll_offset.y, len(self.page.lines) - 1)].block)
        else:
            self._set()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell whoever shows the progress."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Moved(self))

    # -- links

    def runs_of(self, number: int) -> tuple[Run, ...]:
        """Light up the link in focus, on as many lines as it takes."""
        runs = self._lines[number].runs
        if self._link is None or not self.has_focus or not 0 <= number - self._link[0] <= 2:
            return runs
        href = self.href_of(self._link)
        return tuple(run._replace(role=f"{run.role} link-focused") if run.href == href else run for run in runs)

    def href_at(self, x: int, y: int) -> str:
        """Return the link under a cell of the widget, or an empty text."""
        number, cell = self.scroll_offset.y + y, 0
        if 0 <= number < len(self._lines):
            for run in self._lines[number].runs:
                cell += cell_len(run.text)
                if x < cell:
                    return run.href
        return ""

    @property
    def links_in_view(self) -> list[LinkPlace]:
        """Links whose beginning is in view."""
        top = self.scroll_offset.y
        bottom = top + self.scrollable_content_region.height
        return [place for place in self.page.links if top <= place[0] < bottom]

    def href_of(self, place: LinkPlace) -> str:
        """Return where a link leads."""
        return self.page.lines[place[0]].runs[place[1]].href

    def offset_of(self, place: LinkPlace) -> Offset:
        """Return where a link begins on the screen."""
        before = sum(cell_len(run.text) for run in self.page.lines[place[0]].runs[: place[1]])
        return self.content_region.offset + Offset(before, place[0] - self.scroll_offset.y)

    def focus_link(self, place: LinkPlace | None) -> None:
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
        self.post_message(self.LinkOpened(self.href_of(self._link)))

    def on_click(self, event: events.Click) -> None:
        """Open the link under the mouse."""
        offset = event.get_content_offset(self)
        if offset and (href := self.href_at(offset.x, offset.y)):
            event.stop()
            self.post_message(self.LinkOpened(href))


def _runs(lines: Sequence[Line], number: int) -> tuple[Run, ...]:
    return lines[number].runs if number < len(lines) else ()
