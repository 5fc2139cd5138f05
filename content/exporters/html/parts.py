"""The pieces that pages are put together from. Every piece of content is escaped here or by the Markdown renderer."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from content import schema
from content.documents import Document
from content.exporters.documents import address_of, body_of
from content.exporters.html.markup import Href, inline_html, markdown_html
from content.links import Link, parse_link
from content.loader import Portfolio
from content.markdown import anchor_of
from content.site_map import KINDS

LONG = 4
"""From how many chapters on a document shows its table of contents."""


def headline(profile: schema.Profile) -> str:
    """Return the opening of the home page: the headline with all of its endings."""
    endings = "".join(f"<li>{escape(ending)}</li>\n" for ending in profile.endings)
    return (
        f"<h1>{escape(profile.headline)} …</h1>\n<ul>\n{endings}</ul>\n"
        f'<p class="lead">{escape(profile.subheadline)}</p>\n'
    )


def title(text: str, lead: str, href: Href) -> str:
    """Return a page's heading and the sentence below it."""
    below = f'<p class="lead">{inline_html(lead, href)}</p>\n' if lead else ""
    return f"<h1>{escape(text)}</h1>\n{below}"


def section(heading: str, content: str) -> str:
    """Return a part of a page with its heading, or nothing where it has no content."""
    if not content:
        return ""
    anchor = anchor_of(heading)
    return f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}">{escape(heading)}</h2>\n{content}</section>\n'


def text(markdown: str, href: Href) -> str:
    """Return a paragraph or more."""
    return markdown_html(markdown, href) if markdown else ""


def cards(documents: Iterable[Document], href: Href) -> str:
    """Return a list of documents, each a link with its summary."""
    items = "".join(
        f'<li><a href="{escape(href(_link(document)))}">{escape(document.title)}</a>\n'
        f"<p>{inline_html(document.summary, href)}</p></li>\n"
        for document in documents
    )
    return f'<ul class="cards">\n{items}</ul>\n' if items else ""


def contact_list(profile: schema.Profile) -> str:
    """Return how to reach the owner: links where a setting is an address, words where it is not."""
    items = ""
    for name, value in profile.contact.links.items():
        address = address_of(name, value)
        shown = f'<a href="{escape(address)}" rel="me noopener">{escape(value)}</a>' if address else escape(value)
        items += f"<dt>{escape(name.capitalize())}</dt><dd>{shown}</dd>\n"
    items += f"<dt>Availability</dt><dd>{escape(profile.availability)}</dd>\n" if profile.availability else ""
    return f"<dl>\n{items}</dl>\n" if items else ""


def article(document: Document, portfolio: Portfolio, href: Href) -> str:
    """Return one of several documents of a page."""
    slug = document.slug
    body = markdown_html(body_of(document), href, shift=1, prefix=f"{slug}--")
    links = ", ".join(_titled_links(document, portfolio, href))
    also = f'<p class="meta">See also: {links}</p>\n' if links else ""
    return (
        f'<article aria-labelledby="{slug}">\n<h2 id="{slug}">{escape(document.title)}</h2>\n{body}{also}</article>\n'
    )


def about(document: Document, dated: str) -> str:
    """Return the line below a document's title: its date, its length, its tags."""
    words = [f'<time datetime="{dated}">{dated}</time>'] if dated else []
    words += [f"{document.minutes} min"] if KINDS[document.kind].prose else []
    line = f'<p class="meta">{" · ".join(words)}</p>\n' if words else ""
    tags = f'<p class="tags">Tags: {escape(", ".join(document.tags))}</p>\n' if document.tags else ""
    summary = f'<p class="lead">{escape(document.summary)}</p>\n' if document.kind != "hiring" else ""
    return line + summary + tags


def contents(document: Document) -> str:
    """Return the table of contents of a document with several chapters."""
    chapters = [part for part in document.sections if part.level == 2 and part.anchor]
    if len(chapters) < LONG:
        return ""
    items = "".join(f'<li><a href="#{part.anchor}">{escape(part.title)}</a></li>\n' for part in chapters)
    return f'<nav aria-label="Contents">\n<ul>\n{items}</ul>\n</nav>\n'


def diagram(shown: schema.Diagram | None) -> str:
    """Return a case study's own diagram as the list of its flows."""
    if shown is None or not shown.flows:
        return ""
    items = "".join(
        f"<li>{escape(shown.titles[start])} → {escape(shown.titles[end])} ({kind})</li>\n"
        for start, end, kind in shown.flows
    )
    return f"<figure>\n<figcaption>What flows where</figcaption>\n<ul>\n{items}</ul>\n</figure>\n"


def body(document: Document, href: Href) -> str:
    """Return a document's text."""
    return markdown_html(body_of(document), href)


def related(document: Document, portfolio: Portfolio, href: Href) -> str:
    """Return the document's links to others, by their titles."""
    items = "".join(f"<li>{link}</li>\n" for link in _titled_links(document, portfolio, href))
    return section("Related", f"<ul>\n{items}</ul>\n") if items else ""


def figure(topology: schema.Topology, image: str) -> str:
    """Return the picture of the topology; everything that it shows is told in words below it."""
    names = ", ".join(box.title for box in topology.boxes)
    alternative = f"Diagram with the boxes {names}. The flows between them are listed below."
    return (
        f'<figure>\n<img src="{image}" alt="{escape(alternative)}">\n'
        "<figcaption>Thin dashes are requests, thick ones events.</figcaption>\n</figure>\n"
    )


def flows(topology: schema.Topology) -> str:
    """Return a table of the flows, and what the loss of each means."""
    rows = "".join(
        f"<tr><td>{escape(topology.box(flow.from_).title)} → {escape(topology.box(flow.to).title)}</td>"
        f"<td>{flow.kind}</td><td>{escape(flow.when_lost)} {escape(flow.bought_by)}</td></tr>\n"
        for flow in topology.flows
    )
    head = '<tr><th scope="col">Flow</th><th scope="col">Kind</th><th scope="col">When it is lost</th></tr>'
    table = f'<div class="table" role="region" aria-label="Flows" tabindex="0">\n<table>\n<thead>{head}</thead>\n'
    return section("Flows", f"{table}<tbody>\n{rows}</tbody>\n</table>\n</div>\n") if rows else ""


def traces(topology: schema.Topology) -> str:
    """Return each traced request as numbered steps."""
    found = ""
    for trace in topology.traces:
        hops = "".join(f"<li>{escape(hop.says)}</li>\n" for hop in trace.hops)
        found += f"<h3>{escape(trace.title)}</h3>\n<p>{escape(trace.summary)}</p>\n<ol>\n{hops}</ol>\n"
    return section("One request, step by step", found)


def _titled_links(document: Document, portfolio: Portfolio, href: Href) -> list[str]:
    found = [(link, portfolio.document(link)) for link in document.links]
    return [f'<a href="{escape(href(link))}">{escape(target.title)}</a>' for link, target in found if target]


def _link(document: Document) -> Link:
    link = parse_link(document.path)
    assert link is not None, document.path
    return link
