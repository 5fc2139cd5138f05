"""The command line: at the foot of a room, completed as one types."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from content.links import LinkError
from tui.command_line import Ordered, completions, read_line
from tui.deep_links import LINK_LIMIT, as_sentence
from tui.simulation.state import TopologyState
from tui.visitor_app import VisitorApp
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_input import LineInput
from tui.widgets.shelf import Entry, Shelf

_HOW = "⇥ complete   ↑↓ choose   ⏎ do it   esc close"


class CommandOverlay(ModalScreen[Ordered | None]):
    """Takes one command. What is wrong with it stands above the line, which stays as it was typed."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.back", "close", id="command.close"),
        Binding("tab", "complete", "complete", priority=True, id="command.complete"),
        Binding("down,ctrl+n", "move(1)", "next", show=False, id="command.next"),
        Binding("up,ctrl+p", "move(-1)", "previous", show=False, priority=True, id="command.previous"),
    ]

    def __init__(self, state: TopologyState) -> None:
        """`state` is the topology as it is, which a command changes."""
        super().__init__()
        self._state = state
        self._moved = False

    def compose(self) -> ComposeResult:
        """What the line may go on with, what is to be said, and the line."""
        with Vertical(id="panel"):
            found = Shelf(id="found", compact=True)
            found.can_focus = False
            yield found
            yield Static(id="hint", markup=False)
            with Horizontal(id="line"):
                yield Label(":", id="colon")
                typed = LineInput(max_length=LINK_LIMIT, select_on_focus=False, id="typed")
                typed.cursor_blink = False
                yield typed

    def on_mount(self) -> None:
        """Offer the verbs, above the caption of a tour where one is being played."""
        for caption in self.app.screen_stack[0].query("#caption"):
            keys = self.app.screen_stack[0].query_one(KeyBar)
            self.query_one("#panel").styles.margin = (0, 1, caption.outer_size.height + keys.outer_size.height, 1)
        self.query_one("#panel").border_title = "Command"
        self._offer("")
        self.query_one(Input).focus()

    @property
    def _app(self) -> VisitorApp:
        return cast("VisitorApp", self.app)

    @property
    def _line(self) -> str:
        return self.query_one(Input).value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._offer(event.value)

    def _offer(self, line: str) -> None:
        self._moved = False
        shelf = self.query_one(Shelf)
        shelf.chosen = 0
        found = completions(line, self._app.portfolio, self._state)
        shelf.fill(Entry(choice.line, choice.shown, choice.says) for choice in found)
        shelf.display = bool(found)
        self._say(_HOW)

    def _say(self, words: str, *, wrong: bool = False) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(words)
        hint.set_class(wrong, "-wrong")

    def action_move(self, step: int) -> None:
        """Mark another completion."""
        self._moved = True
        self.query_one(Shelf).action_move(step)

    def action_complete(self) -> None:
        """Take the completion that is marked."""
        if (entry := self.query_one(Shelf).entry) is not None:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        typed = self.query_one(Input)
        typed.value = entry.path
        typed.cursor_position = len(entry.path)

    @on(Input.Submitted)
    def _enter(self) -> None:
        line, entry = self._line, self.query_one(Shelf).entry
        if entry is not None and self._moved:
            self._do_or_take(entry)
        elif not line.strip():
            self.dismiss(None)
        elif wrong := self._do(line):
            if entry is not None and entry.path != line and not line.endswith(" "):
                self._do_or_take(entry)
            else:
                self._say(wrong, wrong=True)

    def _do_or_take(self, entry: Entry) -> None:
        if self._do(entry.path):
            self._take(entry)

    def _do(self, line: str) -> str:
        """Do what a line says, and close; or return what is wrong with it."""
        try:
            ordered = read_line(line, self._app.portfolio, self._state)
        except LinkError as error:
            return as_sentence(str(error))
        self.dismiss(ordered)
        return ""

    @on(Shelf.Opened)
    def _clicked(self, event: Shelf.Opened) -> None:
        self._do_or_take(event.entry)
        self.query_one(Input).focus()
