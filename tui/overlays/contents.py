"""The table of contents over a page, where there is no room for it beside the page."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.drawing.prose.page import Page
from tui.drawing.prose.runs import Run
from tui.widgets.shelf import Entry, Shelf


class ContentsOverlay(ModalScreen[str]):
    """Returns the anchor of the heading that was chosen. The one in view is marked at first."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,o,q", "app.back", "close", id="contents.close")]

    def __init__(self, page: Page, line: int) -> None:
        super().__init__()
        self._page = page
        self._line = line

    def compose(self) -> ComposeResult:
        """One shelf."""
        with Vertical(id="panel"):
            yield Shelf(id="headings", compact=True)

    def on_mount(self) -> None:
        """List the headings."""
        panel = self.query_one("#panel")
        panel.border_title = "Outline"
        panel.border_subtitle = "esc close"
        shelf = self.query_one(Shelf)
        shelf.fill(
            Entry(
                heading.anchor,
                (Run(heading.title, "strong" if heading.level < 3 else ""),),
                margins=("  " * (heading.level - 2), "  " * (heading.level - 1)),
            )
            for heading in self._page.headings
        )
        here = self._page.heading_at(self._line)
        shelf.chosen = self._page.headings.index(here) if here else 0
        shelf.focus()

    @on(Shelf.Opened)
    def _opened(self, event: Shelf.Opened) -> None:
        self.dismiss(event.entry.path)
