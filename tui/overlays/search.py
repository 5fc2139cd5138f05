"""Search over everything, as you type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from content.documents import Document
from content.site_map import KINDS
from tui.drawing.prose.runs import Run, printable
from tui.search.finder import Found, Spans
from tui.search.fuzzy import QUERY_LIMIT
from tui.widgets.line_input import LineInput
from tui.widgets.shelf import Entry, Shelf

if TYPE_CHECKING:
    from tui.visitor_app import VisitorApp


@dataclass(frozen=True, slots=True)
class SearchChoice:
    """The place that was chosen, and the words that were searched, which stay lit there."""

    path: str
    words: tuple[str, ...]


class SearchOverlay(ModalScreen[SearchChoice]):
    """Finds places as you type."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.back", "close", id="search.close"),
        Binding("down,ctrl+n", "move(1)", "next", show=False, id="search.next"),
        Binding("up", "move(-1)", "previous", show=False, id="search.previous"),
        Binding("pagedown", "move(5)", "five on", show=False, id="search.page-down"),
        Binding("pageup", "move(-5)", "five back", show=False, id="search.page-up"),
    ]

    def compose(self) -> ComposeResult:
        """The words, what they found, and how to go on."""
        with Vertical(id="panel"):
            words = LineInput(placeholder="Search everything", max_length=QUERY_LIMIT, id="words")
            words.cursor_blink = False
            yield words
            yield Static(id="hint", markup=False)
            found = Shelf(id="found")
            found.can_focus = False
            yield found

    def on_mount(self) -> None:
        """Say what can be searched."""
        self.query_one("#panel").border_title = "Search"
        self._find("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, words: str) -> None:
        app = cast("VisitorApp", self.app)
        shelf = self.query_one(Shelf)
        shelf.chosen = 0
        if not words.strip():
            shelf.fill((_title(document) for document in app.finder.documents), compact=True)
            self._say("Titles, headings and every word of the text. All that there is:")
            return
        found = app.finder.find(words)
        shelf.fill((_entry(place) for place in found), compact=False)
        count = f"{len(found)} places" if len(found) != 1 else "1 place"
        self._say(f"{count}   ↑↓ choose   ⏎ open   esc close" if found else "Nothing holds all of these words.")

    def _say(self, words: str) -> None:
        self.query_one("#hint", Static).update(words)

    def action_move(self, step: int) -> None:
        """Move the mark; it stops at both ends."""
        self.query_one(Shelf).action_move(step)

    @on(Input.Submitted)
    def _enter(self) -> None:
        self.query_one(Shelf).action_open()

    @on(Shelf.Opened)
    def _opened(self, event: Shelf.Opened) -> None:
        self.dismiss(SearchChoice(event.entry.path, tuple(self.query_one(Input).value.split())))


def _title(document: Document) -> Entry:
    return Entry(document.path, document.title, KINDS[document.kind].listed)


def _entry(found: Found) -> Entry:
    title, section = _lit(found.title, "strong", ()), _lit(found.section, "strong", ())
    if found.title_spans and found.section:
        section = _lit(found.section, "strong", found.title_spans)
    elif found.title_spans:
        title = _lit(found.title, "strong", found.title_spans)
    head = (*title, Run(" › ", "muted"), *section) if found.section else title
    return Entry(found.path, head, KINDS[found.kind].listed, _lit(found.excerpt, "muted", found.excerpt_spans))


def _lit(text: str, role: str, spans: Spans) -> tuple[Run, ...]:
    """Return text as runs, with `spans` of it lit."""
    runs, at = [], 0
    for start, end in spans:
        runs += [Run(printable(text[at:start]), role), Run(printable(text[start:end]), f"{role} strong accent")]
        at = end
    return (*(run for run in runs if run.text), Run(printable(text[at:]), role))
