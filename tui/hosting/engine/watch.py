"""Keeps answers up to date while the owner edits the content."""

from __future__ import annotations

import contextlib
import threading
from typing import Protocol

from content.loader import Portfolio
from models.errors import ModelError
from tui.live import INTERVAL, PackWatch, reloaded


class Renewable(Protocol):
    """An assistant whose content may change."""

    def renew(self, portfolio: Portfolio) -> None:
        """Answer from other content from now on. Raises ModelError."""


def follow(assistant: Renewable, pack: PackWatch, stop: threading.Event | None = None) -> None:
    """Renew the assistant whenever the pack has changed and can be read, until `stop`. The target of a thread."""
    ended = stop or threading.Event()
    while not ended.wait(INTERVAL):
        if pack.changed():
            content = reloaded(pack.root)
            if isinstance(content, Portfolio):  # what is wrong with a pack is told where its pages are made
                with contextlib.suppress(ModelError):  # answers keep to the content so far
                    assistant.renew(content)
