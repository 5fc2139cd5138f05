"""A card that leads somewhere: to a room, to where a figure is worked out, to an essay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.drawing.diagram.words import first_lines
from tui.drawing.prose.runs import Run, printable, width_of, wrap

_ROOM, _ROOM_FOR_PART = 16, 24
"""Cells beside a head from which a sentence is worth beginning, and from which a part of one is."""
_STYLES = {"key": "bold $accent", "title": "bold $strong", "value": "bold $figure"}
"""Styles of a head; all else has the colour of the card. Component classes would take a node each, for every card."""


class Card(Widget, can_focus=True):
    """A head of runs, each in the role `key`, `title`, `value` or `text`, and a sentence. Enter or a click opens it.

    Where it has one line, the first sentence stands beside the head, as much of it as fits, or not at all. Where it has
    more, `aside` stands beside the head, if it fits.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "open", id="card.open")]

    @dataclass
    class Opened(Message):
        """The card was opened."""

        card: Card

        @property
        def control(self) -> Card:
            """The card."""
            return self.card

    def __init__(self, path: str, *head: Run, sentence: str, id: str, aside: str = "", classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self.path = path
        self._head = tuple(run._replace(text=printable(run.text)) for run in head)
        self._sentence, self._aside = printable(sentence), printable(aside)

    def render(self) -> Content:
        """Draw the head, and the sentence below or beside it."""
        width, height = self.size
        if height > 1:
            aside = Run(f"  {self._aside}", "text")
            shown = (*self._head[:-1], self._head[-1]._replace(text=self._head[-1].text.rstrip()))
            fits = self._aside and width_of((*shown, aside)) <= width
            head = wrap((*shown, aside) if fits else shown, width)
            below = [(Run(line, "text"),) for line in first_lines(self._sentence, width, height - len(head))]
            return Content("\n").join(map(self._drawn, (*head, *below)))
        room = width - width_of(self._head) - 2
        beside = first_lines(self._sentence.partition(". ")[0], room, 1) if room >= _ROOM else []
        if beside and beside[0].endswith("…") and room < _ROOM_FOR_PART:
            beside = []
        return self._drawn((*self._head, Run("  "), *(Run(line, "text") for line in beside)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 -- Textual's
        """Return the lines that all of it takes."""
        return len(wrap(self._head, width)) + len(wrap([Run(self._sentence)], width))

    def _drawn(self, runs: Iterable[Run]) -> Content:
        return Content.assemble(*((run.text, _STYLES.get(run.role, "")) for run in runs))

    def action_open(self) -> None:
        """Open what it leads to."""
        self.post_message(self.Opened(self))

    def on_click(self) -> None:
        """Open what it leads to."""
        self.action_open()
