"""The keys of the room below, and those of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import Screen

from content.site_map import SCREENS
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text, Title
from tui.drawing.prose.runs import Run, wrap
from tui.page_overlay import PageOverlay
from tui.widgets.key_bar import usable_bindings
from tui.widgets.reader import Reader

_WORDS = {
    "app.focus_next": "On to the next thing that can be used",
    "app.focus_previous": "Back to the one before",
    "app.command_palette": "Open the command palette",
    "command_palette": "Open the command palette",
}
"""Textual's own actions that are worth knowing, in our words. Its others are the usual keys of fields and lists."""

KEYS_WIDTH = 13

KeyRow = tuple[str, tuple[str, ...]]
"""What some keys do, in words, and the keys as they are shown."""

_NOTES = (
    "Number keys, / ? and : also work in an empty question line. Esc leaves a field; Tab walks through what is there.",
    "With the mouse: click anything lit, scroll with the wheel, drag to select text.",
)


class HelpOverlay(PageOverlay):
    """Lists the keys that are active in a room, taken from the room's bindings as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "app.back", "close", id="help.close"),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._title = f"Keys · {below.title or ''}"
        self._blocks = tuple(help_blocks(below))

    def on_mount(self) -> None:
        """Show the keys."""
        panel = self.query_one("#panel")
        panel.border_title = self._title
        panel.border_subtitle = "esc close"
        self.query_one(Reader).show(self._blocks, line=0)
        self.query_one(Reader).focus()


def help_blocks(screen: Screen[object]) -> Iterable[Block]:
    """Return what a room is for and its keys as a page: its own, those of what is in focus, those of every room."""
    if screen.name in SCREENS:
        yield Text(SCREENS[screen.name].purpose, "lead")
        yield Gap()
    for title, rows in key_tables(screen).items():
        yield Title(title, 2)
        yield Drawing(partial(_table, rows))
        yield Gap()
    for note in _NOTES:
        yield Text(note, "muted")


def key_tables(screen: Screen[object]) -> dict[str, tuple[KeyRow, ...]]:
    """Return the keys that would do something now, each row once: of the room, of what is in focus, of every room."""
    tables: dict[str, dict[str, tuple[str, list[str]]]] = {"Here": {}, "In focus": {}, "Everywhere": {}}
    for key, item in usable_bindings(screen).items():
        action = item.binding.action.partition("(")[0]
        words = _WORDS.get(action) or item.binding.tooltip or item.binding.description
        if not words or not (item.binding.id or action in _WORDS):
            continue
        title = "Everywhere" if item.node is screen.app else "Here" if item.node is screen else "In focus"
        row = tables[title].setdefault(f"{item.binding.action}{words}", (f"{words[0].upper()}{words[1:]}", []))
        row[1].append(_key(screen, key, item))
    return {
        title: tuple((words, tuple(keys)) for words, keys in rows.values()) for title, rows in tables.items() if rows
    }


def _key(screen: Screen[object], key: str, item: ActiveBinding) -> str:
    return screen.app.get_key_display(Binding(key, "", key_display=item.binding.key_display))


def _table(rows: Sequence[KeyRow], width: int) -> Rows:
    """Return keys and what they do, in two columns of which the second wraps."""
    lines: list[tuple[Run, ...]] = []
    for words, keys in rows:
        left = Run(f"{' '.join(keys):>{KEYS_WIDTH}}  ", "accent")
        for line in wrap([Run(words)], width - KEYS_WIDTH - 2):
            lines.append((left, *line))
            left = Run(" " * (KEYS_WIDTH + 2))
    return Rows(tuple(lines))
