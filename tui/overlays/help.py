"""The keys of the room below, and those of every room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from tui.prose.page import Block, Gap, Rows, Text, Title
from tui.prose.runs import Run
from tui.widgets.key_bar import usable_bindings
from tui.widgets.reader import Reader

HIDDEN = {"scroll_left", "scroll_right", "page_left", "page_right", "copy_text", "show_overlay"}
"""Actions of Textual's own that nobody needs to be told of."""

NOTES = (
    "Number keys, / and ? also work in an empty question line. Esc leaves a field; Tab walks through what can be used.",
    "With the mouse: click anything lit, scroll with the wheel, drag to select text.",
)


class HelpOverlay(ModalScreen[None]):
    """Lists the keys that are active in a room, taken from the room's bindings as they are."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "app.back", "close", id="help.close"),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._title = f"Keys · {below.title or ''}"
        self._blocks = tuple(help_blocks(below))

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(id="panel"):
            yield Reader(id="reader")

    def on_mount(self) -> None:
        """Show the keys."""
        panel = self.query_one("#panel")
        panel.border_title = self._title
        panel.border_subtitle = "esc close"
        self.query_one(Reader).show(self._blocks)
        self.query_one(Reader).focus()


def help_blocks(screen: Screen[object]) -> Iterable[Block]:
    """Return the keys of a screen as a page: its own, those of what is in focus, those of every room."""
    own: dict[str, tuple[str, list[str]]] = {}
    focus: dict[str, tuple[str, list[str]]] = {}
    everywhere: dict[str, tuple[str, list[str]]] = {}
    for key, item in usable_bindings(screen).items():
        action = item.binding.action.partition("(")[0]
        if action.rpartition(".")[2] in HIDDEN or not item.binding.description:
            continue
        table = everywhere if item.node is screen.app else own if item.node is screen else focus
        words = item.binding.tooltip or item.binding.description
        table.setdefault(f"{item.binding.action}{words}", (words, []))[1].append(_key(screen, key, item))
    for title, table in (("Here", own), ("In focus", focus), ("Everywhere", everywhere)):
        if table:
            yield Title(title, 2)
            yield Rows(tuple(_row(keys, words) for words, keys in table.values()))
            yield Gap()
    for note in NOTES:
        yield Text(note, "muted")


def _key(screen: Screen[object], key: str, item: ActiveBinding) -> str:
    return screen.app.get_key_display(Binding(key, "", key_display=item.binding.key_display))


def _row(keys: list[str], words: str) -> tuple[Run, ...]:
    return Run(f"{' '.join(keys):>13}", "accent"), Run(f"  {words[0].upper()}{words[1:]}")
