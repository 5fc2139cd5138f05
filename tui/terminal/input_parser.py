"""Textual's parser of terminal input, which also takes what a terminal says of itself.

Textual 8.2.8 types sequences that it does not know into whatever has the focus. Here no part of a report is ever typed:
neither of a string (OSC, DCS, APC), whole, in pieces, late, or cut off, nor of a control sequence (CSI) that is no key.
Two keys are read that Textual takes for others: Alt+Enter, and what xterm sends with modifyOtherKeys.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable

from textual import events
from textual.keys import Keys
from textual.message import Message

from tui.terminal.background import BackgroundTold, is_light
from tui.terminal.pictures import TerminalNamed, name_in
from tui.textual_internals.parsers import SequenceParser

BEGIN = re.compile(r"\x1b(?:\]\d|P[\d>!$+]|_G)")
"""A command begins so. Alt and `]` is a key; a digit within its tenth of a second is not typed by hand."""
REPORT = re.compile(r"\x1b\[(?:[?>=][\d;:]*(?:\$[^y]|[^\d;:$])|\d[\d;]*(?:[cntx]|\$y)|\??\d+;\d+(?:;\d+)?R)")
"""What a terminal says of itself: attributes, status, sizes, modes. Textual reads the private modes (`CSI ? … $ y`)."""
LONG_REPORT = re.compile(r"\x1b\[[?>=][\d;:]{28}")
"""The beginning of a report that is longer than what Textual looks at."""
THEME = {"\x1b[?997;1n": False, "\x1b[?997;2n": True}
"""The theme has changed (DEC mode 2031), and is light now."""
OTHER_KEY = re.compile(r"\x1b\[27;(\d+);(\d+)~")
"""A key of xterm's modifyOtherKeys: modifiers, code. The kitty protocol, which Textual reads, has them in its `u`."""
ALT_ENTER = "\x1b\r"
_END = ("\x07", "\x1b\\", "\x9c")
FINAL = tuple(map(chr, range(0x40, 0x7F)))
_KEPT = 64
"""Characters of a command that are kept. The rest of a longer one is dropped."""

COMMAND_SECONDS = 1.0
"""A command that has not ended after this long was cut off: what follows is typed by somebody."""

PATIENCE_SECONDS = 0.5
"""While a reply is due, an ESC may be its first character, so it becomes a key only after this long."""
DUE_SECONDS = 5.0
"""A reply is due for this long; later ones say nothing any more, lest the colours change under a reader's eyes."""


class InputParser(SequenceParser):
    """Yields what Textual does, and what the terminal says of its background, as it is or changes, and of its name."""

    def __init__(self, debug: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = clock() + DUE_SECONDS
        self._fed = 0.0
        self._command: str | None = None
        self._ends: tuple[str, ...] = _END
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

    def keys(self, sequence: str, alt: bool) -> Iterable[events.Key]:
        """Return the keys of a sequence: none where the terminal speaks of itself."""
        if self._command is None:
            if LONG_REPORT.fullmatch(sequence):
                self._command, self._begun = "", self._clock()
                self._ends = FINAL
            elif BEGIN.fullmatch(sequence):
                self._command, self._begun = sequence[-1], self._clock()
                self._ends = _END
            elif not self._is_report(sequence):
                yield from self._typed(sequence, alt)
                return
        elif sequence in self._ends:
            self._end(self._command)
            self._command = None
        elif len(sequence) == 1 and sequence >= " ":
            self._command = (self._command + sequence)[:_KEPT]
        else:  # a key or another sequence: this command was cut off
            self._command = None
            yield from super().keys(sequence, alt)
            return
        yield events.Key(Keys.Ignore, sequence)

    def _typed(self, sequence: str, alt: bool) -> Iterable[events.Key]:
        if sequence == ALT_ENTER:
            yield events.Key("alt+enter", None)
        elif other := OTHER_KEY.fullmatch(sequence):
            yield from super().keys(f"\x1b[{other[2]};{other[1]}u", alt)
        else:
            yield from super().keys(sequence, alt)

    def _is_report(self, sequence: str) -> bool:
        if sequence in THEME:
            self._told.append(BackgroundTold(THEME[sequence]))
        return REPORT.fullmatch(sequence) is not None

    def _end(self, command: str) -> None:
        if name := name_in(command):
            self._told.append(TerminalNamed(name))
        light = is_light(command)
        if light is not None and self._clock() < self._due:
            self._due = 0.0
            self._told.append(BackgroundTold(light))
