"""Redraws the lines of a terminal screenshot as vectors, so that they join in every font.

A screenshot's SVG holds box-drawing characters as text; most fonts draw them lower than a line of the screenshot is
high, and every vertical line shows gaps. Text stays text.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict

from tui.drawing.diagram.strokes import JUNCTIONS

CELL, LINE, ASCENT, TOP = 12.2, 24.4, 20.0, 1.7
"""Rich's cell width and line height in pixels, the baseline below a line's top, and where the first line begins."""
THIN, THICK, CURVE = 1.5, 4.0, 6.0
"""Widths of light and heavy lines, and the radius of a round corner."""
TEXT = re.compile(r'<text class="(terminal-r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
COLOUR = re.compile(r"\.(terminal-r\d+) \{ fill: (#[0-9a-f]{6})")
DASHES = {"╌": "─", "╎": "│", "╍": "━", "╏": "┃"}
ROUND = {"╭": (0, 1, 1, 0), "╮": (0, 0, 1, 1), "╰": (1, 1, 0, 0), "╯": (1, 0, 0, 1)}
ARROWS = {"▲": (0, -1), "►": (1, 0), "▼": (0, 1), "◄": (-1, 0)}
WAYS = ((0, -1), (1, 0), (0, 1), (-1, 0))
DRAWN = set(JUNCTIONS[1:]) | set(DASHES) | set(ROUND) | set(ARROWS)


def with_line_art(svg: str) -> str:
    """Return the screenshot with its lines and arrow heads as paths."""
    colours = dict(COLOUR.findall(svg))
    strokes: dict[tuple[str, float], list[str]] = defaultdict(list)
    heads: dict[str, list[str]] = defaultdict(list)

    def redraw(match: re.Match[str]) -> str:
        name, left, baseline, text = match[1], float(match[2]), float(match[3]), html.unescape(match[4])
        if not DRAWN & set(text):
            return match[0]
        for index, char in enumerate(text):
            x, y = left + (index + 0.5) * CELL, baseline - ASCENT + TOP + LINE / 2
            if char in ARROWS:
                heads[colours[name]].append(_head(x, y, *ARROWS[char]))
            elif char in DRAWN:
                for width, path in _lines(char, x, y):
                    strokes[colours[name], width].append(path)
        rest = "".join("\u00a0" if char in DRAWN else char for char in text)
        return match[0].replace(f">{match[4]}<", f">{html.escape(rest)}<") if rest.strip() else ""

    redrawn = TEXT.sub(redraw, svg)
    paths = [
        f'<path d="{"".join(parts)}" stroke="{colour}" stroke-width="{width:g}" fill="none"/>'
        for (colour, width), parts in strokes.items()
    ]
    paths += [f'<path d="{"".join(parts)}" fill="{colour}"/>' for colour, parts in heads.items()]
    before, matrix, after = redrawn.partition('<g class="terminal-matrix">')
    return f"{before}{matrix}\n" + "\n".join(paths) + after


def _lines(char: str, x: float, y: float) -> list[tuple[float, str]]:
    """Return the strokes of a box-drawing character around its middle, as (width, path)."""
    if char in ROUND:
        (ax, ay), (bx, by) = (way for way, arm in zip(WAYS, ROUND[char], strict=True) if arm)
        start = f"M{x + ax * CELL / 2:g} {y + ay * LINE / 2:g}L{x + ax * CURVE:g} {y + ay * CURVE:g}"
        end = f"Q{x:g} {y:g} {x + bx * CURVE:g} {y + by * CURVE:g}L{x + bx * CELL / 2:g} {y + by * LINE / 2:g}"
        return [(THIN, start + end)]
    if char in DASHES:
        heavy, upright = char in "╍╏", char in "╎╏"
        length = LINE if upright else CELL
        dash = length * 0.32
        offsets = (-length / 4 - dash / 2, length / 4 - dash / 2)
        step = f"v{dash:g}" if upright else f"h{dash:g}"
        starts = [(x, y + offset) if upright else (x + offset, y) for offset in offsets]
        return [(THICK if heavy else THIN, "".join(f"M{a:g} {b:g}{step}" for a, b in starts))]
    number = JUNCTIONS.index(char)
    arms = (number // 27, number // 9 % 3, number // 3 % 3, number % 3)
    found = []
    for (dx, dy), arm in zip(WAYS, arms, strict=True):
        if arm:
            width = THIN if arm == 1 else THICK
            back = width / 2  # arms overlap in the middle, so that corners close
            path = f"M{x - dx * back:g} {y - dy * back:g}L{x + dx * CELL / 2:g} {y + dy * LINE / 2:g}"
            found.append((width, path))
    return found


def _head(x: float, y: float, dx: int, dy: int) -> str:
    """Return an arrow head that points to (dx, dy)."""
    tip_x, tip_y = x + dx * CELL / 2, y + dy * LINE / 2
    back_x, back_y = tip_x - dx * 11, tip_y - dy * 11
    side_x, side_y = 5.5 * abs(dy), 5.5 * abs(dx)
    corners = ((tip_x, tip_y), (back_x + side_x, back_y + side_y), (back_x - side_x, back_y - side_y))
    return f"M{'L'.join(f'{a:g} {b:g}' for a, b in corners)}z"
