"""The portfolio's own themes: ink and paper, and one accent.

Beside Textual's names every theme defines: `quiet` (borders and rules), `faint` (text that stands back), `figure`
(numbers that count), `request` and `event` (the two flows of the topology), `degraded` and `failed` (its states). The
colours are chosen such that their nearest of the sixteen say the same: green, blue, yellow, red.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.theme import Theme

INK = Theme(
    name="ink",
    primary="#a8f04a",
    secondary="#7cc7ff",
    accent="#a8f04a",
    foreground="#d7dbd2",
    background="#0d1110",
    surface="#151a18",
    panel="#1c2320",
    warning="#f2b84b",
    error="#ff6b6b",
    success="#5fd38d",
    dark=True,
    variables={
        "quiet": "#2c3531",
        "faint": "#87918b",
        "strong": "#f4f7f0",
        "figure": "#d5a8ff",
        "request": "#a8f04a",
        "event": "#7cc7ff",
        "degraded": "#f2b84b",
        "failed": "#ff6b6b",
        "border": "#a8f04a",
        "border-blurred": "#2c3531",
        "block-cursor-foreground": "#f4f7f0",
        "block-cursor-background": "#1c2320",
        "block-cursor-blurred-background": "#151a18",
        "input-cursor-background": "#a8f04a",
        "input-cursor-foreground": "#0d1110",
        "input-selection-background": "#a8f04a 30%",
        "screen-selection-background": "#a8f04a 30%",
        "scrollbar": "#2c3531",
        "scrollbar-hover": "#46524c",
        "scrollbar-active": "#a8f04a",
        "scrollbar-background": "#0d1110",
        "scrollbar-background-hover": "#0d1110",
        "scrollbar-background-active": "#0d1110",
        "link-color": "#a8f04a",
        "link-background": "transparent",
    },
)

PAPER = Theme(
    name="paper",
    primary="#2b7200",
    secondary="#0055b8",
    accent="#2b7200",
    foreground="#232825",
    background="#faf9f4",
    surface="#f1f0e8",
    panel="#e7e7db",
    warning="#8f5a00",
    error="#b3261e",
    success="#1a6e3d",
    dark=False,
    variables={
        "quiet": "#d3d4c6",
        "faint": "#5e655e",
        "strong": "#0f1411",
        "figure": "#7c2fa3",
        "request": "#2b7200",
        "event": "#0055b8",
        "degraded": "#8f5a00",
        "failed": "#b3261e",
        "border": "#2b7200",
        "border-blurred": "#d3d4c6",
        "block-cursor-foreground": "#0f1411",
        "block-cursor-background": "#e7e7db",
        "block-cursor-blurred-background": "#f1f0e8",
        "input-cursor-background": "#2b7200",
        "input-cursor-foreground": "#faf9f4",
        "input-selection-background": "#2b7200 25%",
        "screen-selection-background": "#2b7200 25%",
        "scrollbar": "#d3d4c6",
        "scrollbar-hover": "#b4b6a5",
        "scrollbar-active": "#2b7200",
        "scrollbar-background": "#faf9f4",
        "scrollbar-background-hover": "#faf9f4",
        "scrollbar-background-active": "#faf9f4",
        "link-color": "#2b7200",
        "link-background": "transparent",
    },
)

THEMES = (INK, PAPER)
THEME_NAMES = tuple(theme.name for theme in THEMES)


def theme_for(environment: Mapping[str, str]) -> str:
    """Return the theme that suits the terminal's background, where `COLORFGBG` tells it; dark otherwise.

    rxvt, Konsole and others set ``COLORFGBG=foreground;background``: backgrounds 7 and 9 to 15 are light.
    """
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    light = background.isdigit() and int(background) in (7, *range(9, 16))
    return PAPER.name if light else INK.name
