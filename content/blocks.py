"""The page model: a text as neutral blocks, which screens, HTML and passages are all made of.

Here alone is known what a parser calls things; whoever shows a text walks these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from content.markdown import numbered_anchor, tokens_of
from content.math_text import is_math, math_text

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

InlineKind = Literal["text", "code", "break", "space", "image", "note", "strong", "em", "struck", "link"]


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of a paragraph: words, code, a break (`space` is one that only parts words), or what holds others.

    An image is its alternative text: packs hold none. Of a link, `href` is where it leads; a note is the number of a
    footnote.
    """

    kind: InlineKind
    text: str = ""
    inside: tuple[Inline, ...] = ()
    href: str = ""
    title: str = ""


Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading; one that stands in a list or a quote has no anchor."""

    level: int
    anchor: str
    words: Inlines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that belong together."""

    words: Inlines


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, numbered from `start` on where that is a number. In a `tight` one, items stand without room between."""

    items: tuple[tuple[PageBlock, ...], ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True, slots=True)
class QuoteBlock:
    """What is quoted from elsewhere."""

    inside: tuple[PageBlock, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code as it stands, and the language that it names; `fenced` where it could name one."""

    text: str
    language: str = ""
    fenced: bool = True


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its header's cells, the rows below, and how each column is aligned (`center`, `right`, or anything)."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    aligns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBlock:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class NotesBlock:
    """The footnotes of a text, in the order of their numbers, which begin with 1."""

    notes: tuple[tuple[PageBlock, ...], ...]


PageBlock = HeadingBlock | Paragraph | ListBlock | QuoteBlock | CodeBlock | TableBlock | RuleBlock | NotesBlock
_TASK = re.compile(r"\[(?P<done>[ xX])\]\s+")
"""How an item of a list begins that is to be done, or done."""


@lru_cache(maxsize=256)
def page_blocks(body: str) -> tuple[PageBlock, ...]:
    """Return the blocks of a Markdown body. Headings have the anchors that `sections_of` gives them."""
    from markdown_it.tree import SyntaxTreeNode

    seen: dict[str, int] = {}
    return tuple(
        _heading(node, seen) if node.type == "heading" else _block(node)
        for node in SyntaxTreeNode(tokens_of(body)).children
    )


def plain(words: Sequence[Inline]) -> str:
    """Return the words without their marks, without numbers of notes and what was struck; every break is a space."""
    return " ".join("".join(_texts(words)).split())


def plain_text(body: str) -> str:
    """Return the prose of `body` without marks: one paragraph, list item or cell a line. Code blocks are left out."""
    return "\n".join(map(plain, _stretches(page_blocks(body))))


def _stretches(blocks: Iterable[PageBlock]) -> Iterator[Inlines]:
    for block in blocks:
        match block:
            case Paragraph(words=words) | HeadingBlock(words=words):
                yield words
            case ListBlock(items):
                for item in items:
                    yield from _stretches(item)
            case NotesBlock(notes):
                for note in notes:
                    yield from _stretches(note)
            case QuoteBlock(inside):
                yield from _stretches(inside)
            case TableBlock(header, rows):
                for row in (header, *rows):
                    yield from row


def _texts(words: Sequence[Inline]) -> Iterator[str]:
    for word in words:
        match word.kind:
            case "text" | "code":
                yield word.text
            case "break" | "space":
                yield "\n"
            case "image" | "note" | "struck":
                pass
            case _:
                yield from _texts(word.inside)


def _heading(node: SyntaxTreeNode, seen: dict[str, int]) -> HeadingBlock:
    words = _words(node)
    return HeadingBlock(int(node.tag[1:]), numbered_anchor("".join(_texts(words)), seen), words)


def _block(node: SyntaxTreeNode) -> PageBlock:
    match node.type:
        case "heading":
            return HeadingBlock(int(node.tag[1:]), "", _words(node))
        case "bullet_list" | "ordered_list":
            start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
            tight = any(part.type == "paragraph" and part.hidden for item in node.children for part in item.children)
            return ListBlock(tuple(_item(item) for item in node.children), start, tight)
        case "blockquote":
            return QuoteBlock(_blocks(node))
        case "fence" | "code_block":
            return CodeBlock(node.content, node.info.partition(" ")[0], node.type == "fence")
        case "table":
            (header,), *rows = ([_cells(row) for row in part.children] for part in node.children)
            aligns = (str(cell.attrs.get("style", "")) for cell in node.children[0].children[0].children)
            return TableBlock(
                header,
                tuple(row for part in rows for row in part),
                tuple(align.removeprefix("text-align:") for align in aligns),
            )
        case "hr":
            return RuleBlock()
        case "math_block":
            return Paragraph((Inline("text", math_text(node.content)),))
        case "footnote_block":
            return NotesBlock(tuple(_blocks(note) for note in node.children))
    return Paragraph(_words(node))


def _blocks(node: SyntaxTreeNode) -> tuple[PageBlock, ...]:
    return tuple(_block(child) for child in node.children)


def _item(node: SyntaxTreeNode) -> tuple[PageBlock, ...]:
    """Return an item of a list; a box in front of it is a sign."""
    match _blocks(node):
        case (Paragraph((Inline("text", text), *words)), *below) if task := _TASK.match(text):
            sign = Inline("text", f"{'☐' if task['done'] == ' ' else '☑'} {text[task.end() :]}")
            return (Paragraph((sign, *words)), *below)
        case blocks:
            return blocks


def _cells(row: SyntaxTreeNode) -> tuple[Inlines, ...]:
    return tuple(_words(cell) for cell in row.children)


def _words(node: SyntaxTreeNode) -> Inlines:
    """Return what stands in a paragraph, heading or cell, which the parser holds in one inline node."""
    return tuple(word for part in node.children for word in _inside(part))


def _inside(node: SyntaxTreeNode) -> Inlines:
    shown = (child for child in node.children if child.type != "footnote_anchor")  # packs lead to notes, not back
    return tuple(_inline(child) for child in shown if child.type != "text" or child.content)


def _inline(node: SyntaxTreeNode) -> Inline:
    inside = _inside(node)
    match node.type:
        case "code_inline":
            return Inline("code", node.content)
        case "softbreak":
            return Inline("space")
        case "hardbreak":
            return Inline("break")
        case "image":
            return Inline("image", node.content)
        case "strong" | "em":
            return Inline("strong" if node.type == "strong" else "em", inside=inside)
        case "s":
            return Inline("struck", inside=inside)
        case "footnote_ref":
            return Inline("note", str(node.meta["id"] + 1))
        case "math_inline" | "math_inline_double":
            return Inline(
                "text",
                math_text(node.content) if is_math(node.content) else f"{node.markup}{node.content}{node.markup}",
            )
        case "link":
            href, title = (str(node.attrs.get(name, "")) for name in ("href", "title"))
            return Inline("link", inside=inside, href=href, title=title)
    return Inline("text", node.content)
