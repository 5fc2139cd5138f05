"""The sources of an answer as they are listed: one line a section, however many of its passages were cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.events import Citation


def by_section(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Return the citations, those of one section together, sections in the order of their first citation."""
    sections: dict[str, list[Citation]] = {}
    for citation in citations:
        sections.setdefault(citation.link, []).append(citation)
    return list(sections.values())


def numbers_of(citations: Sequence[Citation]) -> str:
    """Return the numbers of citations as they stand before a source: `[1] [3]`."""
    return " ".join(f"[{citation.number}]" for citation in citations)
