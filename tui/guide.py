"""Plays the pack's tour on the screens: presses what it says, tells what that shows, and gives way to any key.

Where nothing may move by itself, the visitor's Enter leads from one step to the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker

from content.tour import NAMED_KEYS, Tour, TourStep, presses
from tui.textual_internals.apps import idle, key_of, opened_screens
from tui.visitor_app import VisitorApp
from tui.widgets.key_bar import KeyBar

_TYPING, _PAUSE = 0.05, 0.6
"""Seconds after a character that is typed, and after a key that does something."""
_LOOK = 0.01
"""Seconds between two looks whether what was pressed has done what it does."""
_PATIENCE = 30
"""Seconds for which a step waits beyond its own time for an answer that is being made, and for its keys to be done."""
_TAKES_OVER = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)
_ON = ("enter", "space")


class Guide:
    """One tour on one app. `ended` hears that it is over: at its end, or where the visitor took over."""

    def __init__(self, app: VisitorApp, tour: Tour, ended: Callable[[], None], *, pace: float = 1.0) -> None:
        """`pace` is what the seconds of the tour are multiplied by."""
        self._app, self._tour, self._ended, self._pace = app, tour, ended, pace
        self.left = len(tour.steps)
        """Steps that were not played to their end."""
        self._pressed: list[events.Key] = []
        self._is_pressing = False
        self._next = asyncio.Event()
        self._worker: Worker[None] | None = None

    def start(self) -> None:
        """Begin with the first step."""
        self._worker = self._app.run_worker(self._play(), group="tour", exclusive=True)

    def stop(self) -> None:
        """End here: the screens stay as they are."""
        if self._worker is not None:
            self._worker.cancel()

    def takes(self, event: events.Event) -> bool:
        """Give way to what a visitor pressed; return whether that was all that it was pressed for."""
        if not isinstance(event, _TAKES_OVER) or event.is_forwarded:
            return False
        if any(event is own for own in self._pressed):
            self._pressed.remove(event)  # type: ignore[arg-type]
            return False
        key = event.key if isinstance(event, events.Key) else ""
        if self._is_still and key in _ON:
            self._next.set()
            return True
        self.stop()
        if self._is_pressing:  # a line that it has half typed is nobody's, and takes no key of the visitor's
            self._app.uncover()
        return key == "escape"

    @property
    def _is_still(self) -> bool:
        return self._app.animation_level == "none" and self._pace > 0

    async def _play(self) -> None:
        try:
            for number, step in enumerate(self._tour.steps):
                self._next.clear()
                async with asyncio.timeout(_PATIENCE + len(presses(step))):
                    await self._press(step)
                    await self._tell(number, step)
                await self._stay(step)
                self.left -= 1
        except TimeoutError:
            pass  # a key is never done: better no tour than one that says what is not shown
        finally:
            await self._forget_caption()
            self._ended()

    async def _press(self, step: TourStep) -> None:
        self._is_pressing = True
        for key in presses(step):
            event = key_of(key)
            self._pressed.append(event)
            self._app.post_message(event)
            await idle()
            while not self._app.is_settled:
                await asyncio.sleep(_LOOK)
            if not self._is_still:
                await asyncio.sleep(self._pace * (_PAUSE if key in NAMED_KEYS or key == ":" else _TYPING))
        self._is_pressing = False

    async def _stay(self, step: TourStep) -> None:
        if self._is_still:
            await self._next.wait()
            return
        await asyncio.sleep(self._pace * step.wait)
        for _ in range(_PATIENCE):
            if not self._app.conversation.is_running:
                return
            await asyncio.sleep(self._pace)

    # -- the caption

    async def _tell(self, number: int, step: TourStep) -> None:
        """Show the caption at the foot of the room that is there now."""
        taken = "any key takes over" if number == 0 else ""
        how = "⏎ goes on, any other key takes over" if self._is_still else taken
        head = f"▸ {number + 1} of {len(self._tour.steps)}   "
        words = Content.assemble((head, "$accent"), (step.caption, "$strong"), (f"   {how}", "$faint"))
        await self._forget_caption()
        room = self._app.screen_stack[0]
        await room.mount(Static(words, id="caption"), before=room.query_one(KeyBar))
        await idle()

    async def _forget_caption(self) -> None:
        for room in opened_screens(self._app):
            if room.is_mounted:
                await room.query("#caption").remove()
