"""Structured logs: a line an event, on the stream that is given, with nothing in it that steers a terminal."""

from __future__ import annotations

import logging
from typing import Any, TextIO

import structlog

Log = structlog.typing.FilteringBoundLogger

VALUE_LENGTH = 200
"""Longest value from a visitor, such as a user name."""


def make_log(stream: TextIO, *, json: bool) -> Log:
    """Return a logger that writes JSON, or `key='value'` pairs for people. Both escape control characters."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    )
    log: Log = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    return log


def quiet_libraries(stream: TextIO) -> None:
    """Send the warnings of libraries to `stream`. asyncssh's INFO lines hold user names and commands: not those."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)r"))
    for name in ("asyncssh", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING if name == "asyncssh" else logging.ERROR)


def brief(value: str) -> str:
    """Return a visitor's value, cut to a length that fits a log line and made printable."""
    cut = value[:VALUE_LENGTH]
    return cut if cut.isprintable() else cut.encode("unicode_escape").decode("ascii")
