"""The content as pages: which blocks a reader shows for each kind of document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from content import schema
from content.blocks import HeadingBlock, PageBlock, page_blocks, plain
from content.documents import Document
from content.links import parse_link
from content.loader import Portfolio
from content.site_map import KINDS
from tui.drawing.diagram.small import diagram_block
from tui.drawing.prose.figures import figure_band
from tui.drawing.prose.page import Block, Drawing, Gap, Links, Page, Text, Title, Written, measure, set_page
from tui.navigation import RELATED_LINKS

RELATED = {"service": "What proves it"}
"""What the links of a kind stand under; those of others are related."""
ARCHITECTURE = schema.PARTS[2]


def page_of(portfolio: Portfolio, path: str) -> list[Block]:
    """Return the page of the document at `path`; empty where there is none."""
    document = portfolio.document(path)
    return list(document_page(portfolio, document)) if document else []


@dataclass(frozen=True, slots=True, eq=False)
class _Pack:
    """A portfolio as a key: that very one, whatever it holds."""

    portfolio: Portfolio

    def __hash__(self) -> int:
        return id(self.portfolio)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pack) and other.portfolio is self.portfolio


@lru_cache(maxsize=128)
def _set_document(pack: _Pack, path: str, width: int) -> Page:
    return set_page(page_of(pack.portfolio, path), width)


def set_document(portfolio: Portfolio, path: str, width: int) -> Page:
    """Set the page of the document at `path`: once a width for all visitors of a process, who share its lines."""
    return _set_document(_Pack(portfolio), path, measure(width))


def document_page(portfolio: Portfolio, document: Document) -> Iterator[Block]:
    """A document: its title and what is said of it, its text, its links, and an essay's neighbours."""
    prose = KINDS[document.kind].prose
    yield Title(document.title or document.slug)
    if prose:
        yield Text(said_of(document), "muted")
        yield Gap()
    if document.figures:
        yield Drawing(partial(figure_band, document.figures))
        yield Gap()
    if document.lead:
        yield Text(document.lead, "lead")
    yield from _text(document) if prose else _sections(document)
    yield from related_links(portfolio, document, RELATED.get(document.kind, "Related"))
    if document.kind == "essay":
        yield from neighbours([other.path for other in portfolio.essays], document.path, portfolio)


def said_of(document: Document) -> str:
    """Return in a line what a document is, when it is from, how long it takes, and its tags."""
    noun = "" if document.day else KINDS[document.kind].noun
    dated = f"{document.day:%d %B %Y}".lstrip("0") if document.day else str(document.year or "")
    return " · ".join(part for part in (noun, dated, f"{document.minutes} min", ", ".join(document.tags)) if part)


def _text(document: Document) -> Iterator[Block]:
    """The text, with the document's own diagram below the heading of its architecture."""
    blocks = document.blocks
    at = next((place for place, block in enumerate(blocks, 1) if _heads(block, ARCHITECTURE)), 0)
    yield Gap()
    if document.diagram is not None and at:
        yield Written(blocks[:at])
        yield Drawing(partial(diagram_block, document.diagram))
        yield Gap()
        blocks = blocks[at:]
    yield Written(blocks)


def _sections(document: Document) -> Iterator[Block]:
    """The sections, each below its heading."""
    for section in document.sections:
        yield Gap()
        if section.anchor:
            yield Title(section.title, max(section.level, 2), section.anchor)
        yield Written(page_blocks(section.text))


def related_links(portfolio: Portfolio, document: Document, title: str) -> Iterator[Block]:
    """The links of a document, by the titles of what they open."""
    links = [(label_of(portfolio, str(link)), str(link)) for link in document.links]
    if links:
        yield Gap(2)
        yield Title(title, 2, RELATED_LINKS)
        yield Links(tuple(links))


def neighbours(paths: list[str], path: str, portfolio: Portfolio) -> Iterator[Block]:
    """Links to the document before and after, in the order of the list."""
    at = paths.index(path)
    found = []
    if at + 1 < len(paths):
        found.append((f"Next: {portfolio.by_path[paths[at + 1]].title}", paths[at + 1]))
    if at:
        found.append((f"Previous: {portfolio.by_path[paths[at - 1]].title}", paths[at - 1]))
    if found:
        yield Gap()
        yield Links(tuple(found), "›")


def label_of(portfolio: Portfolio, href: str) -> str:
    """Return the title of what an internal link opens, with its section and kind; the link itself where unknown."""
    link = parse_link(href)
    document = portfolio.document(link) if link else None
    if link is None or document is None:
        return href
    section = document.section(link.anchor) if link.anchor else None
    title = f"{document.title}: {section.title}" if section else document.title
    return f"{title} ({KINDS[document.kind].listed})"


def chapter(document: Document, title: str) -> tuple[PageBlock, ...]:
    """Return what stands below a heading of the second level, up to the next one."""
    blocks = document.blocks
    chapters = [place for place, block in enumerate(blocks) if isinstance(block, HeadingBlock) and block.level == 2]
    start = next((place for place in chapters if _heads(blocks[place], title)), len(blocks))
    return blocks[start + 1 : next((place for place in chapters if place > start), len(blocks))]


def _heads(block: PageBlock, title: str) -> bool:
    return isinstance(block, HeadingBlock) and plain(block.words) == title
