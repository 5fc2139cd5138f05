"""Jump mode: every thing that can be used gets a letter; the letter uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Button, Static

from content.site_map import SITE
from tui.widgets.nav_bar import NavBar
from tui.widgets.reader import Reader
from tui.widgets.shelf import Shelf

LETTERS = "asdfghjklwertuiopzxcvbnm"


@dataclass(frozen=True)
class JumpTarget:
    """Something to jump to: the cell of its label on the screen, beside its words, what the jump does, and its key.

    Rooms have the digits that stand there anyway; all else takes the next free letter.
    """

    offset: Offset
    use: Callable[[], object]
    key: str = ""


class JumpOverlay(ModalScreen[JumpTarget]):
    """Shows the letters over the room and returns the target whose letter was pressed."""

    CSS_PATH = "../styles/overlays.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.back", "close", id="jump.close")]

    def __init__(self, targets: list[JumpTarget]) -> None:
        super().__init__()
        letters = iter(LETTERS)
        self._targets = {target.key or next(letters): target for target in targets}

    def compose(self) -> ComposeResult:
        """One label a target."""
        for letter, target in self._targets.items():
            label = Static(Content(letter), classes="jump")
            label.styles.offset = target.offset
            yield label

    def on_key(self, event: events.Key) -> None:
        """Take a letter; any other key ends the mode."""
        if event.key != "escape":
            event.stop()
            self.dismiss(self._targets.get(event.key))

    def on_click(self) -> None:
        """A click ends the mode."""
        self.dismiss(None)


def targets_of(screen: Screen[object]) -> list[JumpTarget]:
    """Return what can be used on a screen and is in view, from top to bottom; then the rooms."""
    found = [target for widget in screen.focus_chain for target in _targets(widget)]
    found.sort(key=lambda target: (target.offset.y, target.offset.x))
    offsets = screen.query_one(NavBar).room_offsets
    rooms = [
        JumpTarget(offsets[room.name], _room(screen, room.name), room.key) for room in SITE if room.name in offsets
    ]
    return [*found[: len(LETTERS)], *rooms]


def _targets(widget: Widget) -> Iterator[JumpTarget]:
    region = widget.content_region
    if not widget.screen.region.overlaps(region):
        return
    before = Offset(-1 if region.x else 0, 0)
    match widget:
        case Reader():
            for place in widget.links_in_view:
                yield JumpTarget(widget.offset_of(place) + before, _link(widget, place))
        case Shelf():
            for index in range(len(widget.entries)):
                if (row := widget.row_of(index)) is not None:
                    yield JumpTarget(region.offset + Offset(0, row), _entry(widget, index))
        case Button():
            yield JumpTarget(region.offset + before, widget.press)
        case _:
            yield JumpTarget(region.offset + before, widget.focus)


def _room(screen: Screen[object], name: str) -> Callable[[], object]:
    return lambda: screen.app.run_action(f"app.show_screen('{name}')")


def _link(reader: Reader, place: tuple[int, int]) -> Callable[[], object]:
    return lambda: reader.post_message(Reader.LinkOpened(reader.href_of(place)))


def _entry(shelf: Shelf, index: int) -> Callable[[], object]:
    def use() -> None:
        shelf.chosen = index
        shelf.action_open()

    return use
