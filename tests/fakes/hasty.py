"""A whole visit as keys, and what it leaves behind: the same however fast it was typed, at every door."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from engine.keep.inbox import Inbox
from engine.settings import Settings

VISIT = "\t6jj\r8Ann\ta@b.example\tHello\r5\ry"
"""From Home: the third essay, a message, the first case study, and a link to it on the clipboard."""
PACE = {"one packet": None, "key by key": 0.0, "2 ms apart": 0.002, "50 ms apart": 0.05}
"""Seconds between two keys; None types all of them in one write."""
SENT = ("Ann", "a@b.example", "Hello")
_CLIPBOARD = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)")


def copied(output: bytes) -> str:
    """What a terminal was last told to put on its clipboard (OSC 52)."""
    told = _CLIPBOARD.findall(output)
    return base64.b64decode(told[-1]).decode() if told else ""


def messages_in(folder: Path) -> list[tuple[str, str, str]]:
    """The messages that the inbox of a data folder holds."""
    return [(each.name, each.reach, each.text) for each in Inbox.of(Settings(data_dir=folder)).messages()]
