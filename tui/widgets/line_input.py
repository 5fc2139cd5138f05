"""A field of one line that loses nothing of what is pasted into it, and whose first key may lead elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from textual import events
from textual.widgets import Input

from content.site_map import SiteScreen

COMMAND_KEY = "colon"
"""The key of the command line: no text begins with it where a first key may lead elsewhere."""


def ways_from(here: str, rooms: Iterable[SiteScreen]) -> frozenset[str]:
    """Return the keys that lead elsewhere from the empty field of a room: those of the other rooms, `/` and `?`."""
    return frozenset((*(room.key for room in rooms if room.name != here), "slash", "question_mark"))


class LineInput(Input):
    """Textual's Input, which takes the first line of a paste, nothing where that is empty or does not fit, and line
    breaks from its own clipboard (8.2.8). Here lines are joined, and what fits is taken.

    `ways` are keys that lead elsewhere, if they are all that is typed.
    """

    def __init__(self, *arguments: Any, ways: Collection[str] = (), **options: Any) -> None:
        self._ways = ways  # before the value is set, which is watched
        super().__init__(*arguments, **options)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste here, before Textual does."""
        event.prevent_default()
        event.stop()
        self._take(event.text)

    def action_paste(self) -> None:
        """Paste what was copied in this app."""
        self._take(self.app.clipboard)

    def _take(self, pasted: str) -> None:
        text = " ".join(line for line in map(str.strip, pasted.splitlines()) if line)
        if self.max_length is not None:
            left = self.max_length - len(self.value) + len(self.selected_text)
            if left < len(text):
                self.notify(f"{self.max_length} characters fit here.", severity="warning", timeout=3, markup=False)
            text = text[: max(0, left)]
        if text:
            self.replace(text, *self.selection)

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
        leads = self.may_lead(key) or (bool(self._ways) and key == COMMAND_KEY and not self.value)
        return not leads and super().check_consume_key(key, character)

    async def on_key(self, event: events.Key) -> None:
        """Type nothing that leads elsewhere."""
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # Input would type it; the key bubbles on to the rooms instead

    def watch_value(self, before: str, now: str) -> None:
        """Let the footer follow: some keys work only while nothing is typed."""
        if self._ways and bool(before) != bool(now) and self.is_mounted:
            self.screen.refresh_bindings()
