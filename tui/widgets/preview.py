"""A page beside a list or an answer that follows what is marked there."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.timer import Timer

from tui.drawing.prose.page import Page
from tui.widgets.reader import Reader


class Preview(Reader, can_focus=False):
    """Shows a page once the mark has rested: moving fast sets no page and sends a distant terminal nothing."""

    REST: ClassVar[float] = 0.12
    """Seconds for which the mark stays before its page is set: longer than a held key takes to repeat."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._show: Callable[[], None] | None = None
        self._timer: Timer | None = None

    def follow(
        self, page: Callable[[int], Page], anchor: str = "", words: tuple[str, ...] = (), *, now: bool = False
    ) -> None:
        """Show what `page` sets in a width, at a section and with words lit, as soon as nothing else is asked for.

        With `now` it is shown at once, as where the room opens.
        """
        self._stop()

        def show() -> None:
            self.show_page(page, anchor, None if anchor else 0, words)

        self._show = show
        if now:
            self.catch_up()
        else:
            self._timer = self.set_timer(self.REST, self.catch_up)

    def catch_up(self) -> None:
        """Show what is waited for."""
        self._stop()
        show, self._show = self._show, None
        if show is not None:
            show()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
