"""The content as pages: which blocks a reader shows for each kind of document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from content import schema
from content.documents import Document
from content.links import parse_link
from content.loader import Portfolio
from content.markdown import sections_of
from content.site_map import KINDS
from tui.drawing.diagram.small import diagram_block
from tui.drawing.prose.page import Block, Drawing, Gap, Links, Markdown, Text, Title

RELATED = "Related"
ARCHITECTURE = schema.PARTS[2]


def page_of(portfolio: Portfolio, path: str) -> list[Block]:
    """Return the page of the document at `path`; empty where there is none."""
    slug = path.partition("/")[2]
    for essay in portfolio.essays:
        if path == essay.path:
            return list(essay_page(portfolio, essay))
    for study in portfolio.case_studies:
        if path == study.path:
            return list(study_page(portfolio, study))
    for project in portfolio.projects:
        if path == project.path:
            return list(project_page(portfolio, project))
    for service in portfolio.services.services:
        if path == service.path:
            return list(service_page(portfolio, service))
    document = portfolio.document(path)
    return list(document_page(portfolio, document, slug)) if document else []


def essay_page(portfolio: Portfolio, essay: schema.Essay) -> Iterator[Block]:
    """An essay: title, date and reading time, summary, body, links, and the essays before and after."""
    document = portfolio.by_path[essay.path]
    yield Title(essay.title)
    yield Text(f"{essay.date:%d %B %Y} · {document.minutes} min · {', '.join(essay.tags)}".lstrip("0"), "muted")
    yield Gap()
    yield Text(essay.summary, "lead")
    yield Gap()
    yield Markdown(essay.body)
    yield from related_links(portfolio, document)
    yield from neighbours([other.path for other in portfolio.essays], document.path, portfolio)


def study_page(portfolio: Portfolio, study: schema.CaseStudy) -> Iterator[Block]:
    """A case study: its five parts, with its own diagram at the head of the architecture."""
    document = portfolio.by_path[study.path]
    yield Title(study.title)
    yield Text(f"case study · {study.year} · {document.minutes} min · {', '.join(study.tags)}", "muted")
    yield Gap()
    yield Text(study.summary, "lead")
    yield Gap()
    yield from _body_with_diagram(study)
    yield from related_links(portfolio, document)


def _body_with_diagram(study: schema.CaseStudy) -> Iterator[Block]:
    """The body, with the study's own diagram below the heading of its architecture."""
    heading = next((section for section in sections_of(study.body, "") if section.title == ARCHITECTURE), None)
    if study.diagram is None or heading is None:
        yield Markdown(study.body)
        return
    lines = study.body.splitlines()
    yield Markdown("\n".join(lines[: heading.line]))
    yield Drawing(partial(diagram_block, study.diagram))
    yield Gap()
    yield Markdown("\n".join(lines[heading.line :]))


def project_page(portfolio: Portfolio, project: schema.Project) -> Iterator[Block]:
    """A project: what it is, in its own words."""
    document = portfolio.by_path[project.path]
    yield Title(project.title)
    yield Text(f"project · {document.minutes} min · {', '.join(project.tags)}", "muted")
    yield Gap()
    yield Text(project.tagline, "lead")
    yield Gap()
    yield Markdown(project.body)
    yield from related_links(portfolio, document)


def service_page(portfolio: Portfolio, service: schema.Service) -> Iterator[Block]:
    """A service: what it is, what you get, how it runs, when not, and what proves it."""
    document = portfolio.by_path[service.path]
    yield Title(service.title)
    if service.tagline:
        yield Text(service.tagline, "lead")
    yield from sections(document)
    yield from related_links(portfolio, document, "What proves it")


def document_page(portfolio: Portfolio, document: Document, slug: str) -> Iterator[Block]:
    """Any other document: its title and sections."""
    yield Title(document.title or slug)
    yield from sections(document)
    yield from related_links(portfolio, document)


def sections(document: Document) -> Iterator[Block]:
    """A document's sections, each below its heading."""
    for section in document.sections:
        yield Gap()
        if section.anchor:
            yield Title(section.title, max(section.level, 2), section.anchor)
        yield Markdown(section.text)


def related_links(portfolio: Portfolio, document: Document, title: str = RELATED) -> Iterator[Block]:
    """The links of a document, by the titles of what they open."""
    links = [(label_of(portfolio, str(link)), str(link)) for link in document.links]
    if links:
        yield Gap(2)
        yield Title(title, 2, "related")
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


def part(study: schema.CaseStudy, title: str) -> str:
    """Return one of a study's five parts as Markdown, with the headings inside it."""
    kept: list[str] = []
    inside = False
    for section in sections_of(study.body, study.title):
        if section.level == 2:
            inside = section.title == title
            if inside:
                kept.append(section.text)
        elif inside:
            kept.append(f"{'#' * section.level} {section.title}\n\n{section.text}")
    return "\n\n".join(kept)
