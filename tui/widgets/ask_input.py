"""The line in which a visitor asks."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from content.site_map import SITE
from tui.widgets.line_input import LineInput

WAYS = {*(room.key for room in SITE), "slash", "question_mark", "colon"}
"""Keys that lead elsewhere for as long as nothing is typed: a question begins with none of them."""


class AskInput(LineInput):
    """An input that takes one question. While it is empty, the number keys, `/`, `?` and `:` still work."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "ask", id="ask.submit"),
        Binding("escape", "clear", "clear", id="ask.clear"),
    ]

    def __init__(self, limit: int, *, id: str | None = None) -> None:
        super().__init__(placeholder="Ask me anything about my work", max_length=limit, id=id, select_on_focus=False)
        self.cursor_blink = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave the ways to other rooms alone while there is nothing typed."""
        if not self.value and key in WAYS:
            return False
        return super().check_consume_key(key, character)

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
