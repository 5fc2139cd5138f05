"""Textual's parser of terminal input, which also takes what a terminal says of itself.

To Textual an operating system command (OSC) in the input is an unknown sequence, and it types unknown sequences into
whatever has the focus. Here no part of one is ever typed: it is taken out, whole, in pieces, late, or cut off.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import Keys
from textual.message import Message

from tui.terminal.background import BackgroundTold, is_light

BEGIN = re.compile(r"\x1b\]\d")
"""A command begins so. Alt and `]` is a key; a digit within its tenth of a second is not typed by hand."""
END = ("\x07", "\x1b\\", "\x9c")
KEPT = 64
"""Characters of a command that are kept. The rest of a longer one is dropped."""

COMMAND_SECONDS = 1.0
"""A command that has not ended after this long was cut off: what follows is typed by somebody."""

PATIENCE_SECONDS = 0.5
"""While a reply is due, an ESC may be its first character, so it becomes a key only after this long."""
DUE_SECONDS = 5.0
"""A reply is due for this long; later ones say nothing any more, lest the colours change under a reader's eyes."""


class InputParser(XTermParser):
    """Yields what Textual's parser does, and `BackgroundTold` once, where the terminal answers in time."""

    def __init__(self, debug: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = clock() + DUE_SECONDS
        self._fed = 0.0
        self._command: str | None = None
        self._begun = 0.0
        self._told: deque[Message] = deque()
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Return what `data` completes."""
        self._fed = self._clock()
        if self._fed > self._begun + COMMAND_SECONDS:
            self._command = None
        yield from super().feed(data)
        while self._told:
            yield self._told.popleft()

    def tick(self) -> Iterable[Message]:
        """Return what has become a key because nothing followed it."""
        now = self._clock()
        if now >= self._due or now >= self._fed + PATIENCE_SECONDS:
            yield from super().tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if self._command is None:
            if not BEGIN.fullmatch(sequence):
                yield from super()._sequence_to_key_events(sequence, alt)
                return
            self._command, self._begun = sequence[-1], self._clock()
        elif sequence in END:
            self._end(self._command)
            self._command = None
        elif len(sequence) == 1 and sequence >= " ":
            self._command = (self._command + sequence)[:KEPT]
        else:  # a key or another sequence: this command was cut off
            self._command = None
            yield from super()._sequence_to_key_events(sequence, alt)
            return
        yield events.Key(Keys.Ignore, sequence)

    def _end(self, command: str) -> None:
        light = is_light(command)
        if light is not None and self._clock() < self._due:
            self._due = 0.0
            self._told.append(BackgroundTold(light))
