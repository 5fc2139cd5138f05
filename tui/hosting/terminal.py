"""What a visitor's terminal says of itself: size, colour and character set, from TERM and a few variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tui.hosting.sink import Size

VARIABLES = frozenset({"COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "LC_TERMINAL"})
"""Environment that a visitor may send. It describes their terminal; it never reaches `os.environ`."""
VARIABLE_LENGTH = 64
VARIABLE_COUNT = 2 * len(VARIABLES)

Depth = Literal["none", "16", "256", "truecolor"]

TRUECOLOR_TERMS = ("kitty", "ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
DUMB_TERMS = ("", "dumb", "unknown")
SMALLEST = Size(20, 6)
FALLBACK = Size(80, 24)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it was requested: `term` is empty where there is none (no pty)."""

    term: str
    size: Size
    depth: Depth
    utf8: bool
    still: bool = False
    """Whether the visitor wants less motion. Browsers say so; no terminal does."""

    @property
    def present(self) -> bool:
        """Whether a pty was asked for."""
        return bool(self.term)

    @property
    def capable(self) -> bool:
        """Whether screens can be drawn on it."""
        return self.term not in DUMB_TERMS


def read_terminal(term: str, size: Size, environment: Mapping[str, str]) -> Terminal:
    """Return the terminal that TERM and the accepted variables describe."""
    return Terminal(term, size, colour_depth(term, environment), wants_utf8(environment))


def colour_depth(term: str, environment: Mapping[str, str]) -> Depth:
    """Return how many colours to send. COLORTERM is rarely forwarded, so TERM often has to tell."""
    if environment.get("NO_COLOR") or term in DUMB_TERMS:
        return "none"
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    if environment.get("LC_TERMINAL", "").lower() in ("iterm2", "wezterm", "ghostty"):
        return "truecolor"
    name = term.lower()
    if name.endswith("-direct") or any(known in name for known in TRUECOLOR_TERMS):
        return "truecolor"
    return "256" if "256color" in name else "16"


def wants_utf8(environment: Mapping[str, str]) -> bool:
    """Say whether the locale takes UTF-8. Who sends no locale is taken to: nearly every terminal does."""
    locale = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or "UTF-8"
    return "utf-8" in locale.lower() or "utf8" in locale.lower()


def clamp(columns: int, rows: int, most: Size) -> Size:
    """Return a size that screens can be laid out in; a size of zero means that the client does not know its own."""
    return Size(
        min(max(columns, SMALLEST.columns), most.columns) if columns else FALLBACK.columns,
        min(max(rows, SMALLEST.rows), most.rows) if rows else FALLBACK.rows,
    )
