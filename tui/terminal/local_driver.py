"""The driver of a visitor's own terminal: Textual's, which also asks the terminal for its background.

A signal that ends the process ends the app first, so that the terminal is given back as it was.
"""

from __future__ import annotations

import asyncio
import os
import selectors
import signal
import termios
from codecs import getincrementaldecoder
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual import events
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.background import FOLLOW, FOLLOW_NO_MORE, QUERY
from tui.terminal.input_parser import InputParser
from tui.terminal.pictures import NAME_QUERY, Pictured, TerminalPicture
from tui.textual_internals import drivers

if TYPE_CHECKING:
    from textual.app import App

READ_BYTES = 4096
TICK_SECONDS = 0.1
_RESIZE_SECONDS = 0.03
"""How long a new size of the window waits for another: each costs a whole layout."""
SILENT_TERMS = ("linux", "dumb")
"""Terminals that have no answer, and an old way of showing what they do not know."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""Signals that end the app; it returns their number below zero, as `subprocess` does."""


@runtime_checkable
class Interruptible(Protocol):
    """An app that decides itself what Ctrl-C does, and keeps what is typed and not sent."""

    def interrupt(self, code: int) -> None:
        """Take the signal as the key; where it leaves, the app returns `code`."""

    def keep_drafts(self) -> None:
        """Keep what is typed and not sent."""


class LocalDriver(LinuxDriver):
    """Asks at the start, and goes on: the answer comes in the input, or never."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._handlers: dict[signal.Signals, Any] = {}
        self._follows = False
        self._pictures: list[TerminalPicture] = []
        self._resize: asyncio.TimerHandle | None = None

    def start_application_mode(self) -> None:
        """Prepare the terminal, then ask."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if not self._handlers:
            self._handlers = {number: signal.signal(number, self._end) for number in ENDING}
        drivers.loop_of(self).add_signal_handler(signal.SIGWINCH, self._resize_soon)
        if self.input_tty and drivers.can_write(self) and os.environ.get("TERM") not in SILENT_TERMS:
            app = drivers.app_behind(self)
            asks_name = isinstance(app, Pictured) and app.has_picture
            # the name first: an ESC may begin a reply only until the colour is told
            self.write((NAME_QUERY if asks_name else "") + QUERY + FOLLOW)
            self.flush()
            self._follows = True
        for picture in self._pictures:  # the app was suspended
            self.write(picture.sent)

    def stop_application_mode(self) -> None:
        """Give the terminal back, and the signals."""
        for picture in self._pictures:
            self.write(picture.forgotten)
        if self._follows:
            self.write(FOLLOW_NO_MORE)
            self._follows = False
        drivers.loop_of(self).remove_signal_handler(signal.SIGWINCH)
        super().stop_application_mode()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}

    def show_picture(self, picture: TerminalPicture) -> None:
        """Send a picture, now and whenever the terminal is taken again."""
        self._pictures.append(picture)
        self.write(picture.sent)

    def drop_picture(self, picture: TerminalPicture) -> None:
        """Have the terminal let go of a picture, where it was not given back already."""
        self._pictures.remove(picture)
        if self._follows:
            self.write(picture.forgotten)

    def _resize_soon(self) -> None:
        """Take one resize for all signals of a moment: Textual takes one for each, and in a storm of them recurses."""
        if self._resize is None:
            self._resize = drivers.loop_of(self).call_later(_RESIZE_SECONDS, self._resize_now)

    def _resize_now(self) -> None:
        self._resize = None
        size = drivers.window_of(self)
        if size is not None and not self.exit_event.is_set():
            drivers.app_behind(self).post_message(events.Resize(size, size))

    def _end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- what the interpreter calls
        """End the app; at once where its window is gone, since what it writes then blocks for ever."""
        app = drivers.app_behind(self)
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            if isinstance(app, Interruptible):
                app.keep_drafts()
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        if number == signal.SIGINT and isinstance(app, Interruptible):
            drivers.loop_of(self).call_soon_threadsafe(app.call_later, app.interrupt, -number)
        else:
            drivers.loop_of(self).call_soon_threadsafe(partial(app.exit, return_code=-number))

    def run_input_thread(self) -> None:
        """Read, parse and post until the app ends."""
        parser = InputParser(drivers.is_debugging(self))
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(TICK_SECONDS)
                if ready:
                    read = os.read(self.fileno, READ_BYTES)
                    if not read:
                        return  # the window is gone
                    for message in parser.feed(decode(read)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
