"""The driver of a visitor's own terminal: Textual's, which also asks the terminal for its background."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual.drivers.linux_driver import LinuxDriver

from tui.background import QUERY
from tui.input_parser import InputParser

READ_BYTES = 4096
TICK_SECONDS = 0.1
SILENT_TERMS = ("linux", "dumb")
"""Terminals that have no answer, and an old way of showing what they do not know."""


class LocalDriver(LinuxDriver):
    """Asks at the start, and goes on: the answer comes in the input, or never."""

    def start_application_mode(self) -> None:
        """Prepare the terminal, then ask."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.input_tty and self._writer_thread is not None and os.environ.get("TERM") not in SILENT_TERMS:
            self.write(QUERY)
            self.flush()

    def run_input_thread(self) -> None:
        """Read, parse and post until the app ends."""
        parser = InputParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(TICK_SECONDS)
                if ready and (text := decode(os.read(self.fileno, READ_BYTES))):
                    for message in parser.feed(text):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
