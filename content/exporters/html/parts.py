"""The pieces that pages are put together from, as `Markup`: whatever else is put into one is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from content import schema
from content.documents import Document
from content.exporters.documents import address_of
from content.exporters.html.markup import Href, blocks_html, inline_html, markdown_html
from content.exporters.html.templates import site_parts
from content.links import Link, parse_link
from content.loader import Portfolio
from content.markdown import anchor_of
from content.site_map import KINDS

_NOTHING = Markup()
LONG = 4
"""From how many chapters on a document shows its table of contents."""


def headline(profile: schema.Profile) -> Markup:
    """Return the opening of the home page: the headline with all of its endings."""
    return _put("headline", profile)


def portrait(shown: schema.Portrait, file: str) -> Markup:
    """Return the owner's picture, with what it shows for who does not see it."""
    return _put("portrait", shown.text, file)


def worked_out(shown: Iterable[schema.Figure], href: Href) -> Markup:
    """Return figures, each a link to where it is worked out, if that is another page."""
    entries = [
        {
            "value": item.value,
            "words": item.words,
            "basis": item.basis if isinstance(item, schema.LinkedFigure) else "",
            "href": href(_parsed(item.link)) if isinstance(item, schema.LinkedFigure) else "",
        }
        for item in shown
    ]
    return _put("figures", entries) if entries else _NOTHING


def title(text: str, lead: str, href: Href) -> Markup:
    """Return a page's heading and the sentence below it."""
    return _put("title", text, inline_html(lead, href) if lead else "")


def section(heading: str, content: Markup) -> Markup:
    """Return a part of a page with its heading, or nothing where it has no content."""
    return _put("section", anchor_of(heading), heading, content) if content else _NOTHING


def text(markdown: str, href: Href) -> Markup:
    """Return a paragraph or more."""
    return markdown_html(markdown, href) if markdown else _NOTHING


def cards(documents: Iterable[Document], href: Href) -> Markup:
    """Return a list of documents, each a link with its summary."""
    entries = [
        _entry(document, _link(document), href) | {"summary": inline_html(document.summary, href)}
        for document in documents
    ]
    return _put("cards", entries) if entries else _NOTHING


def contact_list(profile: schema.Profile) -> Markup:
    """Return how to reach the owner: links where a setting is an address, words where it is not."""
    ways = [
        {"name": name.capitalize(), "value": value, "address": address_of(name, value)}
        for name, value in profile.contact.links.items()
    ]
    return _put("contact_list", ways, profile.availability) if ways or profile.availability else _NOTHING


def article(document: Document, portfolio: Portfolio, href: Href) -> Markup:
    """Return one of several documents of a page."""
    body = blocks_html(document.blocks, href, shift=1, prefix=f"{document.slug}--")
    return _put("article", document, body, _links(document, portfolio, href))


def about(document: Document) -> Markup:
    """Return the line below a document's title: its date, its length, its tags."""
    dated = document.day.isoformat() if document.day else str(document.year or "")
    return _put(
        "about", document, dated, document.minutes if KINDS[document.kind].prose else 0, document.kind != "hiring"
    )


def contents(document: Document) -> Markup:
    """Return the table of contents of a document with several chapters."""
    chapters = [part for part in document.sections if part.level == 2 and part.anchor]
    return _put("contents", chapters) if len(chapters) >= LONG else _NOTHING


def diagram(shown: schema.Diagram | None) -> Markup:
    """Return a case study's own diagram as the list of its flows."""
    return _put("diagram", shown) if shown is not None and shown.flows else _NOTHING


def body(document: Document, href: Href) -> Markup:
    """Return a document's text."""
    return blocks_html(document.blocks, href)


def related(document: Document, portfolio: Portfolio, href: Href) -> Markup:
    """Return the document's links to others, by their titles."""
    links = _links(document, portfolio, href)
    return section("Related", _put("related", links)) if links else _NOTHING


def figure(topology: schema.Topology, image: str) -> Markup:
    """Return the picture of the topology; everything that it shows is told in words below it."""
    return _put("figure", ", ".join(box.title for box in topology.boxes), image)


def flows(topology: schema.Topology) -> Markup:
    """Return a table of the flows, and what the loss of each means."""
    return section("Flows", _put("flows", topology)) if topology.flows else _NOTHING


def traces(topology: schema.Topology) -> Markup:
    """Return each traced request as numbered steps."""
    return section("One request, step by step", _put("traces", topology))


def _put(macro: str, *values: object) -> Markup:
    return Markup(getattr(site_parts(), macro)(*values))


def _links(document: Document, portfolio: Portfolio, href: Href) -> list[dict[str, str]]:
    return [_entry(target, link, href) for link, target in portfolio.linked(document)]


def _entry(document: Document, link: Link, href: Href) -> dict[str, str]:
    return {"title": document.title, "href": href(link)}


def _link(document: Document) -> Link:
    return _parsed(document.path)


def _parsed(path: str) -> Link:
    link = parse_link(path)
    assert link is not None, path
    return link
