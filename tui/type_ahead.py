"""What is typed, handed on key by key: each once what the one before led to is done, so that it lands where it belongs.

Textual gives a key to whatever has the focus when it is read, while what the key before does comes to pass later: of
keys that arrive in one packet all went to the old field, and those typed before the first frame to none at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from tui.widgets.line_input import COMMAND_KEY

BLINK = 0.25
"""Seconds for which the first key in an empty field may still become the first letter of a question."""
_PATIENCE = 2.0
"""Seconds after which the next key is handed on, whatever the one before is still at."""
_PAUSE = 0.002
"""Seconds between two looks whether a room is there."""


@runtime_checkable
class FirstKeys(Protocol):
    """A field in which a first key either leads elsewhere or begins a text: what comes next tells."""

    def may_lead(self, key: str) -> bool:
        """Whether a key leads elsewhere if nothing is typed after it."""

    def begin(self, character: str) -> None:
        """Type the key, as a text begins."""

    def take_back(self) -> None:
        """Take it back: it leads elsewhere."""


class TypeAhead:
    """Keeps what is typed while the app is still at what was typed before. `is_ready` says whether a room is there.

    `lead` follows a first key that leads to another room, and returns the way back; for any other it returns None.
    `blink` is how long a first key waits for the next, `patience` how long a key waits for those before.
    """

    def __init__(
        self,
        app: App[Any],
        is_ready: Callable[[], bool],
        lead: Callable[[str], Callable[[], None] | None],
        blink: float = BLINK,
    ) -> None:
        self.blink, self.patience = blink, _PATIENCE
        self._app, self._is_ready, self._lead = app, is_ready, lead
        self._waiting: deque[events.Event] = deque()
        self._handed: deque[events.Event] = deque()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def held(self) -> int:
        """How much waits."""
        return len(self._waiting)

    @property
    def is_settled(self) -> bool:
        """Whether all that was typed has done what it does."""
        return self._task is None

    def hands_on(self, event: events.Event) -> bool:
        """Whether an event was kept, and is handed on now."""
        if self._handed and event is self._handed[0]:
            self._handed.popleft()
            return True
        return False

    def keeps(self, event: events.Event) -> bool:
        """Whether an event is kept for later; if not, whoever asks hands it on now."""
        if isinstance(event, events.MouseMove):
            return False
        is_free = self._task is None and self._is_ready()
        if is_free and (self.is_text(event) or isinstance(event, events.MouseEvent)):
            return False
        waits = not is_free or self._may_lead(event)
        if waits:
            self._waiting.append(event)
            self._arrived.set()
        if self._task is None:
            self._task = asyncio.create_task(self._hand_on(), name="type ahead")
        return waits

    def close(self) -> None:
        """Hand nothing on any more."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _hand_on(self) -> None:
        """Hand on what waits, each event once the app has settled."""
        try:
            await self._settle()
            while self._waiting and self._app.is_running and self._app.screen_stack:
                event = self._waiting.popleft()
                if await self._takes_first(event):
                    continue
                self._handed.append(event)
                is_text = self.is_text(event)  # a field takes letters in the order in which they come
                self._app.post_message(event)
                if not (is_text and self._waiting and self.is_text(self._waiting[0])):
                    await self._settle()
        finally:
            self._task = None

    def is_text(self, event: events.Event) -> bool:
        """Whether an event is a letter that the field in focus takes."""
        field = self._app.focused
        if field is None or not isinstance(event, events.Key) or not event.is_printable:
            return False
        return field.check_consume_key(event.key, event.character)

    def _may_lead(self, event: events.Event) -> bool:
        field: object = self._app.focused
        return isinstance(event, events.Key) and isinstance(field, FirstKeys) and field.may_lead(event.key)

    async def _takes_first(self, event: events.Event) -> bool:
        """Whether a first key was dealt with, as the first letter of a text or as the way to a room.

        A room is opened at once: it would be 250 ms late if it waited for what may follow. So is the next, of who looks
        through them. Where a text follows, all that is taken back, and was how the text begins. What lies over a room
        waits, with the key typed meanwhile.
        """
        field: object = self._app.focused
        if not isinstance(event, events.Key) or not isinstance(field, FirstKeys) or not field.may_lead(event.key):
            return False
        is_typed, way_back = False, None
        if not self._waiting and self.blink:
            way_back = self._lead(event.key)
            if way_back is None:
                field.begin(event.character or "")
                is_typed = True
            else:
                await self._settle()
            await self._wait_for_next(event.time + self.blink)
            if not self._app.is_running:  # it has ended meanwhile, and the field is nowhere
                return True
        begins = self._is_followed(event)
        if way_back is not None:
            begins = await self._takes_rooms(event, begins, way_back)
        if begins and not is_typed:
            field.begin(event.character or "")
        elif is_typed and not begins:
            field.take_back()
        return begins or way_back is not None

    async def _takes_rooms(self, first: events.Key, begins: bool, way_back: Callable[[], None]) -> bool:
        """Follow the keys of further rooms, and go back where a text follows them; return whether one does."""
        rooms: list[events.Event] = []
        last = first
        while begins and isinstance(key := self._waiting[0], events.Key) and self._lead(key.key) is not None:
            last = key
            self._waiting.popleft()
            rooms.append(last)
            await self._settle()
            await self._wait_for_next(last.time + self.blink)
            begins = self._app.is_running and self._is_followed(last)
        if begins:
            way_back()
            self._waiting.extendleft(reversed(rooms))
            await self._settle()
        return begins

    async def _wait_for_next(self, until: float) -> None:
        """Wait until something else is typed, but no longer than until a time."""
        self._arrived.clear()
        if not self._waiting:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), max(0.0, until - time.monotonic()))

    def _is_followed(self, event: events.Key) -> bool:
        """Whether a text goes on after a first key."""
        if not self._waiting or not _goes_on(self._waiting[0]):
            return False
        return not self.blink or self._waiting[0].time - event.time <= self.blink

    async def _settle(self) -> None:
        """Wait until what was handed on has led to whatever it leads to: until a round through the app is quiet."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.patience
        before: object = None
        while loop.time() < end and self._app.is_running:
            if not self._is_ready():
                await asyncio.sleep(_PAUSE)
                continue
            try:
                async with asyncio.timeout_at(end):
                    await self._round()
            except TimeoutError:
                return
            if self._is_ready():
                now = self._app.screen, self._app.focused
                if now == before:
                    return
                before = now

    async def _round(self) -> None:
        """Wait until whatever waits now in the focus, in what it lies in, and in the app has been handled."""
        lowest = self._app.focused or self._app.screen
        pumps: list[MessagePump] = [*lowest.ancestors_with_self]
        for pump in pumps:
            passed = asyncio.Event()
            if pump.call_later(passed.set):
                await passed.wait()


def _goes_on(event: events.Event) -> bool:
    """Whether a text goes on after its first key: what is typed, but for the key that begins a command."""
    if isinstance(event, events.Key):
        return event.is_printable and event.key != COMMAND_KEY
    return isinstance(event, events.Paste)
