"""A room with a list of documents and a reader: the shape that Services, Work and Essays share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.navigation import Place
from tui.pages import page_of
from tui.prose.page import Block
from tui.screens.base import Room
from tui.widgets.reader import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: what it opens, its title, a note at its side, a sentence below."""

    path: str
    title: str
    note: str = ""
    summary: str = ""


class Library(Room):
    """Shows either the list or one document. Positions in documents are kept for as long as the visit lasts."""

    LIST_TITLE: ClassVar[str] = ""

    slug: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, int] = {}

    def entries(self) -> Sequence[Entry]:
        """Return what the list shows."""
        raise NotImplementedError

    def blocks(self, path: str) -> list[Block]:
        """Return the page of a document."""
        return page_of(self.portfolio, path)

    def compose_body(self) -> ComposeResult:
        """A list and a reader, of which one shows."""
        yield OptionList(id="list")
        yield Reader(id="reader")

    @property
    def reader(self) -> Reader:
        """The reader of this room."""
        return self.query_one("#reader", Reader)

    @property
    def index(self) -> OptionList:
        """The list of this room."""
        return self.query_one("#list", OptionList)

    def on_mount(self) -> None:
        """Fill the list before anything is opened from it."""
        self.fill()
        super().on_mount()

    def fill(self) -> None:
        """Fill the list anew, with the same entry highlighted."""
        at = self.index.highlighted or 0
        entries = self.entries()
        self.index.clear_options()
        self.index.add_options([Option(self.prompt(entry), id=entry.path) for entry in entries])
        if entries:
            self.index.highlighted = min(at, len(entries) - 1)

    def prompt(self, entry: Entry) -> Content:
        """Draw an entry of the list."""
        head = Content.assemble((entry.title, "$strong bold"), (f"  {entry.note}", "$faint"))
        return Content("\n").join([head, Content.styled(entry.summary, "$faint"), Content("")])

    # -- places

    def open_place(self, place: Place) -> None:
        """Show a document, at a section, a line, or where it was left; or the list."""
        self._keep_line()
        self.slug = place.slug
        reading = bool(place.slug)
        self.index.display = not reading
        self.reader.display = reading
        if reading:
            path = f"{self.NAME}/{place.slug}"
            line = place.line if place.line is not None or place.anchor else self._lines.get(path, 0)
            self.reader.show(self.blocks(path), place.anchor, line)
            self.reader.focus()
        else:
            self.progress = None
            if place.line is not None and self.index.option_count:
                self.index.highlighted = min(place.line, self.index.option_count - 1)
            self.index.focus()

    def _keep_line(self) -> None:
        if self.slug:
            self._lines[f"{self.NAME}/{self.slug}"] = self.reader.line

    def place(self) -> Place:
        """The document and the line in it, or the list and the entry in it."""
        if self.slug:
            return Place(self.NAME, self.slug, line=self.reader.line)
        return Place(self.NAME, line=self.index.highlighted)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room, the document, the section in view."""
        document = self.portfolio.by_path.get(f"{self.NAME}/{self.slug}")
        if document is None:
            return (self.title or "",)
        heading = self.reader.page.heading_at(self.reader.line)
        return (self.title or "", document.title, heading.title if heading else "")

    def copyable(self) -> tuple[str, str]:
        """A link to the section in view, or to the highlighted entry."""
        if not self.slug:
            at = self.index.highlighted
            return (self.index.get_option_at_index(at).id or self.NAME if at is not None else self.NAME), "link"
        heading = self.reader.page.heading_at(self.reader.line)
        anchor = f"#{heading.anchor}" if heading and heading.anchor != "related" else ""
        return f"{self.NAME}/{self.slug}{anchor}", "link"

    def content_changed(self) -> None:
        """Fill the list and set the page anew."""
        self.fill()
        super().content_changed()

    # -- what the widgets say

    @on(OptionList.OptionSelected, "#list")
    def _open_entry(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.portfolio_app.open_link(event.option.id)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        self.portfolio_app.open_href(event.href)

    @on(Reader.Moved)
    def _show_progress(self, event: Reader.Moved) -> None:
        if self.slug:
            self.progress = event.reader.progress
            self.update_crumbs()
