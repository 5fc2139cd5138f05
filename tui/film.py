"""A recording as one SVG that moves by itself: the screens below each other, shown one at a time.

A row that looks the same in many screens is drawn once. Where less motion is wanted, the first screen stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

ScreenRow = tuple[tuple[str, Style], ...]
"""Texts with their styles, from the left."""

_CELL, _LINE, _SIZE = 8.4, 18, 14
"""Width of a cell, height of a row, and size of the letters, in pixels."""
_FONTS = "ui-monospace, Menlo, DejaVu Sans Mono, Consolas, monospace"


@dataclass(frozen=True, slots=True)
class Screen:
    """What stood on the screen from that second."""

    second: float
    rows: tuple[ScreenRow, ...]


def row_of(segments: Iterable[Segment]) -> ScreenRow:
    """Return a row as it is drawn: what has no text is left out."""
    return tuple((segment.text, segment.style or Style.null()) for segment in segments if segment.text)


def animated_svg(screens: Sequence[Screen], columns: int, seconds: float, title: str, made_with: str = "") -> str:
    """Return the SVG that shows the screens at their seconds, and begins again after `seconds`.

    `made_with` is noted in it: the fingerprint of what it was recorded of.
    """
    width, height = round(columns * _CELL), len(screens[0].rows) * _LINE
    numbers: dict[ScreenRow, int] = {}
    for screen in screens:
        for row in screen.rows:
            numbers.setdefault(row, len(numbers))
    background = _ground(screens[0].rows[0]) or "#000000"
    defined = "\n".join(f'<g id="r{number}">{"".join(_drawn(row, background))}</g>' for row, number in numbers.items())
    film = "\n".join(_placed(screen, numbers, at * height) for at, screen in enumerate(screens))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            *([f"<metadata>{escape(made_with)}</metadata>"] if made_with else []),
            f"<style>text {{ font: {_SIZE}px {_FONTS}; white-space: pre }}",
            f"#film {{ animation: play {seconds:.1f}s steps(1, end) infinite }}",
            "@media (prefers-reduced-motion: reduce) { #film { animation: none } }",
            f"@keyframes play {{ {''.join(_keyframes(screens, height, seconds))} }}</style>",
            f"<defs>\n{defined}\n</defs>",
            f'<rect width="{width}" height="{height}" fill="{background}"/>',
            f'<g id="film">\n{film}\n</g>',
            "</svg>\n",
        )
    )


def _keyframes(screens: Sequence[Screen], height: int, seconds: float) -> Iterator[str]:
    for at, screen in enumerate(screens):
        yield f"{100 * screen.second / seconds:.3f}% {{ transform: translateY({-at * height}px) }} "


def _placed(screen: Screen, numbers: dict[ScreenRow, int], top: int) -> str:
    rows = enumerate(numbers[row] for row in screen.rows)
    return "".join(f'<use href="#r{number}" y="{top + line * _LINE}"/>' for line, number in rows)


def _drawn(row: ScreenRow, background: str) -> Iterator[str]:
    """Yield the grounds of a row that are not that of the whole, and its texts."""
    at = 0
    for text, style in row:
        cells = cell_len(text)
        left, wide = at * _CELL, cells * _CELL
        ground = _colour(style, back=True)
        if ground and ground != background:
            yield f'<rect x="{left:.1f}" width="{wide:.1f}" height="{_LINE}" fill="{ground}"/>'
        if text.strip():
            bold = ' font-weight="bold"' if style.bold else ""
            fill = _colour(style, back=False) or "#ffffff"
            place = f'x="{left:.1f}" y="{_LINE - 4}" textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'
            yield f'<text {place} fill="{fill}"{bold}>{escape(text)}</text>'
        at += cells


def _ground(row: ScreenRow) -> str:
    return _colour(row[0][1], back=True) if row else ""


def _colour(style: Style, *, back: bool) -> str:
    colour = style.bgcolor if back != bool(style.reverse) else style.color
    return colour.triplet.hex if colour is not None and colour.triplet is not None else ""
