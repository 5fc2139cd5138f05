"""A card that leads to a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from content.site_map import SiteScreen


class Card(Widget, can_focus=True):
    """A title with its key, and a sentence. Enter or a click opens it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"card--key", "card--title", "card--text"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "open", id="card.open"),
        Binding("right,down", "app.focus_next", "next", show=False, id="card.next"),
        Binding("left,up", "app.focus_previous", "previous", show=False, id="card.previous"),
    ]

    @dataclass
    class Opened(Message):
        """The card was opened."""

        card: Card

        @property
        def control(self) -> Card:
            """The card."""
            return self.card

    def __init__(self, room: SiteScreen, sentence: str) -> None:
        super().__init__(id=f"card-{room.name}")
        self.room = room
        self._sentence = sentence

    def render(self) -> Content:
        """Draw key, title and sentence."""
        return Content.assemble(
            (self.room.key, self._style("card--key")),
            (f" {self.room.title}\n", self._style("card--title")),
            (self._sentence, self._style("card--text")),
        )

    def _style(self, name: str) -> Style:
        return Style.from_rich_style(self.get_component_rich_style(name, partial=True))

    def action_open(self) -> None:
        """Open the room."""
        self.post_message(self.Opened(self))

    def on_click(self) -> None:
        """Open the room."""
        self.action_open()
