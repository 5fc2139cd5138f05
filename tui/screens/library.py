"""A room with a shelf of documents and a reader: the shape that Services, Work and Essays share."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive

from tui.navigation import Place
from tui.pages import page_of
from tui.prose.page import Block
from tui.screens.base import Room
from tui.widgets.reader import Reader
from tui.widgets.shelf import Entry, Label, Shelf


class Library(Room):
    """Shows either the shelf or one document. Positions in documents are kept for as long as the visit lasts."""

    slug: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, int] = {}

    def entries(self) -> Iterable[Entry | Label]:
        """Return what the shelf shows."""
        raise NotImplementedError

    def blocks(self, path: str) -> list[Block]:
        """Return the page of a document."""
        return page_of(self.portfolio, path)

    def compose_body(self) -> ComposeResult:
        """A shelf and a reader, of which one shows."""
        yield Shelf(id="shelf")
        yield Reader(id="reader")

    @property
    def reader(self) -> Reader:
        """The reader of this room."""
        return self.query_one("#reader", Reader)

    @property
    def shelf(self) -> Shelf:
        """The shelf of this room."""
        return self.query_one("#shelf", Shelf)

    def on_mount(self) -> None:
        """Fill the shelf before anything is opened from it."""
        self.fill()
        super().on_mount()

    def fill(self) -> None:
        """Fill the shelf anew, with the same entry marked."""
        self.shelf.fill(self.entries())

    # -- places

    def open_place(self, place: Place) -> None:
        """Show a document, at a section, a line, or where it was left; or the shelf."""
        self._keep_line()
        self.slug = place.slug
        reading = bool(place.slug)
        self.shelf.display = not reading
        self.reader.display = reading
        if reading:
            path = f"{self.NAME}/{place.slug}"
            line = place.line if place.line is not None or place.anchor else self._lines.get(path, 0)
            self.reader.show(self.blocks(path), place.anchor, line, place.words)
            self.reader.focus()
        else:
            self.progress = None
            if place.line is not None:
                self.shelf.chosen = max(0, min(place.line, len(self.shelf.entries) - 1))
            self.shelf.focus()

    def _keep_line(self) -> None:
        if self.slug:
            self._lines[f"{self.NAME}/{self.slug}"] = self.reader.line

    def place(self) -> Place:
        """The document and the line in it, or the entry that is marked."""
        if self.slug:
            return Place(self.NAME, self.slug, line=self.reader.line)
        return Place(self.NAME, line=self.shelf.chosen)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room, the document, the section in view."""
        document = self.portfolio.by_path.get(f"{self.NAME}/{self.slug}")
        if document is None:
            return (self.title or "",)
        heading = self.reader.page.heading_at(self.reader.line)
        return (self.title or "", document.title, heading.title if heading else "")

    def copyable(self) -> tuple[str, str]:
        """A link to the section in view, or to the marked entry."""
        if not self.slug:
            return (self.shelf.entry.path if self.shelf.entry else self.NAME), "link"
        heading = self.reader.page.heading_at(self.reader.line)
        anchor = f"#{heading.anchor}" if heading and heading.anchor != "related" else ""
        return f"{self.NAME}/{self.slug}{anchor}", "link"

    def content_changed(self) -> None:
        """Fill the shelf and set the page anew."""
        self.fill()
        super().content_changed()

    # -- what the widgets say

    @on(Shelf.Opened, "#shelf")
    def _open_entry(self, event: Shelf.Opened) -> None:
        self.portfolio_app.open_link(event.entry.path)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        self.portfolio_app.open_href(event.href)

    @on(Reader.Moved)
    def _show_progress(self, event: Reader.Moved) -> None:
        if self.slug:
            self.progress = event.reader.progress
            self.update_crumbs()
