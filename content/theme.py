"""The shape of `theme:` in profile.yaml: the owner's own colours, which have to be such that text can be read."""

from __future__ import annotations

from typing import Annotated

from content.fields import Model, Slug, part
from content.limits import COLOUR_PATTERN, Limit

_Colour = Annotated[str, Limit(pattern=COLOUR_PATTERN)]
_Choice = Annotated[str, Limit(pattern=rf"{COLOUR_PATTERN}|^$")]

READABLE = 4.5
"""Contrast of text by WCAG 2.2, level AA."""
VISIBLE = 3.0
"""Contrast of what only has to be seen, as borders and what stands back for a moment (WCAG 2.2, 1.4.11)."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as ``#0d1110``, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@part
class OwnTheme(Model):
    """The owner's own theme. What is not given comes from ink or from paper, whichever the background is nearer to."""

    name: Slug = "own"
    background: _Colour
    foreground: _Colour
    accent: _Colour
    second: _Choice = ""
    figure: _Choice = ""

    def __post_init__(self) -> None:
        for name in ("foreground", "accent", "second", "figure"):
            colour = getattr(self, name)
            if colour and (found := contrast(colour, self.background)) < READABLE:
                wrong = f"`{name}` {colour} on {self.background} has a contrast of {found:.1f}"
                raise ValueError(f"{wrong}: expected {READABLE} or more, so that text can be read")
