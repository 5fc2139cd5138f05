"""A résumé as it is read: a head, and sections of entries. Every form of it is written of this."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from content.exporters.html.markup import href_from
from content.exporters.resume.composed import composed_contacts, composed_head, composed_sections
from content.exporters.resume.parts import ResumeHead, ResumeSection
from content.exporters.resume.told import told_head, told_sections
from content.links import parse_link
from content.loader import Portfolio
from content.resume.file import resume_data
from content.resume.node import Node
from content.resume.wording import wording_of


@dataclass(frozen=True, slots=True)
class Resume:
    """A whole résumé, in the language of its pack."""

    head: ResumeHead
    sections: tuple[ResumeSection, ...]
    language: str

    @property
    def title(self) -> str:
        """What it is called: by the name of whose it is, where that is said."""
        return self.head.name or wording_of(self.language).says("resume")


def resume_of(portfolio: Portfolio, address: str = "") -> Resume:
    """Return the pack's own résumé, or else what the pack says as one. Nothing is said that the pack does not say.

    What a résumé of the pack's own does not hold (projects, say, or publications) is what the pack has of that. Where
    the `address` of the portfolio's pages is known, what leads nowhere else leads to the page that tells it in full.
    """
    resume = _resume_of(portfolio)
    if not address:
        return resume
    return replace(resume, sections=tuple(_leading(section, address) for section in resume.sections))


def _leading(section: ResumeSection, address: str) -> ResumeSection:
    """Return a section whose entries lead to pages at an address."""
    page = href_from("")
    entries = (
        replace(entry, href=f"{address}/{page(link)}") if not entry.href and (link := parse_link(entry.path)) else entry
        for entry in section.entries
    )
    return replace(section, entries=tuple(entries))


def _resume_of(portfolio: Portfolio) -> Resume:
    language = portfolio.profile.language
    sections = tuple(composed_sections(portfolio))
    if not portfolio.resume:
        return Resume(composed_head(portfolio), sections, language)
    node = Node(resume_data(portfolio.resume))
    told = tuple(told_sections(node, wording_of(language)))
    head = told_head(node["basics"], portfolio.profile.name, composed_contacts(portfolio))
    return Resume(head, tuple(_merged(told, sections)), language)


def _merged(told: tuple[ResumeSection, ...], composed: tuple[ResumeSection, ...]) -> Iterator[ResumeSection]:
    """Yield what a résumé holds; behind its experience the pack's own work, where it names none, and so with essays."""
    held = {section.part for section in told}
    work = [section for section in composed if section.part == "projects" and "projects" not in held]
    writing = [section for section in composed if section.part == "publications" and "publications" not in held]
    first = [section for section in told if section.part == "work"]
    yield from (*first, *work, *(section for section in told if section.part != "work"), *writing)
