"""Every file of the site by its path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from markupsafe import Markup

from content import schema
from content.documents import Document
from content.exporters.documents import exported, owner_of
from content.exporters.html import parts
from content.exporters.html.feed import feed_of
from content.exporters.html.frame import FEED, Frame
from content.exporters.html.markup import href_from
from content.exporters.html.resume_page import resume_download, resume_pages
from content.exporters.html.templates import STYLE
from content.links import Link
from content.loader import Portfolio
from content.site_map import KINDS, SCREENS

TOPOLOGY_IMAGE = "topology.svg"
_PROJECTS = KINDS["project"].plural.capitalize()

DrawTopology = Callable[[schema.Topology, Callable[[schema.Box], str]], str]
"""Draws the topology as an SVG document whose boxes lead to what the function says; the packages above know how."""


def site_files(
    portfolio: Portfolio, draw: DrawTopology | None = None, language: str = "", address: str = ""
) -> dict[str, str | bytes]:
    """Return the site as a folder holds it: what `site_of` says, and the résumé as a PDF."""
    download = resume_download(portfolio, address)
    pages = site_of(portfolio, draw, language, address=address, pdf=bool(download))
    return {**pages, **portrait_file(portfolio), **download}


def portrait_file(portfolio: Portfolio) -> dict[str, bytes]:
    """Return the owner's picture as its page names it; nothing where there is none, or no longer."""
    portrait = portfolio.profile.portrait
    path = portfolio.root / portrait.file if portrait else None
    return {_portrait_path(portrait): path.read_bytes()} if portrait and path and path.is_file() else {}


def _portrait_path(portrait: schema.Portrait) -> str:
    """Return where the picture stands: under a name of the site's, whatever the owner calls it."""
    return f"portrait{PurePath(portrait.file).suffix.lower()}"


def site_of(
    portfolio: Portfolio,
    draw: DrawTopology | None = None,
    language: str = "",
    terminal: str = "",
    fit: str = "",
    address: str = "",
    pdf: bool = False,
) -> dict[str, str]:
    """Return every text of the site by its path. All links are relative: the site works under any address, or none.

    An empty `language` is the pack's own. `terminal` is the path of a page with the terminal, to which each page then
    leads, and `fit` that of one that takes advertisements. Where the `address` is known, each page says its own, and
    that of the drawing of the topology, for previews and search engines. `pdf` says that the résumé stands beside
    them as one.

    No page holds a script or an inline style, so it runs under
    ``Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'``, which each page also states.
    """
    screens = exported(portfolio)
    image = TOPOLOGY_IMAGE if draw is not None and portfolio.topology.boxes else ""
    frame = Frame(owner_of(portfolio), language or portfolio.profile.language, terminal, screens, fit, address, image)
    pages = {"index.html": _home(portfolio, frame)}
    for screen in screens:
        pages[f"{screen}.html"] = _screen(portfolio, frame, screen, pictured=draw is not None)
    for document in portfolio.documents:
        if not SCREENS[KINDS[document.kind].screen].together:
            pages[f"{document.path}.html"] = _document(portfolio, frame, document)
    pages |= resume_pages(portfolio, frame, pdf=pdf)
    files = pages | {"style.css": STYLE.read_text(encoding="utf-8")}
    if "essays" in screens:
        files[FEED] = feed_of(portfolio.documents_on("essays"), portfolio.heading("essays").title, frame)
    if draw is None or not image:
        return files
    href = href_from(TOPOLOGY_IMAGE)
    return files | {TOPOLOGY_IMAGE: draw(portfolio.topology, lambda box: href(Link("topology", box.slug)))}


def _home(portfolio: Portfolio, frame: Frame) -> str:
    profile, page = portfolio.profile, "index.html"
    href = href_from(page)
    body = parts.portrait(profile.portrait, _portrait_path(profile.portrait)) if profile.portrait else Markup()
    body += parts.headline(profile) + parts.worked_out(profile.figures, href)
    body += parts.section(profile.what_i_do.title or profile.opening, parts.text(profile.what_i_do.text, href))
    body += parts.section(portfolio.heading("services").title, parts.cards(portfolio.documents_on("services"), href))
    body += parts.section(portfolio.heading("work").title, parts.cards(portfolio.documents_of("case-study"), href))
    body += parts.section(profile.projects.title or _PROJECTS, parts.cards(portfolio.documents_of("project"), href))
    body += parts.section(portfolio.heading("essays").title, parts.cards(portfolio.documents_on("essays"), href))
    contact = parts.text(profile.contact.text, href) + parts.contact_list(profile)
    body += parts.section(portfolio.heading("contact").title, contact)
    return frame.page(page, "", profile.subheadline, body)


def _screen(portfolio: Portfolio, frame: Frame, screen: str, *, pictured: bool) -> str:
    page = f"{screen}.html"
    href = href_from(page)
    heading = portfolio.heading(screen)
    documents = portfolio.documents_on(screen)
    body = parts.title(heading.title, heading.text, href)
    match screen:
        case "contact":
            body += parts.contact_list(portfolio.profile) + parts.cards(documents, href)
        case "topology":
            body += parts.figure(portfolio.topology, TOPOLOGY_IMAGE) if pictured else Markup()
            body += Markup().join(parts.article(document, portfolio, href) for document in documents)
            body += parts.flows(portfolio.topology) + parts.traces(portfolio.topology)
        case "services" | "pipeline":
            body += parts.text(portfolio.pipeline.intro, href) if screen == "pipeline" else Markup()
            body += Markup().join(parts.article(document, portfolio, href) for document in documents)
        case "work":
            body += parts.cards(portfolio.documents_of("case-study"), href)
            projects = parts.cards(portfolio.documents_of("project"), href)
            body += parts.section(portfolio.profile.projects.title or _PROJECTS, projects)
        case _:
            body += parts.cards(documents, href)
    return frame.page(page, heading.title, heading.text, body)


def _document(portfolio: Portfolio, frame: Frame, document: Document) -> str:
    page = f"{document.path}.html"
    href = href_from(page)
    body = parts.title(document.title, "", href) + parts.about(document) + parts.worked_out(document.figures, href)
    body += parts.contents(document) + parts.diagram(document.diagram)
    body += parts.body(document, href) + parts.related(document, portfolio, href)
    article = Markup("<article>\n{}</article>\n").format(body)
    return frame.page(page, document.title, document.summary, article, day=document.day)
