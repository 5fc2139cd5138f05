"""Commands that print the content: services, work, essays, contact; and `open`, which shows it in its screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.candidates import documents_on, links
from cli.exit_codes import not_found
from cli.options import Content, Json, Plain
from cli.output import put_json, put_markdown, talk
from cli.resources import portfolio_for
from content.site_map import holdings_of

if TYPE_CHECKING:
    from content.documents import Document
    from content.loader import Portfolio


def _slug_on(screen: str) -> Any:
    """Return the argument that names a document of a screen."""
    what = "Print this one; a tag or a word of its title will do."
    return typer.Argument(metavar="SLUG", help=what, autocompletion=documents_on(screen))


_Service = Annotated[str | None, _slug_on("services")]
_Work = Annotated[str | None, _slug_on("work")]
_Essay = Annotated[str | None, _slug_on("essays")]
_Hiring = Annotated[str | None, _slug_on("contact")]


def services(slug: _Service = None, content: Content = None, json: Json = False, plain: Plain = False) -> None:
    """The services: what each one brings, and how it runs."""
    _list_or_one(portfolio_for(content), "services", slug, json, plain)


def work(slug: _Work = None, content: Content = None, json: Json = False, plain: Plain = False) -> None:
    """Case studies and projects."""
    _list_or_one(portfolio_for(content), "work", slug, json, plain)


def essays(slug: _Essay = None, content: Content = None, json: Json = False, plain: Plain = False) -> None:
    """Essays, newest first."""
    _list_or_one(portfolio_for(content), "essays", slug, json, plain)


def contact(slug: _Hiring = None, content: Content = None, json: Json = False, plain: Plain = False) -> None:
    """How to get in touch, and the answers to hiring questions."""
    portfolio = portfolio_for(content)
    _list_or_one(portfolio, "contact", slug, json, plain, portfolio.profile.contact.links)


def open_(
    link: Annotated[
        str,
        typer.Argument(
            metavar="LINK",
            help="Such as `work`, `work/SLUG#SECTION` or `topology?break=BOX&trace=REQUEST&load=50k`; `y` copies one.",
            autocompletion=links,
        ),
    ],
    content: Content = None,
) -> None:
    """Open the screens at a room, document or section."""
    from cli.screens import open_at

    open_at(link, content)


def _list_or_one(
    portfolio: Portfolio,
    screen: str,
    slug: str | None,
    json: bool,
    plain: bool,
    links: dict[str, str] | None = None,
) -> None:
    """Print one document, or the screen's heading and a line for each of its documents.

    A `slug` that is a tag or a word of a title means the documents that have it.
    """
    documents = portfolio.documents_on(screen)
    if slug is not None:
        found = _named(slug.removeprefix(f"{screen}/"), documents)
        if not found:
            raise not_found(slug, [document.slug for document in documents])
        if len(found) == 1:
            put_json(document_json(found[0])) if json else put_markdown(document_markdown(found[0]), plain)
            return
        documents = found
    if json:
        extra = {} if links is None else {"links": links}
        put_json({**extra, "documents": [document_json(document) for document in documents]})
        return
    if not documents and not portfolio.has(screen):
        talk(f"this portfolio has no {holdings_of(screen).lower()}")
        return
    heading = portfolio.heading(screen)
    ways = "\n".join(f"- {name}: {value}" for name, value in (links or {}).items())
    lines = "\n".join(f"- **{item.title}** (`{item.slug}`): {item.summary}" for item in documents)
    put_markdown("\n\n".join(part for part in (f"# {heading.title}", heading.text, ways, lines) if part), plain)


def _named(name: str, documents: Sequence[Document]) -> list[Document]:
    """Return the document of that slug, or else those with that tag or with that word in their title."""
    exact = [document for document in documents if document.slug == name]
    word = name.casefold()
    return exact or [
        document
        for document in documents
        if word in document.tags or word in re.findall(r"[\w-]+", document.title.casefold())
    ]


def document_json(document: Document) -> dict[str, Any]:
    """Return a document as JSON-ready data."""
    return {
        "kind": document.kind,
        "path": document.path,
        "title": document.title,
        "summary": document.summary,
        "tags": list(document.tags),
        "minutes": document.minutes,
        "links": [str(link) for link in document.links],
        "sections": [
            {"anchor": section.anchor, "title": section.title, "level": section.level, "text": section.text}
            for section in document.sections
        ],
    }


def document_markdown(document: Document) -> str:
    """Return a document as one Markdown text."""
    links = ", ".join(f"`{link}`" for link in document.links)
    figures = "\n".join(f"- **{figure.value}** {figure.words}" for figure in document.figures)
    parts = (f"# {document.title}", figures, document.body, f"See also: {links}" if links else "")
    return "\n\n".join(part for part in parts if part)
