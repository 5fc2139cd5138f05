"""Blocks to HTML: headings with the anchors that links use, links that lead to pages, tables that scroll by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from content.blocks import (
    CodeBlock,
    HeadingBlock,
    Inline,
    ListBlock,
    NotesBlock,
    PageBlock,
    Paragraph,
    QuoteBlock,
    TableBlock,
    page_blocks,
)
from content.exporters.html.direction import direction_of_words
from content.links import Link, parse_link
from content.site_map import SCREENS

Href = Callable[[Link], str]
"""Where a link of the portfolio leads from the page at hand."""


def href_from(page: str) -> Href:
    """Return how `page` (``essays/slug.html``) spells links: relative, so that the site works under any address."""
    up = "../" * page.count("/")

    def href(link: Link) -> str:
        if SCREENS[link.screen].together:
            return f"{up}{link.screen}.html#{id_of(link)}"
        return f"{up}{link.document}.html" + (f"#{link.anchor}" if link.anchor else "")

    return href


def id_of(link: Link) -> str:
    """Return the id of a place on a page that holds several documents."""
    return f"{link.slug}--{link.anchor}" if link.anchor else link.slug


def blocks_html(blocks: Iterable[PageBlock], href: Href, *, shift: int = 0, prefix: str = "") -> Markup:
    """Return blocks as HTML. Headings move down by `shift` levels, and their ids begin with `prefix`."""
    return _Writer(href, shift, prefix).blocks(blocks)


def markdown_html(text: str, href: Href) -> Markup:
    """Return a text of the pack as HTML."""
    return blocks_html(page_blocks(text), href)


def inline_html(text: str, href: Href) -> Markup:
    """Return one line of Markdown as HTML, without a paragraph around it."""
    match page_blocks(text):
        case (Paragraph(words),):
            return _Writer(href).words(words)
    return markdown_html(text, href)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the blocks of one page. Whatever is put into a `Markup` is escaped by it."""

    href: Href
    shift: int = 0
    prefix: str = ""

    def blocks(self, blocks: Iterable[PageBlock]) -> Markup:
        return Markup("").join(map(self._block, blocks))

    def words(self, words: Iterable[Inline]) -> Markup:
        return Markup("").join(map(self._word, words))

    def _block(self, block: PageBlock) -> Markup:
        match block:
            case Paragraph(words):
                return Markup("<p{}>{}</p>\n").format(direction_of_words(words), self.words(words))
            case HeadingBlock(level, anchor, words):
                tag = f"h{min(level + self.shift, 6)}"
                name = Markup(' id="{}"').format(f"{self.prefix}{anchor}") if anchor else ""
                return Markup("<{0}{1}{2}>{3}</{0}>\n").format(tag, name, direction_of_words(words), self.words(words))
            case ListBlock():
                return self._list(block)
            case QuoteBlock(inside):
                return Markup("<blockquote>\n{}</blockquote>\n").format(self.blocks(inside))
            case CodeBlock(text, language):  # code and tables can be scrolled by keyboard
                kind = Markup(' class="language-{}"').format(language) if language else ""
                return Markup('<pre tabindex="0"><code{}>{}</code></pre>\n').format(kind, _text(text))
            case TableBlock():
                return self._table(block)
            case NotesBlock(notes):
                return self._notes(notes)
        return Markup("<hr />\n")

    def _list(self, block: ListBlock) -> Markup:
        tag = "ul" if block.start is None else "ol"
        start = Markup(' start="{}"').format(block.start) if block.start not in (None, 1) else ""
        items = Markup("").join(
            Markup("<li{}>{}</li>\n").format(
                _leading(item), self._tight(item) if block.tight else _below(self.blocks(item))
            )
            for item in block.items
        )
        return Markup("<{0}{1}>\n{2}</{0}>\n").format(tag, start, items)

    def _notes(self, notes: Sequence[Sequence[PageBlock]]) -> Markup:
        items = Markup("").join(
            Markup('<li id="{}note-{}">{}</li>\n').format(self.prefix, number, _below(self.blocks(note)))
            for number, note in enumerate(notes, 1)
        )
        return Markup('<section class="notes" role="doc-endnotes">\n<ol>\n{}</ol>\n</section>\n').format(items)

    def _tight(self, item: Sequence[PageBlock]) -> Markup:
        """Return an item of a tight list: its words, without a paragraph around them, and what stands below them."""
        match item:
            case (Paragraph(words), *below):
                return self.words(words) + _below(self.blocks(below))
        return _below(self.blocks(item))

    def _table(self, block: TableBlock) -> Markup:
        head = self._row(block.header, block.aligns, 'th scope="col"', "th")
        rows = Markup("").join(self._row(row, block.aligns, "td", "td") for row in block.rows)
        body = Markup("<tbody>\n{}</tbody>\n").format(rows) if rows else ""
        return Markup(
            '<div class="table" role="region" aria-label="Table" tabindex="0">\n'
            "<table>\n<thead>\n{}</thead>\n{}</table>\n</div>\n"
        ).format(head, body)

    def _row(self, cells: Sequence[Sequence[Inline]], aligns: Sequence[str], opening: str, tag: str) -> Markup:
        """Return a row of a table. Alignment is a class, since the policy forbids inline style."""
        classes = (Markup(' class="{}"').format(align) if align in ("right", "center") else "" for align in aligns)
        return Markup("<tr>\n{}</tr>\n").format(
            Markup("").join(
                Markup("<{}{}{}>{}</{}>\n").format(
                    Markup(opening), kind, direction_of_words(cell), self.words(cell), tag
                )
                for cell, kind in zip(cells, classes, strict=True)
            )
        )

    def _word(self, word: Inline) -> Markup:
        match word.kind:
            case "text" | "image":  # an image is its alternative text: pages load nothing from elsewhere
                return _text(word.text)
            case "code":
                return Markup("<code>{}</code>").format(_text(word.text))
            case "space":
                return Markup("\n")
            case "break":
                return Markup("<br />\n")
            case "struck":
                return Markup("<del>{}</del>").format(self.words(word.inside))
            case "note":
                leads = Markup('<sup><a href="#{0}note-{1}" role="doc-noteref">{1}</a></sup>')
                return leads.format(self.prefix, word.text)
            case "link":
                return self._link(word)
        return Markup("<{0}>{1}</{0}>").format(word.kind, self.words(word.inside))

    def _link(self, word: Inline) -> Markup:
        link = parse_link(word.href)
        title = Markup(' title="{}"').format(word.title) if word.title else ""
        outside = "" if link else Markup(' rel="noopener"')
        address = self.href(link) if link else word.href
        return Markup('<a href="{}"{}{}>{}</a>').format(address, title, outside, self.words(word.inside))


def _leading(item: Sequence[PageBlock]) -> Markup:
    """Return the direction of an item by its first paragraph, which its mark stands beside."""
    match item:
        case (Paragraph(words), *_):
            return direction_of_words(words)
    return Markup("")


def _below(blocks: Markup) -> Markup:
    """Return blocks that stand in an item, on lines of their own."""
    return Markup("\n") + blocks if blocks else blocks


def _text(text: str) -> Markup:
    """Return text as it stands between tags, where apostrophes and quotation marks need no name."""
    return Markup(escape(text, quote=False))
