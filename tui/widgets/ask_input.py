"""The line in which a visitor asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from content.site_map import SiteScreen
from tui.widgets.line_input import LineInput

COMMAND_KEY = "colon"
"""The key of the command line: no question begins with it."""


def ways_from(here: str, rooms: Iterable[SiteScreen]) -> frozenset[str]:
    """Return the keys that lead elsewhere from the empty field of a room: those of the other rooms, `/` and `?`."""
    return frozenset((*(room.key for room in rooms if room.name != here), "slash", "question_mark"))


class AskInput(LineInput):
    """An input that takes one question. `ways` are keys that lead elsewhere, if they are all that is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "ask", id="ask.submit"),
        Binding("escape", "clear", "clear", id="ask.clear"),
    ]

    def __init__(self, limit: int, ways: Collection[str] = (), *, id: str | None = None) -> None:
        super().__init__(placeholder="Ask me anything about my work", max_length=limit, id=id, select_on_focus=False)
        self.cursor_blink = False
        self._ways = ways

    # -- a first key leads elsewhere, unless a text follows it (tui.type_ahead)

    def may_lead(self, key: str) -> bool:
        """Whether a key leads elsewhere if nothing is typed after it."""
        return not self.value and key in self._ways

    def begin(self, character: str) -> None:
        """Type the key, as a text begins."""
        self.insert_text_at_cursor(character)

    def take_back(self) -> None:
        """Take it back: it leads elsewhere."""
        self.clear()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave the ways to other rooms alone while there is nothing typed."""
        leads = self.may_lead(key) or (key == COMMAND_KEY and not self.value)
        return not leads and super().check_consume_key(key, character)

    async def on_key(self, event: events.Key) -> None:
        """Type nothing that leads elsewhere."""
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # Input would type it; the key bubbles on to the rooms instead

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With nothing typed there is nothing to ask or to clear: Esc then leads back."""
        if action in ("submit", "clear"):
            return bool(self.value.strip()) if action == "submit" else bool(self.value)
        return super().check_action(action, parameters)

    def action_clear(self) -> None:
        """Take back what was typed."""
        self.clear()

    def watch_value(self, before: str, now: str) -> None:
        """Let the footer follow: some keys work only while nothing is typed."""
        if bool(before) != bool(now) and self.is_mounted:
            self.screen.refresh_bindings()
