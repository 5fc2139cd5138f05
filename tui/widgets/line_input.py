"""A field of one line that loses nothing of what is pasted into it."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """Textual's Input, which takes the first line of a paste, nothing where that is empty or does not fit, and line
    breaks from its own clipboard (8.2.8). Here lines are joined, and what fits is taken."""

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
