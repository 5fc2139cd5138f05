"""Runs of text with roles, and how they break into lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Run(NamedTuple):
    """A stretch of text with one look. `role` is one or more role names, parted by spaces; `href` makes it a link."""

    text: str
    role: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen, and the number of the block that it belongs to (its place when the width changes)."""

    runs: tuple[Run, ...]
    block: int = 0

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(run.text for run in self.runs)

    @property
    def width(self) -> int:
        """How many cells the line takes."""
        return cell_len(self.text)


def printable(text: str) -> str:
    """Return `text` without control characters and direction overrides, and with tabs as spaces."""
    return CONTROL.sub("�", text.expandtabs(4))


def width_of(runs: Iterable[Run]) -> int:
    """How many cells the runs take on one line."""
    return sum(cell_len(run.text) for run in runs)


def wrap(runs: Iterable[Run], width: int) -> list[tuple[Run, ...]]:
    """Break runs into lines of at most `width` cells, at spaces; a word that is longer than a line is cut.

    A newline inside a run breaks the line.
    """
    width = max(width, 2)  # the widest character takes two cells
    lines: list[list[Run]] = [[]]
    used = 0
    for word, breaks in _words(runs):
        size = width_of(word)
        space = word[0].text.isspace() if word else False
        if breaks:
            lines.append([])
            used = 0
            continue
        if space and used == 0:
            continue
        if used + size > width and not space:
            lines[-1] = _stripped(lines[-1])
            if used:
                lines.append([])
            used = 0
            if size > width:
                pieces = _chopped(word, width)
                for piece in pieces[:-1]:
                    lines[-1].extend(piece)
                    lines.append([])
                word, size = pieces[-1], width_of(pieces[-1])
        if used + size > width:  # spaces end the line, and a short word after them begins the next
            used = width
            continue
        lines[-1].extend(word)
        used += size
    return [tuple(_joined(_stripped(line))) for line in lines]


def _words(runs: Iterable[Run]) -> Iterable[tuple[list[Run], bool]]:
    """Yield words (which may span runs), spaces, and line breaks (as an empty word with True)."""
    word: list[Run] = []
    for run in runs:
        for piece in re.split(r"(\n|[ ]+)", run.text):
            if not piece:
                continue
            if piece != "\n" and not piece.isspace():
                word.append(Run(piece, run.role, run.href))
                continue
            if word:
                yield word, False
                word = []
            yield ([], True) if piece == "\n" else ([Run(piece, run.role, run.href)], False)
    if word:
        yield word, False


def _chopped(word: list[Run], width: int) -> list[list[Run]]:
    """Cut a word that is wider than a line into pieces that are not."""
    pieces: list[list[Run]] = [[]]
    left = width
    for run in word:
        for char in chop_cells(run.text, 1):
            size = cell_len(char)
            if size > left:
                pieces.append([])
                left = width
            pieces[-1].append(Run(char, run.role, run.href))
            left -= size
    return [_joined(piece) for piece in pieces]


def _stripped(line: list[Run]) -> list[Run]:
    while line and line[-1].text.isspace():
        line = line[:-1]
    return line


def _joined(line: list[Run]) -> list[Run]:
    """Merge neighbours of one look into one run."""
    return [
        Run("".join(run.text for run in runs), role, href) for (role, href), runs in groupby(line, key=itemgetter(1, 2))
    ]
