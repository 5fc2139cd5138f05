"""From a visitor's bytes to events of their app: in small slices, so that a flood from one visitor delays nobody else.

A message queue that is never empty never gives the loop a turn, so the pump posts a few events, waits until the app has
handled them, and rests as long as that took. Meanwhile the sink reads no further and the flood waits on its own side.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import contextvars
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import constants, events, messages

from tui.hosting.limits import TokenBucket
from tui.terminal.background import BackgroundTold
from tui.terminal.input_parser import InputParser
from tui.textual_internals import apps, parsers

if TYPE_CHECKING:
    from textual.app import App

    from tui.hosting.driver import SinkDriver
    from tui.hosting.sink import Sink

SLICE = 64
"""Characters parsed in one go."""
EVENTS = 8
"""Events posted before the app must have caught up."""
TURN_SECONDS = 0.002
PAUSE_BYTES, RESUME_BYTES = 8_192, 2_048
PASTE_QUIET_SECONDS = 1.0
"""A paste that was cut off has ended when nothing came for this long."""

ACCEPTED = (events.Key, events.MouseEvent, events.Paste, events.AppFocus, events.AppBlur,
            messages.TerminalSupportsSynchronizedOutput, BackgroundTold)  # fmt: skip


class InputPump:
    """Parses and posts one visitor's input. It has a task only while there is input."""

    def __init__(
        self,
        app: App[Any],
        driver: Callable[[], SinkDriver | None],
        sink: Sink,
        bucket: TokenBucket,
        paste_limit: int,
        broken: Callable[[], None],
    ) -> None:
        self.app, self._driver, self._sink = app, driver, sink
        self._bucket, self._paste_limit, self._broken = bucket, paste_limit, broken
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parser = InputParser()
        self._bytes = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._tick: asyncio.TimerHandle | None = None
        self._silent = 0
        self._cut_until = 0.0
        self._paused = False
        self._closed = False

    def feed(self, data: bytes) -> None:
        """Take bytes from the visitor."""
        if self._closed:
            return
        self._bytes += data
        if not self._paused and len(self._bytes) > PAUSE_BYTES:
            self._paused = True
            self._sink.pause(True)
        self.start()

    def start(self) -> None:
        """Begin on what has come in, once the app can take it."""
        if self._task is None and self._bytes and not self._closed and self._driver() is not None:
            self._task = asyncio.create_task(self._run(), name="input pump")

    async def close(self) -> None:
        """Stop, and let go of the app."""
        self._closed = True
        if self._tick is not None:
            self._tick.cancel()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._bytes.clear()
        parsers.close_parser(self._parser)

    async def _run(self) -> None:
        try:
            while self._bytes and not self._closed:
                piece = bytes(self._bytes[:SLICE])
                del self._bytes[:SLICE]
                if self._paused and len(self._bytes) < RESUME_BYTES:
                    self._paused = False
                    self._sink.pause(False)
                wait = self._bucket.spend(len(piece))
                if wait:
                    await asyncio.sleep(wait)
                await self._post(self._parse(self._decoder.decode(piece)))
            self._watch_escape()
        finally:
            self._task = None

    def _parse(self, text: str) -> list[events.Event]:
        """Return the events in `text`. Input that breaks the parser costs what was half typed, and nothing else."""
        if self._cut_until:
            text = self._after_cut_paste(text)
        parsed: list[Any] = []
        for char in text:  # one at a time, so that whatever breaks the parser takes nothing else along
            try:
                parsed.extend(self._parser.feed(char))
            except Exception:
                self._new_parser()
                self._broken()
        if any(isinstance(event, events.Resize | messages.InBandWindowResize) for event in parsed):
            self._new_parser()  # the size comes from the pty; in-band sizes would switch the parser to pixels
        self._silent = 0 if parsed else self._silent + len(text)
        if self._silent > self._paste_limit:
            self._new_parser()
            self._broken()
            self._cut_until = asyncio.get_running_loop().time() + PASTE_QUIET_SECONDS
        return [event for event in parsed if self._acceptable(event)]

    def _after_cut_paste(self, text: str) -> str:
        """Drop the rest of a paste that was too long: up to its end mark, or until it pauses."""
        now = asyncio.get_running_loop().time()
        if now > self._cut_until:
            self._cut_until = 0.0
            return text
        self._cut_until = now + PASTE_QUIET_SECONDS
        _, mark, rest = text.partition("\x1b[201~")
        if mark:
            self._cut_until = 0.0
        return rest

    def _acceptable(self, event: events.Event) -> bool:
        if isinstance(event, events.Key):
            return event.character is None or not any("\ud800" <= char <= "\udfff" for char in event.character)
        if isinstance(event, events.MouseEvent):
            width, height = self.app.size
            return 0 <= event.x < width and 0 <= event.y < height
        return isinstance(event, ACCEPTED)

    async def _post(self, parsed: list[events.Event]) -> None:
        loop = asyncio.get_running_loop()
        for start in range(0, len(parsed), EVENTS):
            driver = self._driver()
            if driver is None:
                return
            began = loop.time()
            for event in parsed[start : start + EVENTS]:
                driver.deliver(event)
            await asyncio.sleep(0)
            while apps.queued(self.app) and not self._closed:
                await asyncio.sleep(TURN_SECONDS)
            if self._bytes:  # a flood: half of the time is for the others
                await asyncio.sleep(loop.time() - began)

    def _watch_escape(self) -> None:
        """Ask the parser, a moment later, whether the ESC that it holds was a key."""
        if self._tick is not None:
            self._tick.cancel()
        if parsers.awaits_timeout(self._parser):
            delay, nobody = constants.ESCAPE_DELAY + 0.01, contextvars.Context()  # the app's would keep it alive
            self._tick = asyncio.get_running_loop().call_later(delay, self._escape_due, context=nobody)

    def _escape_due(self) -> None:
        self._tick = None
        if self._task is not None or self._closed:
            return
        try:
            parsed = list(self._parser.tick())
        except Exception:
            self._new_parser()
            self._broken()
            return
        driver = self._driver()
        for event in parsed:
            if driver is not None and self._acceptable(event):  # type: ignore[arg-type]
                driver.deliver(event)
        self._watch_escape()  # while a reply is due the parser waits longer than it says

    def _new_parser(self) -> None:
        parsers.close_parser(self._parser)
        self._parser = InputParser()
        self._silent = 0
