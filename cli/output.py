"""How commands print: stdout is data, stderr is talk, and nothing printed steers the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cli.streams import takes_any_text
from content.safe_text import safe_text

if TYPE_CHECKING:
    from rich.console import Console

    from content.loader import Portfolio
    from engine.settings import Settings

Colours = Literal["standard", "256", "truecolor"]


@dataclass(frozen=True)
class Visit:
    """The host's portfolio, settings and assistant, and the visitor's terminal; no `colours` means plain text.

    `sought` hears of what an advertisement asks for and the portfolio does not say. At `address` are the pages.
    """

    settings: Settings
    portfolio: Portfolio
    assistant: Any
    columns: int
    colours: Colours | None
    sought: Callable[[list[str]], None] | None = None
    address: str = ""


visit: ContextVar[Visit | None] = ContextVar("visit", default=None)
"""The visit that the current command serves; None on the owner's own command line."""


def opening(link: str) -> str:
    """Return the command that opens `link` in its screen, as whoever reads it would type it."""
    return f"portfolio open {link}" if visit.get() is None else f"ssh -t HOST open {link}"


PROSE_WIDTH = 88
"""Widest line of prose, in columns: longer ones are tiring to read."""


def colourful(plain: bool = False) -> bool:
    """Say whether stdout is a terminal that wants colour."""
    visiting = visit.get()
    if visiting is not None:
        return not plain and visiting.colours is not None
    return not plain and sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Return the width of the terminal that is printed to; `PROSE_WIDTH` where that is none."""
    visiting = visit.get()
    if visiting is not None:
        return visiting.columns
    return shutil.get_terminal_size((PROSE_WIDTH, 24)).columns if sys.stdout.isatty() else PROSE_WIDTH


def put(text: str = "", end: str = "\n") -> None:
    """Print data: safe text, at once."""
    sys.stdout.write(safe_text(text) + end)
    sys.stdout.flush()


def put_bytes(data: bytes) -> None:
    """Print data that is no text, byte for byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def talk(text: str) -> None:
    """Print a word to the person, on stderr."""
    sys.stderr.write(safe_text(text) + "\n")
    sys.stderr.flush()


def put_json(data: Any) -> None:
    """Print data as JSON, which escapes control characters by itself, and what stdout's encoding may lack."""
    put(json.dumps(data, ensure_ascii=not takes_any_text(), indent=2, default=str))


def console(plain: bool = False) -> Console:
    """Return a Rich console for stdout: colour where it is wanted, prose no wider than `PROSE_WIDTH`."""
    from rich.console import Console  # 40 ms that --help and pipes need not pay

    wanted = colourful(plain)
    visiting = visit.get()
    return Console(
        no_color=not wanted,
        force_terminal=wanted,
        color_system=(visiting.colours or "auto") if visiting is not None else "auto",
        width=min(columns(), PROSE_WIDTH),
        markup=False,
        highlight=False,
        emoji=False,
    )


def put_markdown(text: str, plain: bool = False) -> None:
    """Print Markdown, with signs for footnotes, tasks and formulas: set with Rich on a terminal, else as it is.

    What was struck has a line through it there, and `[-these signs-]` here.
    """
    from content.markdown_signs import with_signs, with_strokes

    text = with_signs(text)
    if not colourful(plain):
        put(with_strokes(text))
        return
    from rich.markdown import Markdown

    console(plain).print(Markdown(safe_text(text), hyperlinks=False))
