"""The switch that takes our changes to Textual out, to find out whether a fault is Textual's or ours.

Without them an app paints more than what changed (`painting`), draws a room late and in parts (`opening`), parses its
styles for every screen and every session (`stylesheets`), makes those that nobody draws (`components`) and caches that
nobody asks (`strips`), leaves more to the garbage collector (`circles`) and never asks the terminal for its background
(`parsers`). It shows the same screens.
"""

from __future__ import annotations

import os

VARIABLE = "PORTFOLIO_TEXTUAL"
_PLAIN = "plain"


def is_patched() -> bool:
    """Whether Textual runs with our changes: always, unless the environment says `PORTFOLIO_TEXTUAL=plain`."""
    return os.environ.get(VARIABLE) != _PLAIN
