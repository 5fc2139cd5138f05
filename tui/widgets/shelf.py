"""A shelf: a list of documents to choose from, in one widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from tui.drawing.prose.page import measure
from tui.drawing.prose.runs import Line, Run, printable, width_of, wrap
from tui.widgets.lines_view import LinesView

SUMMARY_LINES = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose. `path` is what it opens, `note` stands at its right, `foot` below its summary.

    `title` and `summary` are text, or runs where a part of them is lit. `margins` are what the first line of the title
    begins with, and its further lines.
    """

    path: str
    title: str | tuple[Run, ...]
    note: str = ""
    summary: str | tuple[Run, ...] = ""
    foot: str = ""
    margins: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Label:
    """A heading between entries, or a line of runs, which cannot be chosen."""

    text: str | tuple[Run, ...]
    level: int = 2


class Shelf(LinesView, can_focus=True):
    """Entries with a mark at the one that is chosen: arrows or the mouse choose, Enter or a click opens."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="shelf.open"),
        Binding("down,j", "move(1)", "next", show=False, id="shelf.next"),
        Binding("up,k", "move(-1)", "previous", show=False, id="shelf.previous"),
        Binding("pagedown", "move(4)", "four on", show=False, id="shelf.page-down"),
        Binding("pageup", "move(-4)", "four back", show=False, id="shelf.page-up"),
        Binding("home,g", "move(-9999)", "first", show=False, id="shelf.first"),
        Binding("end,G", "move(9999)", "last", show=False, id="shelf.last"),
    ]

    chosen: reactive[int] = reactive(0)

    @dataclass
    class Opened(Message):
        """An entry was opened."""

        entry: Entry

    def __init__(self, *, id: str | None = None, classes: str | None = None, compact: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self._compact = compact
        self._items: tuple[Entry | Label, ...] = ()
        self._lines: tuple[Line, ...] = ()
        self._tops: list[int] = []

    @property
    def lines(self) -> tuple[Line, ...]:
        """All entries, set; the block of a line is the number of its entry, or -1."""
        return self._lines

    @property
    def entries(self) -> list[Entry]:
        """What can be chosen."""
        return [item for item in self._items if isinstance(item, Entry)]

    @property
    def entry(self) -> Entry | None:
        """The entry that is marked."""
        entries = self.entries
        return entries[self.chosen] if 0 <= self.chosen < len(entries) else None

    def fill(self, items: Iterable[Entry | Label], *, compact: bool | None = None) -> None:
        """Show these items, with the same number marked."""
        self._items = tuple(items)
        if compact is not None:
            self._compact = compact
        self.chosen = max(0, min(self.chosen, len(self.entries) - 1))
        self._set()

    # -- setting and drawing

    def _set(self) -> None:
        width = min(self.scrollable_content_region.width, measure(10**6) + 4)
        self._lines = tuple(_lines(self._items, width, compact=self._compact)) if width > 0 else ()
        self._tops = [
            number
            for number, line in enumerate(self._lines)
            if line.block >= 0 and (number == 0 or self._lines[number - 1].block != line.block)
        ]
        self.virtual_size = Size(width, len(self._lines))
        self._follow()
        self.refresh()

    def on_resize(self) -> None:
        """Set the entries in the new width."""
        self._set()

    def runs_of(self, number: int) -> tuple[Run, ...]:
        """Mark the entry that is chosen with a bar and a ground of its own."""
        line = self._lines[number]
        if line.block != self.chosen:
            return line.runs
        lit = self.has_focus or not self.can_focus  # a shelf without focus of its own is moved from elsewhere
        here = "here" if lit else "here-blurred"
        bar = Run("▌", f"mark {here}") if lit else Run("│", f"muted {here}")
        return (bar, *(run._replace(role=f"{run.role} {here}") for run in line.runs[1:]))

    def watch_chosen(self, before: int, now: int) -> None:
        """Bring the entry into view."""
        if before != now:
            self._follow()
            self.refresh()

    def _follow(self) -> None:
        if not 0 <= self.chosen < len(self._tops):
            return
        top = 0 if self.chosen == 0 else self._tops[self.chosen]
        bottom = max((n for n, line in enumerate(self._lines) if line.block == self.chosen), default=top) + 1
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y or height <= 0:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif bottom > self.scroll_offset.y + height:
            self.scroll_to(y=bottom - height, animate=False, force=True, immediate=True)

    def row_of(self, index: int) -> int | None:
        """Return the row, within the widget, on which entry `index` begins; None where it is out of view."""
        if not 0 <= index < len(self._tops):
            return None
        row = self._tops[index] - self.scroll_offset.y
        return row if 0 <= row < self.scrollable_content_region.height else None

    # -- choosing

    def action_move(self, step: int) -> None:
        """Mark the entry `step` further; it stops at both ends."""
        self.chosen = max(0, min(len(self.entries) - 1, self.chosen + step))

    def action_open(self) -> None:
        """Open the entry that is marked."""
        if self.entry is not None:
            self.post_message(self.Opened(self.entry))

    def on_click(self, event: events.Click) -> None:
        """Open the entry under the mouse."""
        offset = event.get_content_offset(self)
        number = self.scroll_offset.y + offset.y if offset else -1
        if 0 <= number < len(self._lines) and self._lines[number].block >= 0:
            event.stop()
            self.chosen = self._lines[number].block
            self.action_open()


def _lines(items: Sequence[Entry | Label], width: int, *, compact: bool) -> Iterable[Line]:
    number = 0
    for place, item in enumerate(items):
        below = place > 0 and isinstance(items[place - 1], Label) and isinstance(item, Label) and item.level > 1
        if place and not compact and not below:
            yield Line((), -1)
        if isinstance(item, Label):
            role = "title" if item.level == 1 else "muted"
            text = (Run(printable(item.text), role),) if isinstance(item.text, str) else item.text
            for row in wrap(text, width - 3):
                yield Line((Run("  "), *row), -1)
            continue
        for row in _rows(item, width - 3, compact=compact):
            fill = " " * max(0, width - 2 - width_of(row))
            yield Line((Run(" "), Run(" "), *row, Run(fill)), number)
        number += 1


def _cut(text: str, width: int) -> str:
    """Return a text that goes on, with an ellipsis behind its last word for which there is room."""
    begun = text[: max(1, width - 1)]
    whole = text if begun == text.rstrip() else begun.rpartition(" ")[0] or begun
    return f"{whole.rstrip(' ,.;:')}…"


def _rows(entry: Entry, width: int, *, compact: bool) -> Iterable[tuple[Run, ...]]:
    title = (Run(printable(entry.title), "strong", entry.path),) if isinstance(entry.title, str) else entry.title
    first, further = entry.margins
    room = max(10, width - cell_len(entry.note) - 2 * bool(entry.note) - max(map(len, entry.margins)))
    lines = zip(chain([first], repeat(further)), wrap(title, room), strict=False)
    rows = [(Run(margin), *row) if margin else row for margin, row in lines]
    gap = " " * max(2, width - width_of(rows[0]) - cell_len(entry.note))
    yield (*rows[0], Run(gap), Run(entry.note, "muted")) if entry.note else rows[0]
    yield from rows[1:]
    if compact and not entry.summary:
        return
    summary = (Run(printable(entry.summary), "muted"),) if isinstance(entry.summary, str) else entry.summary
    said = wrap(summary, width) if summary and summary[0].text else []
    for index, row in enumerate(said[:SUMMARY_LINES]):
        cut = index == SUMMARY_LINES - 1 and len(said) > SUMMARY_LINES
        if cut:
            row = (*row[:-1], row[-1]._replace(text=_cut(row[-1].text, width - width_of(row[:-1]))))
        yield row
    yield from wrap([Run(printable(entry.foot), "faint")], width) if entry.foot else ()
