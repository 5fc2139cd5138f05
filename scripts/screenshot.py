"""The screen of a running app as an SVG document: its links are links, what is concealed is not in it, and it is the
same on every run and loads nothing from elsewhere.

Rich 15.0.0 draws it, which loses the links, shows what is concealed, and fetches a font.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment, Segments

from content.references import OUTSIDE
from line_art import with_line_art

TITLE = "portfolio"
FONTS = "ui-monospace, Menlo, DejaVu Sans Mono, Consolas"
_FETCHED = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_PREFIX = re.compile(r"terminal-\d+")
"""Before the names of Rich's style classes; the number is a hash that differs from run to run."""
_TEXT = re.compile(r'<text [^>]*clip-path="url\(#terminal-[^>]*>[^<]*</text>')
"""A text of the screen, of which there is one for each segment that is more than spaces; the title has no clip path."""


def screenshot(app: Any) -> str:
    """Return what an app shows, as its `export_screenshot` would, which has Rich draw what the compositor gives it."""
    width, height = app.size
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return svg_of(_console(width, height).render(update), width, height)


def svg_of(segments: Iterable[Segment], width: int, height: int) -> str:
    """Return what a terminal of that size shows as an SVG document."""
    shown = [_without_concealed(segment) for segment in segments if not segment.control]
    console = _console(width, height)
    console.print(Segments(shown), end="")
    drawn = _PREFIX.sub("terminal", console.export_svg(title=TITLE))
    lines = Segment.split_and_crop_lines(shown, length=width)
    addresses = iter([_address(segment) for line in lines for segment in line if segment.text.strip(" ")])
    drawn = _TEXT.sub(lambda text: _linked(text[0], next(addresses)), drawn)
    drawn = with_line_art(_FETCHED.sub("", drawn).replace("Fira Code", FONTS))
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


def _console(width: int, height: int) -> Console:
    return Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, color_system="truecolor", record=True,
        legacy_windows=False, safe_box=False,
    )  # fmt: skip


def _without_concealed(segment: Segment) -> Segment:
    hidden = segment.style is not None and segment.style.conceal
    return Segment(" " * cell_len(segment.text), segment.style) if hidden else segment


def _address(segment: Segment) -> str:
    """Return where a segment leads; nothing where it leads nowhere, or to what no reader should open."""
    address = segment.style.link if segment.style else None
    return address if address and address.startswith(OUTSIDE) else ""


def _linked(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{text}</a>' if address else text
