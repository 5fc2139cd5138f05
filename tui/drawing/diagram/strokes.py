"""Box-drawing characters by their arms, light and heavy, with an ASCII form.

A cell of a line has four arms (up, right, down, left), each of weight 0 (none), 1 (light) or 2 (heavy). Unicode has a
character for each of the 81 combinations, which is why events are heavy and not double: lines of both kinds can then
cross, turn and leave a box with a proper junction everywhere.
"""

from __future__ import annotations

from tui.drawing.diagram.geometry import DOWN, LEFT, RIGHT, UP

Arms = tuple[int, int, int, int]

NONE, LIGHT, HEAVY = range(3)

JUNCTIONS = " ╴╸╷┐┑╻┒┓╶─╾┌┬┭┎┰┱╺╼━┍┮┯┏┲┳╵┘┙│┤┥╽┧┪└┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"
"""Characters in the order of the arms read as a number to the base of three, up first."""

DASHED = {"─": "╌", "│": "╎", "━": "╍", "┃": "╏"}
"""The dashed form of each straight line."""

ARROWS = {UP: "▲", RIGHT: "►", DOWN: "▼", LEFT: "◄"}

ROUNDED = {"┌": "╭", "┐": "╮", "└": "╰", "┘": "╯"}

_ASCII = str.maketrans(
    dict.fromkeys(JUNCTIONS[1:] + "╭╮╰╯", "+")
    | dict.fromkeys("─╌╴╶╼╾–—·", "-")
    | dict.fromkeys("│╎╵╷╽╿", "|")
    | dict.fromkeys("━╍╸╺", "=")
    | dict.fromkeys("┃╏╹╻", ":")
    | dict(zip("▲►▼◄●✗…’‘“”×", "^>v<ox.''\"\"x", strict=True))
)
"""Plain ASCII for each character of a drawing, cell by cell."""


def junction(arms: Arms) -> str:
    """Return the character with those arms."""
    up, right, down, left = arms
    return JUNCTIONS[up * 27 + right * 9 + down * 3 + left]


def joined_strokes(arms: Arms, others: Arms) -> Arms:
    """Return the heavier of both in every direction."""
    return (
        max(arms[UP], others[UP]),
        max(arms[RIGHT], others[RIGHT]),
        max(arms[DOWN], others[DOWN]),
        max(arms[LEFT], others[LEFT]),
    )


def heavy(arms: Arms) -> Arms:
    """Return the same arms, all heavy."""
    up, right, down, left = arms
    return up and HEAVY, right and HEAVY, down and HEAVY, left and HEAVY


def rounded(char: str) -> str:
    """Return the round form of a light corner, and any other character as it is."""
    return ROUNDED.get(char, char)


def with_arm(arms: Arms, direction: int, weight: int) -> Arms:
    """Return `arms` with the arm in `direction` at least of that weight."""
    up, right, down, left = arms
    return (
        max(up, weight) if direction == UP else up,
        max(right, weight) if direction == RIGHT else right,
        max(down, weight) if direction == DOWN else down,
        max(left, weight) if direction == LEFT else left,
    )


def to_ascii(text: str) -> str:
    """Return `text` in plain ASCII; a character without a form of its own becomes a question mark."""
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")
