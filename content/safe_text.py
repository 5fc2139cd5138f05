"""Text that is safe to print: what visitors type, content holds and models say never steers the terminal."""

from __future__ import annotations

import unicodedata

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
"""Unicode categories that are not shown: control and format characters (bidirectional overrides among them),
surrogates, private use and unassigned."""
JOINERS = {"\u200c", "\u200d"}
"""Format characters that scripts and emoji need; they steer nothing."""


def safe_text(text: str) -> str:
    """Return `text` without characters that a terminal would obey or hide. Line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text.replace("\r\n", "\n") if _shown(char))


def one_line(text: str) -> str:
    """Return untrusted text as one safe line."""
    return " ".join(safe_text(text).split())


def in_quotes(text: str) -> str:
    """Return untrusted text as it is named in a sentence: in “quotes”, with escapes for what is not shown."""
    return f"“{repr(text)[1:-1]}”"


def _shown(char: str) -> bool:
    return char in "\n\t" or char in JOINERS or unicodedata.category(char) not in HIDDEN
