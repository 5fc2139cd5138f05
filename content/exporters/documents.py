"""What several exporters need of a document."""

from __future__ import annotations

from content.documents import Document
from content.loader import Portfolio
from content.references import OUTSIDE


def body_of(document: Document) -> str:
    """Return a document's sections as one Markdown text, without its title."""
    parts = []
    for section in document.sections:
        if section.anchor:
            parts.append(f"{'#' * section.level} {section.title}")
        if section.text:
            parts.append(section.text)
    return "\n\n".join(parts)


def owner_of(portfolio: Portfolio) -> str:
    """Return the owner's name, or the headline's subject where the owner has given none."""
    return portfolio.profile.name or "Portfolio"


def address_of(name: str, value: str) -> str:
    """Return the web or mail address that a contact setting holds, or an empty text where it is none to be linked."""
    if value.startswith(OUTSIDE):
        return value
    return f"mailto:{value}" if name == "email" and "@" in value and not set(value) & set(' <>"\n') else ""
