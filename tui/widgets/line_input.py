"""A field of one line that loses nothing of what is pasted into it, and whose first key may lead elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from textual import events
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from content.site_map import SiteScreen

COMMAND_KEY = "colon"
"""The key of the command line: no text begins with it where a first key may lead elsewhere."""

ASK_ME = "Ask me anything about my work"
"""What stands in the empty fields that take a question."""


def ways_from(here: str, rooms: Iterable[SiteScreen], *, has_tour: bool = False) -> frozenset[str]:
    """Return the keys that lead elsewhere from the empty field of a room: of other rooms, `/`, `?` and the tour."""
    tour = ("greater_than_sign",) if has_tour else ()
    return frozenset((*(room.key for room in rooms if room.name != here), "slash", "question_mark", *tour))


class LineInput(Input):
    """Textual's Input, which takes the first line of a paste, nothing where that is empty or does not fit, and line
    breaks from its own clipboard (8.2.8). Here lines are joined, and what fits is taken.

    `ways` are keys that lead elsewhere, if they are all that is typed.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    value: Reactive[str] = Reactive("", init=False, repaint=False)
    selection: Reactive[Selection] = Reactive(Selection.cursor(0), repaint=False)
    # what is typed moves nothing else: Textual lays the whole screen out for each key, and draws the border again

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

    # -- only the cells that change are drawn

    def _draw(self, first: int, last: int, text: str) -> None:
        """Draw the characters from `first` to `last` anew; the whole line where a character may not be one cell."""
        line = Region(0, 0, self.size.width, 1)
        if text.isascii():
            line = line.intersection(Region(first - round(self.scroll_x), 0, last - first + 1, 1))
        if line:
            self.refresh(line)

    def watch_selection(self, before: Selection, now: Selection) -> None:
        """Draw the cursor where it was and where it is, and what is selected between."""
        ends = (*before, *now)
        self._draw(min(ends), max(ends), self.value)

    def watch_value(self, before: str, now: str) -> None:
        """Draw what changed, and let the footer follow: some keys work only while nothing is typed."""
        if before and now:
            differing = (at for at, (old, new) in enumerate(zip(before, now, strict=False)) if old != new)
            self._draw(next(differing, min(len(before), len(now))), max(len(before), len(now)), before + now)
        else:  # the placeholder comes or goes
            self.refresh()
        if self._ways and bool(before) != bool(now) and self.is_mounted:
            self.screen.refresh_bindings()
