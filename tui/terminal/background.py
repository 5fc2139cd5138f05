"""What a terminal says of its background when it is asked (OSC 11), and when it changes (DEC mode 2031)."""

from __future__ import annotations

import re

from textual.message import Message

QUERY = "\x1b]11;?\x1b\\"
"""Asks for the colour. Whoever knows it answers in the input; nobody waits for that."""

FOLLOW, FOLLOW_NO_MORE = "\x1b[?2031h", "\x1b[?2031l"
"""Asks to be told whenever the terminal turns light or dark; and no more. Terminals that do not know it are silent."""

REPLY = re.compile(r"11;rgba?:([0-9a-f]{1,4})/([0-9a-f]{1,4})/([0-9a-f]{1,4})(?:/[0-9a-f]{1,4})?", re.IGNORECASE)
LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in how light a colour looks (ITU-R BT.601)."""


class BackgroundTold(Message):
    """The terminal has said whether its background is light."""

    def __init__(self, light: bool) -> None:
        super().__init__()
        self.light = light


def is_light(reply: str) -> bool | None:
    """Return whether the body of a reply names a light colour; None where it is no reply to `QUERY`."""
    told = REPLY.fullmatch(reply)
    if told is None:
        return None
    parts = (int(part, 16) / ((1 << 4 * len(part)) - 1) for part in told.groups())
    return sum(weight * part for weight, part in zip(LUMA, parts, strict=True)) > 0.5
