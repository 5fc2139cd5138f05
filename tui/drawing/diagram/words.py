"""Text in lines of a given width in cells; words stay whole unless one alone is wider than the line."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

ELLIPSIS = "…"


def wrap_words(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` cells."""
    lines: list[str] = []
    pieces = (piece for word in text.split() for piece in _pieces(word, max(1, width)))
    for piece in pieces:
        if lines and cell_len(lines[-1]) + 1 + cell_len(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def balanced(text: str, width: int) -> list[str]:
    """Return `text` in as few lines as `width` allows, and those of about one length."""
    lines = wrap_words(text, width)
    while lines and width > 1 and len(narrower := wrap_words(text, width - 1)) == len(lines):
        if any(piece not in text.split() for line in narrower for piece in line.split()):
            break
        lines, width = narrower, width - 1
    return lines


def first_lines(text: str, width: int, count: int) -> list[str]:
    """Return the first `count` lines of `text`; where that leaves words out, an ellipsis follows a whole word."""
    lines = wrap_words(text, width)
    if len(lines) <= count:
        return lines
    words = lines[count - 1].split()
    while words and cell_len(" ".join(words)) + 2 > width:
        words.pop()
    return [*lines[: count - 1], f"{' '.join(words)} {ELLIPSIS}".strip()]


def _pieces(word: str, width: int) -> list[str]:
    return [word] if cell_len(word) <= width else chop_cells(word, width)
