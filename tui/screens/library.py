"""A room with a shelf of documents and a reader: the shape that Services, Work and Essays share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.reactive import reactive
from textual.types import CSSPathType

from tui.drawing.pages import set_document
from tui.drawing.prose.page import Page
from tui.navigation import RELATED_LINKS, Place
from tui.screens.split import SplitScreen
from tui.widgets.contents import Contents
from tui.widgets.preview import Preview
from tui.widgets.reader import Reader
from tui.widgets.shelf import Entry, Label, Shelf

SECTIONS = Binding.Group("section", compact=True)
_THREE_FROM = 160
"""Columns from which the shelf, a document and its contents stand beside each other."""


class LibraryScreen(SplitScreen):
    """Shows either the shelf or one document. Positions in documents are kept for as long as the visit lasts.

    In a wide window the marked document is previewed beside the shelf, and in a very wide one the shelf stays beside
    the document.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = "../styles/library.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "section(-1)", "section before", group=SECTIONS, id="library.previous-section"),
        Binding("right_square_bracket", "section(1)", "next section", group=SECTIONS, id="library.next-section"),
    ]

    slug: reactive[str] = reactive("", bindings=True)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, int] = {}

    def items(self) -> Iterable[Entry | Label]:
        """Return what the shelf shows."""
        raise NotImplementedError

    def page_of(self, path: str) -> Callable[[int], Page]:
        """Return what sets the page of a document in a width."""
        return partial(set_document, self.portfolio, path)

    def compose_body(self) -> ComposeResult:
        """A shelf with a preview, and a reader with its contents."""
        with Horizontal(id="library"):
            yield Shelf(id="shelf")
            with Horizontal(id="page"):
                yield Reader(id="reader")
                yield Contents(id="contents")
            with Container(id="beside"):
                yield Preview(id="preview")

    @property
    def reader(self) -> Reader:
        """The reader of this room."""
        return self.query_one("#reader", Reader)

    @property
    def shelf(self) -> Shelf:
        """The shelf of this room."""
        return self.query_one("#shelf", Shelf)

    @property
    def preview(self) -> Preview:
        """What shows the marked document."""
        return self.query_one("#preview", Preview)

    @property
    def is_reading(self) -> bool:
        """Whether something is read, and not chosen from the shelf."""
        return bool(self.slug)

    @property
    def path(self) -> str:
        """The path of the document that is open, or an empty text."""
        return f"{self.NAME}/{self.slug}" if self.slug else ""

    def on_mount(self) -> None:
        """Fill the shelf before anything is opened from it."""
        self.fill()
        self.watch(self.shelf, "chosen", self._follow_mark, init=False)

    def fill(self) -> None:
        """Fill the shelf anew, with the same entry marked."""
        self.shelf.fill(self.items())
        self._follow_mark()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sections are those of the document that is open."""
        if action == "section":
            return bool(self.slug) and self.section_line(int(str(parameters[0]))) is not None
        return super().check_action(action, parameters)

    # -- places

    def open_place(self, place: Place) -> None:
        """Show a document, at a section, a line, or where it was left; or the shelf."""
        self._keep_line()
        self.slug = place.slug if self.portfolio.document(f"{self.NAME}/{place.slug}") else ""
        self.show_halves()
        if self.slug:
            line = place.line if place.line is not None or place.anchor else self._lines.get(self.path, 0)
            self.reader.show_page(self.page_of(self.path), place.anchor, line, place.words)
            self.reader.focus()
            self._mark(self.path)
        else:
            self.progress = None
            if place.line is not None:
                self.shelf.chosen = max(0, min(place.line, len(self.shelf.entries) - 1))
            self.shelf.focus(scroll_visible=False)  # the head of the room stays in view

    def show_halves(self) -> None:
        """Show the shelf and a preview, or what is read."""
        reading = self.is_reading
        self.query_one("#library").set_class(reading and self.is_split, "-beside")
        self.query_one("#page").display = reading
        self.shelf.display = not reading or self.is_split
        previews = not reading and self.is_split
        self.query_one("#beside").display = self.preview.display = previews
        if previews and self.shelf.entry is not None:
            self.preview.follow(self.page_of(self.shelf.entry.path), now=True)

    @property
    def split_from(self) -> int:
        """Beside a document and its contents the shelf takes more room than a preview beside the shelf."""
        return _THREE_FROM if self.is_reading else super().split_from

    def _follow_mark(self) -> None:
        if self.preview.display and self.shelf.entry is not None:
            self.preview.follow(self.page_of(self.shelf.entry.path))

    def _mark(self, path: str) -> None:
        """Mark the open document on the shelf, so that the way back leads to its entry."""
        paths = [entry.path for entry in self.shelf.entries]
        if path in paths:
            self.shelf.chosen = paths.index(path)

    def _keep_line(self) -> None:
        if self.slug:
            self._lines[self.path] = self.reader.line

    def place(self) -> Place:
        """The document and the line in it, or the entry that is marked."""
        if self.slug:
            return Place(self.NAME, self.slug, line=self.reader.line)
        return Place(self.NAME, line=self.shelf.chosen)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room, the document, the section in view."""
        document = self.portfolio.by_path.get(self.path)
        if document is None:
            return (self.title or "",)
        heading = self.reader.page.heading_at(self.reader.line)
        return (self.title or "", document.title, heading.title if heading else "")

    def copyable(self) -> tuple[str, str]:
        """A link to the section in view, or to the marked entry."""
        if not self.slug:
            return (self.shelf.entry.path if self.shelf.entry else self.NAME), "link"
        heading = self.reader.page.heading_at(self.reader.line)
        anchor = f"#{heading.anchor}" if heading and heading.anchor != RELATED_LINKS else ""
        return f"{self.path}{anchor}", "link"

    def content_changed(self) -> None:
        """Fill the shelf and set the page anew."""
        self.fill()
        super().content_changed()

    def section_line(self, step: int) -> int | None:
        """The line to which a step over sections leads; None where the page cannot go on in that direction."""
        here = self.reader.line
        lines = [0, *(heading.line for heading in self.reader.page.headings)]
        if step > 0:
            return next((line for line in lines if line > here), None) if here < self.reader.max_scroll_y else None
        return next((line for line in reversed(lines) if line < here), None)

    def action_section(self, step: int) -> None:
        """Go to the next section, or to the one before."""
        line = self.section_line(step)
        if line is not None:
            self.reader.scroll_to(y=line, animate=False, force=True, immediate=True)

    # -- what the widgets say

    @on(Shelf.Opened)
    def _entry_opened(self, event: Shelf.Opened) -> None:
        self.open_entry(event.entry)

    def open_entry(self, entry: Entry) -> None:
        """Open what an entry of the shelf stands for."""
        self.portfolio_app.open_link(entry.path)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        self.portfolio_app.open_href(event.href)

    @on(Contents.Clicked)
    def _go_to(self, event: Contents.Clicked) -> None:
        self.reader.go_to(event.anchor)

    @on(Reader.Moved)
    def _show_progress(self, event: Reader.Moved) -> None:
        self.show_moved(event.reader)

    def show_moved(self, reader: Reader) -> None:
        """Show in the head and in the contents how far the reader is."""
        if reader is self.reader and self.query_one("#page").display:
            self.progress = reader.progress
            self.query_one(Contents).follow(reader.page, reader.line)
            self.update_crumbs()
