"""The portfolio as a folder of plain Markdown, with links that a forge or an editor follows."""

from __future__ import annotations

import posixpath

from content.documents import Document
from content.exporters.documents import exported, owner_of
from content.links import parse_link
from content.loader import Portfolio
from content.markdown_edit import relink

INDEX = "README.md"


def markdown_of(portfolio: Portfolio) -> dict[str, str]:
    """Return every file by its path: one a document, and a README.md that lists them."""
    return {INDEX: _index(portfolio)} | {
        f"{document.path}.md": _file(portfolio, document) for document in portfolio.documents
    }


def _index(portfolio: Portfolio) -> str:
    profile = portfolio.profile
    endings = "\n".join(f"- {ending}" for ending in profile.endings)
    headline = f"{profile.headline} …" if endings else profile.headline
    figures = "\n".join(
        f"- [**{item.value}** {item.words}]({_target(item.link)}){f' ({item.basis})' if item.basis else ''}"
        for item in profile.figures
    )
    parts = [f"# {owner_of(portfolio)}", headline, endings, profile.subheadline, figures, profile.what_i_do.text]
    for screen in exported(portfolio):
        documents = portfolio.documents_on(screen)
        parts.append(f"## {portfolio.heading(screen).title}")
        if screen == "contact":
            parts.append("\n".join(f"- {name}: {value}" for name, value in profile.contact.links.items()))
        parts.append("\n".join(_entry(document) for document in documents))
    return _joined(parts)


def _entry(document: Document) -> str:
    return f"- [{document.title}]({document.path}.md): {' '.join(document.summary.split())}"


def _file(portfolio: Portfolio, document: Document) -> str:
    folder = posixpath.dirname(document.path)

    def target(href: str) -> str:
        return _target(href, folder)

    also = "\n".join(f"- [{found.title}]({target(str(link))})" for link, found in portfolio.linked(document))
    tags = f"Tags: {', '.join(document.tags)}" if document.tags else ""
    figures = "\n".join(f"- **{item.value}** {item.words}" for item in document.figures)
    parts = [f"# {document.title}", tags, figures, relink(document.body, target), "## Related" if also else "", also]
    return _joined(parts)


def _target(href: str, folder: str = "") -> str:
    """Return where a link leads from a file in `folder`: to the file of a document, or as it stands."""
    link = parse_link(href)
    if link is None:
        return href
    path = posixpath.relpath(f"{link.document}.md", folder or ".")
    return f"{path}#{link.anchor}" if link.anchor else path


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
