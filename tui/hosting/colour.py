"""Colour depth per session: every app renders in truecolor, and a line filter brings it down for that visitor.

Rich caches the escape codes of a style on the style itself, and Textual shares styles between apps, so the depth must
not be left to the console: the first session would decide for all.
"""

from __future__ import annotations

import io

from rich.color import ColorSystem
from rich.console import Console
from textual.filter import LineFilter, NoColor

from tui.hosting.terminal import Depth
from tui.terminal.colour import SIXTEEN, Downgrade


def truecolor_console() -> Console:
    """Return the console of an app that draws on no terminal of this process, whatever the environment says."""
    return Console(
        color_system="truecolor", file=io.StringIO(), force_terminal=True, legacy_windows=False, highlight=False,
        markup=True, emoji=False, safe_box=False, soft_wrap=False, _environ={},
    )  # fmt: skip


FILTERS: dict[Depth, LineFilter | None] = {
    "none": NoColor(),
    "16": SIXTEEN,
    "256": Downgrade(ColorSystem.EIGHT_BIT),
    "truecolor": None,
}
