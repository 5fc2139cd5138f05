"""The conversation in one widget: every exchange of the visit, the newest one as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.answers.exchange_page import blocks
from tui.drawing.prose.page import Block, Page, measure, set_page
from tui.drawing.prose.runs import Line
from tui.drawing.trace.record import AnswerRecord
from tui.exchange import Exchange
from tui.widgets.reader import LinkPlace, Reader

_SOURCES = Binding.Group("source", compact=True)
_LOOKS = ("draft", "withheld", "cite", "source", "button")


class Dialogue(Reader):
    """Follows the answer that is being made; once the visitor has scrolled up, it stays where they read.

    A long answer is followed only as far as its question stays in view: reading begins there. With the focus here the
    number of a source opens it; other numbers are those of the rooms.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{look}" for look in _LOOKS}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(number),
                f"of_screen('cite', {number})",
                "source",
                group=_SOURCES,
                id=f"dialogue.cite-{number}",
                tooltip=f"Open source {number}",
            )
            for number in range(1, 10)
        ),
        Binding(
            "ctrl+x",
            "of_screen('trace')",
            "x-ray",
            key_display="^x",
            id="dialogue.trace",
            tooltip="How this answer was made, on the Pipeline screen",
        ),
        Binding(
            "right", "of_screen('beside')", "beside", id="dialogue.beside", tooltip="To what stands beside the answer"
        ),
        Binding("m", "of_screen('more')", "more", id="dialogue.more", tooltip="Tell more, below this answer"),
    ]

    @dataclass
    class Pointed(Message):
        """Another link is lit, or none."""

        href: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._records: dict[int, AnswerRecord] = {}
        self._set_pages: dict[tuple[int, int, int], Page] = {}
        self._fading: dict[int, set[int]] = {}
        self._tail: tuple[Block, ...] = ()
        self._exchanges: tuple[Exchange, ...] = ()
        self._top_of_last = 0

    def record_of(self, exchange: Exchange) -> AnswerRecord:
        """Return the record of an exchange as it is now."""
        record = self._records.get(id(exchange))
        if record is None or record.exchange is not exchange:
            record = self._records[id(exchange)] = AnswerRecord(exchange)
        record.catch_up()
        return record

    def is_behind(self, exchange: Exchange) -> bool:
        """Whether more of an exchange has come than is shown."""
        record = self._records.get(id(exchange))
        return record is None or record.exchange is not exchange or record.is_behind

    def show_exchanges(self, exchanges: Sequence[Exchange], tail: Sequence[Block], *, follow: bool = False) -> None:
        """Show these exchanges, oldest first, and `tail` below them. With `follow` the newest one comes into view."""
        kept = {id(exchange) for exchange in exchanges}
        self._records = {key: record for key, record in self._records.items() if key in kept}
        self._set_pages = {key: page for key, page in self._set_pages.items() if key[0] in kept}
        at_end = self.scroll_offset.y >= self._resting_line()
        self._exchanges, self._tail = tuple(exchanges), tuple(tail)
        link = self._link
        self.show_page(self._page, line=10**6 if follow or at_end else self.line, words=self.words)
        if link is not None and link in self.page.links:
            self.focus_link(link)
        if follow or at_end:
            self.scroll_to(y=self._resting_line(), animate=False, force=True, immediate=True)

    def focus_link(self, place: LinkPlace | None) -> None:
        """Light up one link, and say which."""
        if place != self._link:
            self.post_message(self.Pointed(self.href_of(place) if place else ""))
        super().focus_link(place)

    def fade(self, exchange: Exchange, place: int) -> None:
        """Let a withheld sentence be seen for a moment longer."""
        self._fading.setdefault(id(exchange), set()).add(place)

    def faded(self, exchange: Exchange, place: int) -> None:
        """Let go of a withheld sentence."""
        self._fading.get(id(exchange), set()).discard(place)

    def _resting_line(self) -> int:
        """The first line in view where the visitor rests at the newest answer."""
        height = self.scrollable_content_region.height
        return max(0, min(self._top_of_last, len(self.page.lines) - height))

    def _page(self, width: int) -> Page:
        """Set all exchanges; those that are over are set once for each width."""
        lines: list[Line] = []
        for number, exchange in enumerate(self._exchanges):
            self._top_of_last = len(lines)
            page = self._exchange_page(exchange, number, width)
            lines.extend(Line(line.runs, number) for line in page.lines)
        lines.extend(Line(line.runs, len(self._exchanges)) for line in set_page(self._tail, width).lines)
        return Page(tuple(lines), (), {}, measure(width))

    def _exchange_page(self, exchange: Exchange, number: int, width: int) -> Page:
        record, key = self.record_of(exchange), (id(exchange), number, width)
        fading = self._fading.get(id(exchange), set())
        over = record.is_over and not fading
        if over and key in self._set_pages:
            return self._set_pages[key]
        page = set_page(blocks(record, number, fading), width)
        if over:
            self._set_pages[key] = page
        return page
