"""Markdown bodies as lines: headings, paragraphs, lists, quotes, code and tables."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode
from rich.cells import cell_len, set_cell_size

from content.markdown import anchor_of, parser
from tui.drawing.prose.runs import Run, printable, width_of, wrap

_Row = tuple[Run, ...]
MarkdownBlock = tuple[str, list[_Row]]
"""A block: the heading `level:anchor:title` that it is ("" for anything else), and its lines."""

BULLETS = ("•", "◦", "▪")


def blocks_of(body: str, width: int) -> Iterator[MarkdownBlock]:
    """Yield the blocks of a Markdown body, set in `width` cells. Anchors are those of `content.markdown`."""
    seen: dict[str, int] = {}
    for node in SyntaxTreeNode(parser().parse(body)).children:
        if node.type == "heading":
            title = "".join(run.text for run in inline(node.children[0]))
            anchor = anchor_of(title)
            seen[anchor] = seen.get(anchor, 0) + 1
            unique = anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
            level = int(node.tag[1:])
            yield f"{level}:{unique}:{title}", heading(title, level, width)
        else:
            yield "", list(_block(node, width))


def heading(title: str, level: int, width: int) -> list[_Row]:
    """Return a heading's lines: a mark for the second level, plain bold below."""
    role = f"heading h{min(level, 3)}"
    mark = Run("▌ ", "mark") if level <= 2 else Run("")
    lines = wrap([Run(title, role)], width - cell_len(mark.text))
    return [(mark, *line) if mark.text else line for line in lines]


def inline(node: SyntaxTreeNode, role: str = "", href: str = "") -> list[Run]:
    """Return the runs of an inline node."""
    match node.type:
        case "text":
            return [Run(printable(node.content), role, href)]
        case "softbreak":
            return [Run(" ", role, href)]
        case "hardbreak":
            return [Run("\n", role, href)]
        case "code_inline":
            return [Run(printable(node.content), f"{role} code".strip(), href)]
        case "strong":
            role = f"{role} strong".strip()
        case "em":
            role = f"{role} em".strip()
        case "link":
            href = str(node.attrs.get("href", ""))
            role = f"{role} link".strip()
        case "image":
            return [Run(printable(node.content), f"{role} em".strip(), href)]
    return [run for child in node.children for run in inline(child, role, href)]


def _block(node: SyntaxTreeNode, width: int, depth: int = 0) -> Iterator[_Row]:
    match node.type:
        case "paragraph":
            yield from wrap(inline(node), width)
        case "heading":
            yield from heading("".join(run.text for run in inline(node)), 3, width)
        case "bullet_list" | "ordered_list":
            yield from _list(node, width, depth)
        case "blockquote":
            for row in _blocks(node, width - 2, depth):
                yield (Run("│ ", "mark"), *(run._replace(role=f"{run.role} quote".strip()) for run in row))
        case "fence" | "code_block":
            yield from _code(node, width)
        case "table":
            yield from _table(node, width)
        case "hr":
            yield (Run("─" * min(width, 24), "rule"),)
        case _:
            for child in node.children:
                yield from _block(child, width, depth)


def _blocks(node: SyntaxTreeNode, width: int, depth: int) -> Iterator[_Row]:
    for index, child in enumerate(node.children):
        if index and child.type not in ("bullet_list", "ordered_list"):
            yield ()
        yield from _block(child, width, depth)


def _list(node: SyntaxTreeNode, width: int, depth: int) -> Iterator[_Row]:
    first = int(node.attrs.get("start", 1))
    last = first + len(node.children) - 1
    loose = (
        any(len(row) > 1 for item in node.children for row in [list(_blocks(item, width - 4, depth + 1))])
        and depth == 0
    )
    for index, item in enumerate(node.children):
        number = f"{first + index:>{len(str(last))}}. "
        mark = number if node.type == "ordered_list" else f"{BULLETS[min(depth, 2)]} "
        if index and loose:
            yield ()
        indent = " " * len(mark)
        for line, row in enumerate(_blocks(item, width - len(mark), depth + 1)):
            yield (Run(indent) if line else Run(mark, "mark"), *row)


def _code(node: SyntaxTreeNode, width: int) -> Iterator[_Row]:
    """Yield code lines as they stand, on a ground of their own; what is too wide is wrapped with a mark."""
    inner = width - 4
    for line in printable(node.content.rstrip("\n")).split("\n"):
        rest, mark = line, " "
        while True:
            piece = set_cell_size(rest, inner) if cell_len(rest) > inner else rest
            text = piece + " " * (inner - cell_len(piece))
            yield (Run("▏", "mark"), Run(f"{mark}{text}  ", "block"))
            rest = rest[len(piece.rstrip()) if cell_len(rest) <= inner else len(piece) :]
            if not rest.strip():
                break
            mark = "↪"


def _table(node: SyntaxTreeNode, width: int) -> Iterator[_Row]:
    rows = [[inline(cell) for cell in row.children] for part in node.children for row in part.children]
    aligns = [str(cell.attrs.get("style", "")) for cell in node.children[0].children[0].children]
    columns = column_widths([[width_of(cell) for cell in row] for row in rows], width)
    for index, row in enumerate(rows):
        cells = [wrap(cell, columns[at]) for at, cell in enumerate(row)]
        for height in range(max(len(cell) for cell in cells)):
            yield tuple(_cells(cells, columns, aligns, height, head=index == 0))
        if index == 0:
            yield (Run("─" * (sum(columns) + 3 * (len(columns) - 1)), "rule"),)


def _cells(cells: list[list[_Row]], columns: list[int], aligns: list[str], at: int, *, head: bool) -> Iterator[Run]:
    for index, cell in enumerate(cells):
        if index:
            yield Run("   ")
        row = cell[at] if at < len(cell) else ()
        gap = " " * (columns[index] - width_of(row))
        right = "right" in aligns[index]
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
