"""The line in which a visitor asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.widgets.line_input import ASK_ME, LineInput


class AskInput(LineInput):
    """An input that takes one question. `ways` are keys that lead elsewhere, if they are all that is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "ask", id="ask.submit"),
        Binding("escape", "clear", "clear", id="ask.clear"),
    ]

    def __init__(self, limit: int, ways: Collection[str] = (), *, when_empty: str = "", id: str | None = None) -> None:
        """`when_empty` stands in the field once Enter was pressed with nothing typed."""
        self._when_empty = when_empty or ASK_ME
        super().__init__(placeholder=ASK_ME, max_length=limit, id=id, select_on_focus=False, ways=ways)
        self.cursor_blink = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With nothing typed there is nothing to ask or to clear: Esc then leads back."""
        if action in ("submit", "clear"):
            return bool(self.value.strip()) if action == "submit" else bool(self.value)
        return super().check_action(action, parameters)

    async def on_key(self, event: events.Key) -> None:
        """Say at Enter what the empty field takes: what stands in it is read by whoever pressed the key."""
        await super().on_key(event)
        if event.key == "enter" and not self.value.strip():
            self.placeholder = self._when_empty

    def action_clear(self) -> None:
        """Take back what was typed."""
        self.clear()
