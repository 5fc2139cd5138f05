"""Find in the page below: one line at the foot, in which the words are typed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.search.fuzzy import QUERY_LIMIT
from tui.widgets.line_input import LineInput


class FindOverlay(ModalScreen[str]):
    """Returns the words to find. The page stays in view."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.back", "close", id="find.close")]

    def compose(self) -> ComposeResult:
        """One line."""
        words = LineInput(placeholder="Find on this page", max_length=QUERY_LIMIT, id="words")
        words.cursor_blink = False
        yield words

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
