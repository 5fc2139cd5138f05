"""Colours of a theme as a terminal with few shows them."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.color import ColorSystem, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BLACK, _GREY, _DARK_GREY, _WHITE = 0, 7, 8, 15
"""Numbers of terminals' own colours."""
_APART = {_BLACK: _DARK_GREY, _DARK_GREY: _GREY, _GREY: _DARK_GREY, _WHITE: _DARK_GREY}
"""What is seen on a ground, and stands back."""


@lru_cache(8192)
def _downgraded(style: Style, system: ColorSystem) -> Style:
    foreground, background = _colour(style.color, system), _colour(style.bgcolor, system)
    if foreground and background:
        at, ground = foreground.number, background.number or 0
        if (at, ground) == (_GREY, _WHITE):  # what stands back on a light ground would hardly be seen
            foreground = foreground._replace(number=_DARK_GREY)
        elif at == ground and style.color != style.bgcolor:  # what is dimmed would be gone
            foreground = foreground._replace(number=_APART.get(ground, _WHITE))
    return style + Style.from_color(foreground, background)


def _colour(colour: RichColor | None, system: ColorSystem) -> RichColor | None:
    """Return a colour as the terminal has it, with what it was made of: Textual dims that below what lies over it."""
    if colour is None or colour.type == ColorType.DEFAULT:
        return None
    return colour.downgrade(system)._replace(triplet=colour.triplet)


class Downgrade(LineFilter):
    """Brings every colour down to what a terminal can show. Stateless: sessions of one depth share one."""

    def __init__(self, system: ColorSystem) -> None:
        super().__init__()
        self.system = system

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 -- Textual's signature
        """Return the segments in the terminal's own colours."""
        system = self.system
        return [
            Segment(text, None if style is None else _downgraded(style, system), control)
            for text, style, control in segments
        ]


SIXTEEN = Downgrade(ColorSystem.STANDARD)
"""For terminals of sixteen colours."""
