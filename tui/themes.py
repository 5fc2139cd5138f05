"""The portfolio's own themes, in three voices: an accent for what acts and has the focus, a second colour for links and
citations, a third for figures.

Beside Textual's names every theme defines: `quiet` (borders and rules), `faint` (text that stands back), `figure`
(numbers that count), `request` and `event` (the two flows of the topology), `degraded` and `failed` (its states). The
nearest of the sixteen keep the three voices apart, too, and are yellow and red for the states.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.color import Color
from textual.theme import Theme

from content.theme import READABLE, VISIBLE, OwnTheme, contrast


@dataclass(frozen=True, slots=True)
class _Palette:
    """The colours that a theme is made of."""

    name: str
    dark: bool
    background: str
    surface: str
    panel: str
    foreground: str
    strong: str
    faint: str
    quiet: str
    hover: str
    """A scrollbar under the mouse."""
    accent: str
    second: str
    """Links, citations and events."""
    figure: str
    degraded: str
    failed: str
    good: str

    @property
    def theme(self) -> Theme:
        """These colours by all the names by which style sheets call them."""
        selected = f"{self.accent} {'30%' if self.dark else '25%'}"
        return Theme(
            name=self.name,
            primary=self.accent,
            secondary=self.second,
            accent=self.accent,
            foreground=self.foreground,
            background=self.background,
            surface=self.surface,
            panel=self.panel,
            warning=self.degraded,
            error=self.failed,
            success=self.good,
            dark=self.dark,
            variables={
                "quiet": self.quiet,
                "faint": self.faint,
                "strong": self.strong,
                "figure": self.figure,
                "request": self.accent,
                "event": self.second,
                "degraded": self.degraded,
                "failed": self.failed,
                "border": self.accent,
                "border-blurred": self.quiet,
                "block-cursor-foreground": self.strong,
                "block-cursor-background": self.panel,
                "block-cursor-blurred-background": self.surface,
                "input-cursor-background": self.accent,
                "input-cursor-foreground": self.background,
                "input-selection-background": selected,
                "screen-selection-background": selected,
                "scrollbar": self.quiet,
                "scrollbar-hover": self.hover,
                "scrollbar-active": self.accent,
                "scrollbar-background": self.background,
                "scrollbar-background-hover": self.background,
                "scrollbar-background-active": self.background,
                "link-color": self.second,
                "link-background": "transparent",
            },
        )


_INK = _Palette(
    "ink", True, background="#0d1110", surface="#151a18", panel="#1c2320", foreground="#d7dbd2", strong="#f4f7f0",
    faint="#87918b", quiet="#5e6863", hover="#76807b", accent="#a8f04a", second="#7cc7ff", figure="#cf92ff",
    degraded="#f2b84b", failed="#ff6b6b", good="#5fd38d",
)  # fmt: skip
_PAPER = _Palette(
    "paper", False, background="#faf9f4", surface="#f1f0e8", panel="#e7e7db", foreground="#232825", strong="#0f1411",
    faint="#5e655e", quiet="#868b82", hover="#6e746c", accent="#2b7200", second="#0055b8", figure="#7c2fa3",
    degraded="#8f5a00", failed="#b3261e", good="#1a6e3d",
)  # fmt: skip
_DUSK = _Palette(
    "dusk", True, background="#10121c", surface="#171a27", panel="#1f2333", foreground="#d5d8e6", strong="#f5f6fc",
    faint="#8d94ad", quiet="#60667d", hover="#7b819a", accent="#62dcf5", second="#7d99ff", figure="#f290da",
    degraded="#f2b84b", failed="#ff7480", good="#5fd38d",
)  # fmt: skip
_SAND = _Palette(
    "sand", False, background="#fbf6ea", surface="#f5eddb", panel="#ebe2cd", foreground="#2a251d", strong="#16120c",
    faint="#645c4e", quiet="#908776", hover="#756d5e", accent="#005b99", second="#6d3bb0", figure="#9c2565",
    degraded="#865300", failed="#ab231c", good="#1b6339",
)  # fmt: skip

_PALETTES = (_INK, _PAPER, _DUSK, _SAND)
INK, PAPER = _INK.theme, _PAPER.theme
THEMES = (INK, PAPER, _DUSK.theme, _SAND.theme)
_APART = 0.1
"""Parts of the circle of hues by which two of the three voices are apart."""
THEME_NAMES = tuple(theme.name for theme in THEMES)

_OFFER = "Theme: "
"""What the palette calls a theme, before its name."""


def theme_command(name: str) -> str:
    """Return what the palette calls the command that changes to a theme."""
    return f"{_OFFER}{name}"


def theme_of_command(text: str) -> str:
    """Return the theme that a command of the palette changes to; an empty text where it is another command."""
    return text.removeprefix(_OFFER) if text.startswith(_OFFER) else ""


def theme_names(own: OwnTheme | None) -> tuple[str, ...]:
    """Return the names of the themes to choose from: the owner's own first, where there is one."""
    return (own.name, *THEME_NAMES) if own else THEME_NAMES


def own_theme(own: OwnTheme) -> Theme:
    """Return the owner's theme: what it does not say comes from ours, blended with its own ground and text."""
    ground, text = Color.parse(own.background), Color.parse(own.foreground)
    dark = contrast(own.background, "#ffffff") > contrast(own.background, "#000000")
    base = _INK if dark else _PAPER

    def between(part: float) -> str:
        return ground.blend(text, part).hex.lower()

    def standing_back(least: float, on: str) -> str:
        tones = (between(part / 100) for part in range(20, 100, 5))
        return next((tone for tone in tones if contrast(tone, on) >= least), own.foreground)

    surface, panel = between(0.04), between(0.08)
    quiet, faint = standing_back(VISIBLE, surface), standing_back(READABLE, panel)
    second = own.second or _voice(dark, own.background, (own.accent, own.figure)) or own.foreground
    figure = own.figure or _voice(dark, own.background, (own.accent, second)) or own.foreground
    return replace(
        base, name=own.name, background=own.background, surface=surface, panel=panel, foreground=own.foreground,
        strong=own.foreground, faint=faint, quiet=quiet, hover=faint, accent=own.accent, second=second, figure=figure,
    ).theme  # fmt: skip


def _voice(dark: bool, ground: str, heard: tuple[str, ...]) -> str:
    """Return a colour of our own themes that can be read on `ground` and is not taken for those already heard."""
    ours = [each for each in _PALETTES if each.dark == dark]
    tones = [*(each.second for each in ours), *(each.figure for each in ours), *(each.accent for each in ours)]
    readable = [tone for tone in tones if contrast(tone, ground) >= READABLE]
    others = [each for each in heard if each]
    apart = (tone for tone in readable if all(_hues_between(tone, each) >= _APART for each in others))
    return next(apart, readable[0] if readable else "")


def _hues_between(one: str, other: str) -> float:
    """Return how far apart the hues of two colours are, in parts of the circle."""
    apart = abs(Color.parse(one).hsl.h - Color.parse(other).hsl.h)
    return min(apart, 1 - apart)


def theme_for(environment: Mapping[str, str]) -> str:
    """Return the theme that suits the terminal's background, where `COLORFGBG` tells it; dark otherwise.

    rxvt, Konsole and others set ``COLORFGBG=foreground;background``: backgrounds 7 and 9 to 15 are light.
    """
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    light = background.isdigit() and int(background) in (7, *range(9, 16))
    return PAPER.name if light else INK.name
