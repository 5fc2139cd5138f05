"""The driver of a visitor's own terminal: Textual's, which also asks the terminal for its background.

A signal that ends the process ends the app first, so that the terminal is given back as it was.
"""

from __future__ import annotations

import os
import selectors
import signal
import termios
from codecs import getincrementaldecoder
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.background import FOLLOW, FOLLOW_NO_MORE, QUERY
from tui.terminal.input_parser import InputParser
from tui.textual_internals import drivers

if TYPE_CHECKING:
    from textual.app import App

READ_BYTES = 4096
TICK_SECONDS = 0.1
SILENT_TERMS = ("linux", "dumb")
"""Terminals that have no answer, and an old way of showing what they do not know."""
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""Signals that end the app; it returns their number below zero, as `subprocess` does."""


class LocalDriver(LinuxDriver):
    """Asks at the start, and goes on: the answer comes in the input, or never."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._handlers: dict[signal.Signals, Any] = {}
        self._follows = False

    def start_application_mode(self) -> None:
        """Prepare the terminal, then ask."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if not self._handlers:
            self._handlers = {number: signal.signal(number, self._end) for number in ENDING}
        if self.input_tty and drivers.can_write(self) and os.environ.get("TERM") not in SILENT_TERMS:
            self.write(QUERY + FOLLOW)
            self.flush()
            self._follows = True

    def stop_application_mode(self) -> None:
        """Give the terminal back, and the signals."""
        if self._follows:
            self.write(FOLLOW_NO_MORE)
            self._follows = False
        super().stop_application_mode()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers = {}

    def _end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- what the interpreter calls
        """End the app; at once where its window is gone, since what it writes then blocks for ever."""
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        drivers.loop_of(self).call_soon_threadsafe(partial(drivers.app_behind(self).exit, return_code=-number))

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
