"""A page: what a reader shows, first as blocks without a width, then as lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from content.blocks import PageBlock
from tui.drawing.prose import setting
from tui.drawing.prose.lighting import lit_phrases
from tui.drawing.prose.runs import Line, Run, printable, wrap

MEASURE = 88
"""Written is never set wider than this many cells: longer lines are hard to read back from."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a page, or with `level` 2 of one of its sections."""

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text in one role, such as `muted`; its markup is not read."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, as the blocks of the page model."""

    blocks: tuple[PageBlock, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line that a link can lead to, with nothing on it."""

    name: str


@dataclass(frozen=True, slots=True)
class Links:
    """A list of links: (label, href) each."""

    links: tuple[tuple[str, str], ...]
    mark: str = "→"


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines that are set already, such as a diagram; too narrow a page cuts them."""

    rows: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing that is made for the width of the page."""

    draw: Callable[[int], Rows]


Block = Title | Text | Written | Anchor | Links | Rows | Drawing | Gap


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a page, and the line on which it stands."""

    anchor: str
    title: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks, set: every line, and where the headings and anchors are."""

    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    anchors: dict[str, int]
    width: int

    def heading_at(self, line: int) -> Heading | None:
        """Return the last heading at or above `line`."""
        return next((heading for heading in reversed(self.headings) if heading.line <= line), None)

    @property
    def links(self) -> list[tuple[int, int]]:
        """Every link as (line, index of its run), in reading order; one link broken over lines counts once.

        In prose it goes on at the beginning of the next line, in a column of a table below itself.
        """
        found: list[tuple[int, int]] = []
        before, columns = "", frozenset[tuple[int, str]]()
        for number, line in enumerate(self.lines):
            starts = accumulate((cell_len(run.text) for run in line.runs), initial=0)
            placed = zip(starts, line.runs, strict=False)  # where the line ends is a start, too
            links = [(index, start, run.href) for index, (start, run) in enumerate(placed) if run.href]
            for at, (index, start, href) in enumerate(links):
                if (at or href != before) and (start, href) not in columns:
                    found.append((number, index))
            before = links[-1][2] if links else ""
            columns = frozenset((start, href) for _, start, href in links)
        return found


def measure(width: int) -> int:
    """Return the width in which a page is set, in a region of `width` cells."""
    return max(10, min(width, MEASURE))


def set_page(blocks: Iterable[Block], width: int) -> Page:
    """Set `blocks` in `width` cells, at most `MEASURE`."""
    width = measure(width)
    lines: list[Line] = []
    headings: list[Heading] = []
    anchors: dict[str, int] = {}
    for number, (heading, rows) in enumerate(_rows(blocks, width)):
        if heading:
            level, anchor, title = heading.split(":", 2)
            anchors.setdefault(anchor, len(lines))
            if title:
                headings.append(Heading(anchor, title, int(level), len(lines)))
        lines.extend(Line(row, number) for row in rows)
    return Page(tuple(lines), tuple(headings), anchors, width)


def set_made(make: Callable[[], Iterable[Block]], width: int) -> Page:
    """Set the blocks that `make` makes, as they are by then."""
    return set_page(make(), width)


def lit(lines: Sequence[Line], words: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines with every word that begins with one of `words` in the role `found`; a sentence is lit whole."""
    lines = lit_phrases(lines, [word for word in words if " " in word])
    words = [word for word in words if " " not in word]
    if not words:
        return tuple(lines)
    pattern = re.compile(rf"(?<!\w)((?:{'|'.join(re.escape(word) for word in words)})\w*)", re.IGNORECASE)
    return tuple(
        Line(tuple(run for old in line.runs for run in _lit(old, pattern)), line.block) if line.runs else line
        for line in lines
    )


def _lit(run: Run, pattern: re.Pattern[str]) -> Iterator[Run]:
    for index, piece in enumerate(pattern.split(run.text)):
        if piece:
            yield run._replace(text=piece, role=f"{run.role} found".strip() if index % 2 else run.role)


def _rows(blocks: Iterable[Block], width: int) -> Iterator[setting.SetBlock]:
    before: Block | None = None
    for block in blocks:
        ruled, before = isinstance(before, Title) and before.level == 1, block
        match block:
            case Title():
                text = printable(block.text)
                if block.level == 1:
                    yield "", setting.ruled_title(text, width)
                else:
                    rows = setting.heading(text, block.level, width)
                    yield f"{block.level}:{block.anchor}:{text}", [*rows, ()]
            case Text():
                yield "", list(wrap([Run(printable(block.text), block.role)], width))
            case Written():
                for place, (heading, rows) in enumerate(setting.set_blocks(block.blocks, width)):
                    if place:
                        yield "", [()]
                    yield heading, rows
            case Anchor():
                yield f"2:{block.name}:", []
            case Links():
                yield "", [row for label, href in block.links for row in _link(label, href, block.mark, width)]
            case Rows():
                yield "", list(block.rows)
            case Drawing():
                yield "", list(block.draw(width).rows)
            case Gap():  # the rule of a title stands in for a line of it
                yield "", [()] * (block.lines - ruled)


def _link(label: str, href: str, mark: str, width: int) -> Iterator[tuple[Run, ...]]:
    for index, row in enumerate(wrap([Run(printable(label), "link", href)], width - 2)):
        yield (Run("  " if index else f"{mark} ", "mark"), *row)
