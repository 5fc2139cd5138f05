"""A command that runs for a visitor of a door, in the host's process: what it shares, and what it prints to."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.settings import Settings

Colours = Literal["standard", "256", "truecolor"]


@dataclass(frozen=True)
class Visit:
    """The host's portfolio, settings and assistant, and the visitor's terminal; no `colours` means plain text."""

    settings: Settings
    portfolio: Portfolio
    assistant: Any
    columns: int
    colours: Colours | None


visit: ContextVar[Visit | None] = ContextVar("visit", default=None)
"""The visit that the current command serves; None on the owner's own command line."""


def opening(link: str) -> str:
    """Return the command that opens `link` in its screen, as whoever reads it would type it."""
    return f"portfolio open {link}" if visit.get() is None else f"ssh -t HOST open {link}"
