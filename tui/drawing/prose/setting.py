"""Blocks of the page model set in lines: headings, paragraphs, lists, quotes, code and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, set_cell_size

from content.blocks import (
    CodeBlock,
    HeadingBlock,
    Inline,
    ListBlock,
    NotesBlock,
    PageBlock,
    Paragraph,
    QuoteBlock,
    RuleBlock,
    TableBlock,
)
from content.math_text import raised
from tui.drawing.prose.runs import Run, printable, width_of, wrap

_Row = tuple[Run, ...]
_Runs = Sequence[Run]
SetBlock = tuple[str, list[_Row]]
"""A block: the heading `level:anchor:title` that it is ("" for anything else), and its lines."""

_NARROWEST = 9
"""Cells of the narrowest column of a table in an answer, with what parts it from the next."""
BULLETS = ("•", "◦", "▪")


def set_blocks(blocks: Iterable[PageBlock], width: int) -> Iterator[SetBlock]:
    """Yield blocks, set in `width` cells."""
    for block in blocks:
        if isinstance(block, HeadingBlock):
            title = "".join(run.text for run in inline(block.words))
            yield f"{block.level}:{block.anchor}:{title}", heading(title, block.level, width)
        else:
            yield "", list(_block(block, width))


def ruled_title(text: str, width: int) -> list[_Row]:
    """Return the lines of a page's title: it is ruled, and so outweighs the headings below it."""
    lines = wrap([Run(text, "title")], width)
    return [*lines, (Run("━" * max(map(width_of, lines), default=0), "title"),)] if text.strip() else lines


def heading(title: str, level: int, width: int) -> list[_Row]:
    """Return a heading's lines: a mark for the second level, plain bold below."""
    role = f"heading h{min(level, 3)}"
    mark = Run("▌ ", "mark") if level <= 2 else Run("")
    lines = wrap([Run(title, role)], width - cell_len(mark.text))
    return [(mark, *line) if mark.text else line for line in lines]


def inline(words: Iterable[Inline], role: str = "", href: str = "") -> list[Run]:
    """Return words as runs."""
    return [run for word in words for run in _runs(word, role, href)]


def _runs(word: Inline, role: str, href: str) -> list[Run]:
    match word.kind:
        case "text":
            return [Run(printable(word.text), role, href)]
        case "space":
            return [Run(" ", role, href)]
        case "break":
            return [Run("\n", role, href)]
        case "code":
            return [Run(printable(word.text), f"{role} code".strip(), href)]
        case "note":
            return [Run(raised(word.text), f"{role} mark".strip(), href)]
        case "image":
            return [Run(printable(word.text), f"{role} em".strip(), href)]
    return inline(word.inside, f"{role} {word.kind}".strip(), word.href or href)


def _block(block: PageBlock, width: int, depth: int = 0) -> Iterator[_Row]:
    match block:
        case Paragraph(words):
            yield from wrap(inline(words), width)
        case HeadingBlock(words=words):
            yield from heading("".join(run.text for run in inline(words)), 3, width)
        case ListBlock():
            yield from _list(block, width, depth)
        case QuoteBlock(inside):
            for row in _blocks(inside, width - 2, depth):
                yield (Run("│ ", "mark"), *(run._replace(role=f"{run.role} quote".strip()) for run in row))
        case CodeBlock(text):
            yield from code_rows(text, width)
        case TableBlock(header, rows, aligns):
            yield from table_rows(
                [inline(cell) for cell in header], [[*map(inline, row)] for row in rows], aligns, width
            )
        case NotesBlock(notes):
            yield (Run("─" * min(width, 24), "rule"),)
            for number, note in enumerate(notes, 1):
                mark = f"{raised(str(number))} "
                yield from hung(mark, _blocks(note, width - len(mark), depth))
        case RuleBlock():
            yield (Run("─" * min(width, 24), "rule"),)


def _blocks(blocks: Sequence[PageBlock], width: int, depth: int) -> Iterator[_Row]:
    for index, block in enumerate(blocks):
        if index and not isinstance(block, ListBlock):
            yield ()
        yield from _block(block, width, depth)


def _list(block: ListBlock, width: int, depth: int) -> Iterator[_Row]:
    numbers = range(block.start or 0, (block.start or 0) + len(block.items))
    bullet = f"{BULLETS[min(depth, 2)]} "
    loose = depth == 0 and any(len([*_blocks(item, width - 4, depth + 1)]) > 1 for item in block.items)
    for number, item in zip(numbers, block.items, strict=True):
        mark = bullet if block.start is None else f"{number:>{len(str(numbers[-1]))}}. "
        if loose and number > numbers[0]:
            yield ()
        yield from hung(mark, _blocks(item, width - len(mark), depth + 1))


def hung(mark: str, rows: Iterable[_Row]) -> Iterator[_Row]:
    """Yield rows with `mark` in front of the first, and the others below its text."""
    for line, row in enumerate(rows):
        yield (Run(" " * len(mark)) if line else Run(mark, "mark"), *row)


def code_rows(text: str, width: int) -> Iterator[_Row]:
    """Yield code lines as they stand, on a ground of their own; what is too wide is wrapped with a mark."""
    inner = width - 4
    for line in printable(text.rstrip("\n")).split("\n"):
        rest, mark = line, " "
        while True:
            piece = set_cell_size(rest, inner) if cell_len(rest) > inner else rest
            padding = " " * (inner - cell_len(piece))
            yield (Run("▏", "mark"), Run(f"{mark}{piece}{padding}  ", "block"))
            rest = rest[len(piece.rstrip()) if cell_len(rest) <= inner else len(piece) :]
            if not rest.strip():
                break
            mark = "↪"


def fits(columns: int, width: int) -> bool:
    """Return whether a table of so many columns can be read in `width` cells."""
    return width // columns >= _NARROWEST


def table_rows(
    header: Sequence[_Runs], rows: Sequence[Sequence[_Runs]], aligns: Sequence[str], width: int
) -> Iterator[_Row]:
    """Yield a table's lines: its header, a rule, and the rows."""
    lines = [header, *rows]
    columns = column_widths([[width_of(cell) for cell in row] for row in lines], width)
    for index, row in enumerate(lines):
        cells = [wrap(cell, columns[at]) for at, cell in enumerate(row)]
        for height in range(max(len(cell) for cell in cells)):
            yield tuple(_cells(cells, columns, aligns, height, head=index == 0))
        if index == 0:
            yield (Run("─" * (sum(columns) + 3 * (len(columns) - 1)), "rule"),)


def _cells(cells: list[list[_Row]], columns: list[int], aligns: Sequence[str], at: int, *, head: bool) -> Iterator[Run]:
    for index, cell in enumerate(cells):
        if index:
            yield Run("   ")
        row = cell[at] if at < len(cell) else ()
        gap = " " * (columns[index] - width_of(row))
        right = aligns[index] == "right"
        if right:
            yield Run(gap)
        for run in row:
            yield run._replace(role=f"{run.role} strong".strip()) if head else run
        if not right and index + 1 < len(cells):
            yield Run(gap)


def column_widths(sizes: list[list[int]], width: int) -> list[int]:
    """Share `width` among columns that want `sizes` (rows of cell widths): the widest gives way first."""
    columns = (
        [max(1, *column) for column in zip(*sizes, strict=True)] if len(sizes) > 1 else [max(1, s) for s in sizes[0]]
    )
    room = max(width - 3 * (len(columns) - 1), len(columns))
    while sum(columns) > room:
        widest = columns.index(max(columns))
        columns[widest] -= 1
    return columns
