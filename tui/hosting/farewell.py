"""The last line that a visitor reads, after their terminal is their own again."""

from __future__ import annotations

from tui.hosting.crash_guard import APOLOGY

LINES = {
    "quit": "Thanks for stopping by.",
    "idle": "It was quiet for {idle}, so this session was closed. Come back any time.",
    "time": "This session was open for {session_time} and was closed to make room. Come back any time.",
    "shutdown": "This host is restarting; please come back in a minute. Thanks for stopping by.",
    "crash": APOLOGY,
}
REFUSALS = {
    "total": "Every seat here is taken right now; please try again in a minute or two.",
    "address": "Your address has {per_address} sessions open here, which is the limit; close one, and try again.",
    "arrivals": "Too many connections from your address within a minute; please wait a little and try again.",
    "connections": "This host has all the connections that it can hold; please try again in a minute.",
    "shutdown": "This host is restarting; please come back in a minute.",
}


def duration(seconds: float) -> str:
    """Return a time in words: `45 seconds`, `15 minutes`, `2 hours`."""
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        count = round(seconds / length)
        if seconds >= length:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "a moment"
