"""What a pack without a résumé of its own says, in the parts of one: nothing is added to it, and nothing concluded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from content.blocks import plain_text
from content.exporters.documents import address_of
from content.exporters.resume.parts import ResumeContact, ResumeEntry, ResumeHead, ResumeSection
from content.exporters.resume.told import short_address
from content.loader import Portfolio
from content.resume.wording import wording_of
from content.safe_text import one_line
from content.site_map import path_of

MOST_TOPICS = 15


def composed_head(portfolio: Portfolio) -> ResumeHead:
    """Return what the profile says of its owner."""
    profile = portfolio.profile
    about = (profile.subheadline, profile.what_i_do.text, profile.availability)
    return ResumeHead(
        one_line(profile.name), "", composed_contacts(portfolio), tuple(said for text in about if (said := _said(text)))
    )


def composed_contacts(portfolio: Portfolio) -> tuple[ResumeContact, ...]:
    """Return the ways to reach the owner that the profile names."""
    return tuple(
        ResumeContact(one_line(short_address(value)), address_of(name, value))
        for name, value in portfolio.profile.contact.links.items()
    )


def composed_sections(portfolio: Portfolio) -> Iterator[ResumeSection]:
    """Yield the work that was selected for the pack, what it is about, what is offered, and what was written."""
    headings = wording_of(portfolio.profile.language).headings
    yield from _section("projects", headings["studies"], _studies(portfolio))
    yield from _section("projects", headings["projects"], _projects(portfolio))
    if topics := topics_of(portfolio):
        yield ResumeSection("skills", headings["topics"], (ResumeEntry(", ".join(topics)),), brief=True)
    yield from _section("services", headings["services"], _services(portfolio))
    yield from _section("publications", headings["writing"], _essays(portfolio))


def topics_of(portfolio: Portfolio) -> list[str]:
    """Return the tags of the pack's documents, the most frequent first."""
    counted = Counter(tag for document in portfolio.documents for tag in document.tags)
    return [tag for tag, _ in counted.most_common(MOST_TOPICS)]


def _section(part: str, heading: str, entries: Iterator[ResumeEntry]) -> Iterator[ResumeSection]:
    if found := tuple(entries):
        yield ResumeSection(part, heading, found)


def _studies(portfolio: Portfolio) -> Iterator[ResumeEntry]:
    for study in portfolio.case_studies:
        figures = tuple(one_line(f"{figure.value} {figure.words}") for figure in study.figures)
        yield _entry(study.title, str(study.year), study.path, study.summary, points=figures)


def _projects(portfolio: Portfolio) -> Iterator[ResumeEntry]:
    for project in portfolio.projects:
        yield _entry(project.title, "", project.path, project.tagline, project.summary)


def _services(portfolio: Portfolio) -> Iterator[ResumeEntry]:
    for service in portfolio.services.services:
        yield _entry(service.title, "", path_of("service", service.slug), service.tagline)


def _essays(portfolio: Portfolio) -> Iterator[ResumeEntry]:
    for essay in portfolio.essays:
        yield _entry(essay.title, essay.date.isoformat(), essay.path, essay.summary)


def _entry(title: str, when: str, path: str, *texts: str, points: tuple[str, ...] = ()) -> ResumeEntry:
    said = tuple(dict.fromkeys(line for text in texts if (line := _said(text))))
    return ResumeEntry(one_line(title), when=when, path=path, texts=said, points=points)


def _said(text: str) -> str:
    """Return a text of the pack as one line of plain words."""
    return one_line(plain_text(text)) if text else ""
