"""Markdown to HTML: headings with the anchors that links use, links that lead to pages, tables that scroll by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from content.links import Link, parse_link
from content.markdown import anchor_of, inline_text
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


def markdown_html(text: str, href: Href, *, shift: int = 0, prefix: str = "") -> str:
    """Return Markdown as HTML. Headings move down by `shift` levels, and their ids begin with `prefix`."""
    parser = _parser()
    tokens = parser.parse(text)
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            level = min(int(token.tag[1:]) + shift, 6)
            if token.type == "heading_open" and token.level == 0:
                anchor = anchor_of(inline_text(tokens[index + 1]))
                seen[anchor] = seen.get(anchor, 0) + 1
                token.attrSet("id", prefix + (anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"))
            token.tag = f"h{level}"
        for child in token.children or ():
            if child.type == "link_open":
                _set_href(child, href)
    return str(parser.renderer.render(tokens, parser.options, {}))


def inline_html(text: str, href: Href) -> str:
    """Return one line of Markdown as HTML, without a paragraph around it."""
    html = markdown_html(text, href).strip()
    return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html


def _set_href(token: Token, href: Href) -> None:
    target = str(token.attrGet("href") or "")
    link = parse_link(target)
    if link is not None:
        token.attrSet("href", href(link))
    else:
        token.attrSet("rel", "noopener")


class _Renderer(RendererHTML):
    """The stock renderer, but for what accessibility and a strict policy ask for."""

    def fence(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Code can be scrolled by keyboard."""
        language = tokens[idx].info.split(" ")[0]
        kind = f' class="language-{escape(language)}"' if language else ""
        return f'<pre tabindex="0"><code{kind}>{escape(tokens[idx].content, quote=False)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Code can be scrolled by keyboard."""
        return f'<pre tabindex="0"><code>{escape(tokens[idx].content, quote=False)}</code></pre>\n'

    def image(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """An image is its alternative text: packs hold none, and pages load nothing from elsewhere."""
        return escape(tokens[idx].content)

    def table_open(self, *_: Any) -> str:
        """A wide table scrolls by itself, by keyboard too."""
        return '<div class="table" role="region" aria-label="Table" tabindex="0">\n<table>\n'

    def table_close(self, *_: Any) -> str:
        """Close what `table_open` opened."""
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A heading cell says that it heads a column. Alignment is a class, since the policy forbids inline style."""
        return f'<th scope="col"{_aligned(tokens[idx])}>'

    def td_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Alignment is a class, since the policy forbids inline style."""
        return f"<td{_aligned(tokens[idx])}>"


def _aligned(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    return f' class="{style.removeprefix("text-align:")}"' if style in ("text-align:right", "text-align:center") else ""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
