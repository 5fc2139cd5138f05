"""The résumé as plain text of 80 columns: whole, or on one page for a printer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from content.exporters.resume.document import Resume
from content.exporters.resume.parts import ResumeEntry, ResumeSection
from content.exporters.resume.shortening import shortened

COLUMNS, LINES = 80, 60
"""What one page of A4 or Letter holds in a 10-point fixed-width font with margins of 2 cm."""


def resume_lines(resume: Resume) -> list[str]:
    """Return all of it."""
    head = resume.head
    reach = " | ".join(contact.words for contact in head.contacts)
    named = [line for text in (head.name.upper(), head.label, reach) for line in _wrapped(text)]
    about = [line for text in head.about for line in _wrapped(text)]
    gap = [""] if named and about else []
    return [*named, *gap, *about, *(line for section in resume.sections for line in _section(section))]


def resume_as_text(resume: Resume) -> str:
    """Return all of it as a text."""
    return "\n".join(resume_lines(resume)) + "\n"


def resume_on_a_page(resume: Resume) -> str:
    """Return as much of it as a page holds; every section keeps its first entry where it can."""
    short = shortened(resume, lambda each: len(resume_lines(each)) <= LINES)
    return "\n".join(resume_lines(short)[:LINES]) + "\n"


def _section(section: ResumeSection) -> Iterator[str]:
    yield ""
    yield section.heading.upper()
    for entry in section.entries:
        yield from _entry(entry, section.brief)


def _entry(entry: ResumeEntry, brief: bool) -> Iterator[str]:
    title = f"{entry.title}, {entry.at}" if entry.at else entry.title
    if brief:
        yield from _wrapped(": ".join((title, *entry.texts)), "- ", 2)
        return
    yield from _wrapped(f"{title} ({entry.when})" if entry.when else title, "- ", 2)
    for text in (*entry.texts, entry.href):
        yield from _wrapped(text, "  ", 2)
    for point in entry.points:
        yield from _wrapped(point, "  - ", 4)


def _wrapped(text: str, opening: str = "", indent: int = 0) -> list[str]:
    """Return lines of at most 80 columns; the first begins with `opening`, the rest are set in by `indent`."""
    return textwrap.wrap(text, COLUMNS, initial_indent=opening, subsequent_indent=" " * indent, break_on_hyphens=False)
