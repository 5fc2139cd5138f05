"""Textual's parser of terminal input: a place to take sequences out of it, its wait for more, and its end."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser

from tui.textual_internals.switch import is_patched


class SequenceParser(XTermParser):
    """Hands every sequence that Textual does not know to `keys`, before Textual types it where the focus is."""

    def __init__(self, debug: bool = False) -> None:
        self._asks = is_patched()
        super().__init__(debug)

    def keys(self, sequence: str, alt: bool) -> Iterable[events.Key]:
        """Return the keys of a sequence: those that Textual reads in it. Subclasses read others."""
        return super()._sequence_to_key_events(sequence, alt)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        return self.keys(sequence, alt) if self._asks else super()._sequence_to_key_events(sequence, alt)


def awaits_timeout(parser: XTermParser) -> bool:
    """Say whether the parser holds an ESC that may be a key of its own."""
    return parser._timeout_time is not None


def close_parser(parser: XTermParser) -> None:
    """Drain a parser and let go of what it holds."""
    try:
        for _ in parser.feed(""):
            pass
    except Exception:  # whatever the visitor left half typed is of no use to anybody
        pass
    parser._tokens.clear()
    parser._gen.close()
