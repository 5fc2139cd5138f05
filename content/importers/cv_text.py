"""What the blocks of a CV say: lines with their links, and entries with what stands below each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from content.blocks import (
    HeadingBlock,
    Inline,
    Inlines,
    ListBlock,
    PageBlock,
    Paragraph,
    QuoteBlock,
    TableBlock,
    page_blocks,
)
from content.importers.cv_lines import period_in, split_line
from content.references import OUTSIDE

_MARKS = frozenset("*_`[~")


@dataclass(frozen=True)
class CvLine:
    """A line: its words, the addresses that it links, and whether it begins, or stands whole, in bold or italics.

    `unlinked` are the words that are no link's.
    """

    text: str
    links: tuple[str, ...] = ()
    unlinked: str = ""
    is_opened: bool = False
    is_marked: bool = False

    @property
    def sentence(self) -> str:
        """Its words with its addresses."""
        links = "".join(f" ({link})" for link in self.links if link not in self.text)
        end = self.text[-1:] if self.text.endswith((".", "!", "?")) else ""
        return f"{self.text.removesuffix(end)}{links}{end}"


@dataclass
class CvEntry:
    """An entry: the line that heads it, the lines below, and the points of its lists."""

    head: CvLine
    lines: list[CvLine] = field(default_factory=list)
    points: list[str] = field(default_factory=list)


def cv_lines_of(blocks: Iterable[PageBlock]) -> Iterator[CvLine]:
    """Yield every line of the blocks: of paragraphs and headings, items of lists, and rows below a table's header."""
    for block in blocks:
        match block:
            case Paragraph(words) | HeadingBlock(words=words):
                yield from _lines(words)
            case ListBlock(items):
                for item in items:
                    yield from _item_lines(item)
            case QuoteBlock(inside):
                yield from cv_lines_of(inside)
            case TableBlock(rows=rows):
                yield from map(_row, rows)


def plain_line(text: str) -> str:
    """Return a line of Markdown as plain words with their addresses; what is more than a paragraph stays as it is."""
    if _MARKS.isdisjoint(text):
        return text
    match page_blocks(text):
        case (Paragraph(words),):
            return " ".join(line.sentence for line in _lines(words))
    return text


def entries_of(blocks: Sequence[PageBlock]) -> list[CvEntry]:
    """Return the entries of a section: below each heading, or where there is none, at dated or bold lines and items."""
    found: list[CvEntry] = []
    headed = any(isinstance(block, HeadingBlock) for block in blocks)
    for block in blocks:
        match block:
            case HeadingBlock(words=words):
                found.append(CvEntry(next(_lines(words), CvLine(""))))
            case ListBlock(items) if found:
                found[-1].points += [line.sentence for item in items for line in _item_lines(item)]
            case ListBlock(items):
                return [_listed(item) for item in items]
            case TableBlock(rows=rows):
                found += [CvEntry(_row(row)) for row in rows]
            case _:
                first, *more = list(cv_lines_of([block])) or [CvLine("")]
                if headed and found and more and _is_period(first):
                    heading = found[-1]
                    if not (heading.lines or heading.points):
                        found.pop()  # it heads several, which begin with their dates
                    found.append(CvEntry(first, more))
                elif found and (headed or not _begins(first, found[-1])):
                    found[-1].lines += [first, *more]
                elif all(map(_is_whole, [first, *more])):
                    found += [CvEntry(line) for line in (first, *more)]
                else:
                    found.append(CvEntry(first, more))
    return found


def _is_period(line: CvLine) -> bool:
    return period_in(line.text)[1] == ""


def _is_whole(line: CvLine) -> bool:
    """Say whether a line is an entry by itself: something, somewhere, at some time."""
    rest = period_in(line.text)[1]
    return rest != line.text and len(split_line(rest)) > 1


def _begins(line: CvLine, last: CvEntry) -> bool:
    """Say whether a paragraph begins another entry: in bold, or with a date where the last one has a date already."""
    dated = any(period_in(part.text)[1] != part.text for part in (last.head, *last.lines))
    return line.is_opened or (period_in(line.text)[1] != line.text and (dated or bool(last.points)))


def _listed(item: tuple[PageBlock, ...]) -> CvEntry:
    inside = [block for block in item if not isinstance(block, ListBlock)]
    first, *more = list(cv_lines_of(inside)) or [CvLine("")]
    below = (block for block in item if isinstance(block, ListBlock))
    return CvEntry(first, more, [line.sentence for line in cv_lines_of(below)])


def _item_lines(item: tuple[PageBlock, ...]) -> Iterator[CvLine]:
    """Yield the words of an item as one line, then those of the lists in it."""
    said = list(cv_lines_of(block for block in item if not isinstance(block, ListBlock)))
    if said:
        links = tuple(link for line in said for link in line.links)
        unlinked = " ".join(line.unlinked for line in said)
        marked = all(line.is_marked for line in said)
        yield CvLine(" ".join(line.text for line in said), links, unlinked, said[0].is_opened, marked)
    yield from cv_lines_of(block for block in item if isinstance(block, ListBlock))


def _row(cells: tuple[Inlines, ...]) -> CvLine:
    said = [line for cell in cells for line in _lines(cell) if line.text]
    links = tuple(link for line in said for link in line.links)
    return CvLine(" | ".join(line.text for line in said), links, " | ".join(line.unlinked for line in said))


def _lines(words: Inlines) -> Iterator[CvLine]:
    """Yield the lines of a paragraph, as its author broke them."""
    line: list[Inline] = []
    for word in (*words, Inline("break")):
        if word.kind not in ("break", "space"):
            line.append(word)
        elif line:
            text = " ".join("".join(map(_text, line)).split())
            bare = [part for part in line if part.kind != "text" or part.text.strip()]
            marked = [part.kind in ("strong", "em") for part in bare]
            unlinked = "".join(_text(part) for part in line if part.kind != "link")
            opened = bool(bare) and bare[0].kind == "strong"
            yield CvLine(text, tuple(_links(line)), unlinked.strip(), opened, bool(bare) and all(marked))
            line = []


def _text(word: Inline) -> str:
    if word.kind == "struck":
        return ""
    if word.kind in ("text", "code"):
        return word.text
    return " " if word.kind in ("break", "space") else "".join(map(_text, word.inside))


def _links(words: Iterable[Inline]) -> Iterator[str]:
    for word in words:
        if word.kind == "link" and word.href.startswith(OUTSIDE):
            yield word.href
        yield from _links(word.inside)
