"""Texts of one shape side by side: one row a part, one column a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.blocks import PageBlock
from tui.drawing.prose.page import MEASURE, Block, Gap, Heading, Page, Text, Title, Written, set_page
from tui.drawing.prose.runs import Line, Run, printable, width_of, wrap
from tui.drawing.prose.setting import heading

_GUTTER = 3
"""Cells between two columns; a rule stands in the middle one."""

COLUMN = 32
"""A column is never narrower; where fewer than two fit, the texts stand one below the other, one part at a time."""

ONE_PART = "One part at a time, study by study: [ and ] lead to the other parts."
SOME_FIT = "Studies {}–{} of {} fit side by side here: ← and → show the others."


@dataclass(frozen=True, slots=True)
class Column:
    """One text: its title and link, and its parts by their names."""

    title: str
    href: str
    parts: dict[str, tuple[PageBlock, ...]]


def columns_in(width: int, texts: int) -> int:
    """Return how many of `texts` columns stand side by side in `width` cells."""
    return max(1, min(texts, (width + _GUTTER) // (COLUMN + _GUTTER)))


def set_side_by_side(
    texts: Sequence[Column], names: Sequence[tuple[str, str]], part: str, first: int, width: int
) -> Page:
    """Set `texts` in `width` cells, with a row for each of `names`, which are (anchor, title) of the parts.

    Where not all fit, those from number `first` on are shown, and every row says so. Where no two fit side by side,
    only the part with anchor `part` is shown, text by text.
    """
    if columns_in(width, len(texts)) < 2:
        title = dict(names)[part]
        blocks: list[Block] = [Title(title, 2, part), Text(ONE_PART, "muted"), Gap()]
        for text in texts:
            blocks += [Text(text.title, "accent strong"), Gap(), Written(text.parts.get(title, ())), Gap(2)]
        return set_page(blocks, width)
    fitting = texts[first : first + columns_in(width, len(texts))]
    note = "" if len(fitting) == len(texts) else SOME_FIT.format(first + 1, first + len(fitting), len(texts))
    column = min(MEASURE, (width - _GUTTER * (len(fitting) - 1)) // len(fitting))
    lines: list[Line] = []
    headings: list[Heading] = []
    for number, (anchor, title) in enumerate(names):
        headings.append(Heading(anchor, title, 2, len(lines)))
        said = [(Run(note, "muted"),)] if note else []
        rows = [*heading(title, 2, width), *said, (), *_row(fitting, title, column), (), ()]
        lines.extend(Line(row, number) for row in rows)
    return Page(tuple(lines), tuple(headings), {heading.anchor: heading.line for heading in headings}, width)


def _row(texts: Sequence[Column], title: str, width: int) -> Iterator[tuple[Run, ...]]:
    """One part of every text, as rows across all columns."""
    cells = [
        [
            *wrap([Run(printable(text.title), "link", text.href)], width),
            (),
            *(line.runs for line in set_page([Written(text.parts.get(title, ()))], width).lines),
        ]
        for text in texts
    ]
    heads = max(cell.index(()) for cell in cells)
    for cell in cells:
        at = cell.index(())
        cell[at:at] = [()] * (heads - at)
    for number in range(max(map(len, cells))):
        runs: list[Run] = []
        for index, cell in enumerate(cells):
            row = cell[number] if number < len(cell) else ()
            runs.extend(row)
            if index + 1 < len(cells):
                runs += [Run(" " * max(0, width - width_of(row))), Run(" │ ", "rule")]
        yield tuple(runs)
