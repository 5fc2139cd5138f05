"""Opens a screen in one frame, as soon as there is one.

Textual 8.2 draws nothing for 50 ms after a change of mode, whether the screen is there before or not. Meanwhile it lays
a new screen out twice, since its first layout resizes it, renders it once and drops what it rendered. What follows from
the layout, such as a page that is set for its width, is laid out and drawn after that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.textual_internals.painting import BandCompositor
from tui.textual_internals.switch import is_patched

_PATIENCE = 2.0
"""Seconds after which a screen is drawn as far as it has come: that long it takes on a very busy machine only."""
_QUIET_TURNS = 2
"""Turns of the loop without a message after which nothing is left to come: one to be idle in, one for what it sends."""


class OpeningScreen(Screen[None]):
    """A screen that renders only the lines that changed, and is laid out once for a size."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        if is_patched():
            self._compositor = BandCompositor()
            # as the first screen of a mode it would have all styles of the app parsed again
            self._css_update_count = self.app._css_update_count
        self._after_drawn: list[Callable[[], Awaitable[None] | None]] = []

    def call_once_drawn(self, callback: Callable[[], Awaitable[None] | None]) -> None:
        """Call it when the screen has been drawn the next time.

        What Textual calls after a refresh it also calls while nothing may be drawn yet, as before an app's first frame.
        """
        self._after_drawn.append(callback)

    def _screen_resized(self, size: Size) -> None:
        to_do = self._layout_required and not self.app._batch_count
        if not is_patched() or to_do or self._compositor.size != size:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        super()._refresh_layout(size, scroll)
        if is_patched() and not scroll:
            self._layout_required = False

    def _compositor_refresh(self) -> None:
        if not is_patched() or not self.app._batch_count:
            super()._compositor_refresh()
        if not self.app._batch_count and self.is_current:
            for callback in self._after_drawn:
                self.call_after_refresh(callback)
            self._after_drawn.clear()


class OpeningApp(App[None]):
    """An app that draws the screen of another mode once it is as it stays."""

    def delay_update(self, delay: float = 0.05) -> None:
        """Draw nothing until the screen that comes next has done what it has to do, then all of it."""
        if is_patched():
            _Opening(self)
        else:
            super().delay_update(delay)


def is_held(app: App[Any]) -> bool:
    """Say whether an app draws nothing now, and later all of what changes meanwhile."""
    return app._batch_count > 0


class _Opening:
    """Looks at every turn of the loop whether the screen of an app has settled, then has it drawn."""

    def __init__(self, app: App[Any]) -> None:
        self._app, self._loop = app, asyncio.get_running_loop()
        self._until, self._quiet = 0.0, 0
        app._begin_batch()
        self._loop.call_soon(self._look)

    def _look(self) -> None:
        if not self._app.is_running or not self._app.screen_stack:
            return
        self._until = self._until or self._loop.time() + _PATIENCE  # the room's code has been imported by now
        try:
            self._quiet = self._quiet + 1 if self._has_settled(self._app.screen) else 0
            if self._quiet < _QUIET_TURNS and self._loop.time() < self._until:
                self._loop.call_soon(self._look)
            else:
                self._draw()
        except Exception as error:  # as in a handler of the app's own
            self._app._handle_exception(error)

    def _has_settled(self, screen: Screen[Any]) -> bool:
        """Say whether nothing waits to be done; what waits to be laid out is, once nothing else does."""
        if not all(_is_idle(each) for each in (screen, *screen.walk_children(Widget))):
            return False
        if screen._layout_required:
            screen._refresh_layout()
            screen._layout_required = False  # an overlay is a screen of Textual's
            return False
        return True

    def _draw(self) -> None:
        self._app._end_batch()
        if not self._app._batch_count:
            self._app.screen.refresh()
            self._app.screen._on_timer_update()


def _is_idle(widget: Widget) -> bool:
    return widget.is_mounted and widget._message_queue.empty()
