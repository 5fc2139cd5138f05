"""The rooms by their names, and how each is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tui.screens.base import RoomScreen

if TYPE_CHECKING:
    from textual.widget import Widget

ROOM_CLASSES = {
    "home": "tui.screens.home:HomeScreen",
    "services": "tui.screens.services:ServicesScreen",
    "topology": "tui.screens.topology:TopologyScreen",
    "pipeline": "tui.screens.pipeline:PipelineScreen",
    "work": "tui.screens.work:WorkScreen",
    "essays": "tui.screens.essays:EssaysScreen",
    "ask": "tui.screens.ask:AskScreen",
    "contact": "tui.screens.contact:ContactScreen",
}
"""Where each room lives. A room is imported when it is first opened: the first frame waits for Home alone."""


def opener(spec: str) -> Callable[[], Screen[Any]]:
    """Return what imports and makes a room when it is first opened."""
    module, _, name = spec.partition(":")

    def open_room() -> Screen[Any]:
        room: type[RoomScreen] = getattr(import_module(module), name)
        return room()

    return open_room


def import_rooms() -> None:
    """Import what a first visit to any room would wait for. Any thread may call it."""
    for spec in ROOM_CLASSES.values():
        import_module(spec.partition(":")[0])


def widgets_with_styles() -> Iterator[type[Widget]]:
    """Yield the widgets of the rooms that bring styles of their own which Home has no use for."""
    from textual.containers import Horizontal, Vertical
    from textual.widgets import Button, TextArea

    from tui.widgets.reader import Reader

    yield from (Button, Horizontal, Vertical, TextArea, Reader)
