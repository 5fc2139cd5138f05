"""Times as a visitor reads them."""

from __future__ import annotations


def in_words(seconds: float) -> str:
    """Return a time in words: `45 seconds`, `15 minutes`, `2 hours`."""
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        count = round(seconds / length)
        if seconds >= length:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "a moment"
