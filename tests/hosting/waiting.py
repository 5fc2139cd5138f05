"""How the tests of the doors wait, and read what a terminal was sent."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>])")
PATIENCE = 15.0


def plain(data: bytes) -> str:
    """Return terminal output without its escape sequences."""
    return ESCAPES.sub(b"", data).decode("utf-8", "replace")


async def until(condition: Callable[[], Any], what: str = "it", seconds: float = PATIENCE) -> None:
    """Wait for a condition, which the event loop makes true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        await asyncio.sleep(0.005)
