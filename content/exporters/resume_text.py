"""A résumé of one page as plain text: 80 columns, 60 lines, ready for a printer or a PDF."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from content.exporters.documents import address_of
from content.loader import Portfolio
from content.resume.file import resume_data
from content.resume.node import Node
from content.resume.sentences import period
from content.safe_text import safe_text
from content.site_map import KINDS

COLUMNS, LINES = 80, 60
"""What one page of A4 or Letter holds in a 10-point fixed-width font with margins of 2 cm."""


@dataclass
class _Part:
    """A heading and its entries; each entry is the lines that stand or go together."""

    heading: str
    entries: list[list[str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        return ["", self.heading.upper(), *(line for entry in self.entries for line in entry)] if self.entries else []


def resume_text_of(portfolio: Portfolio) -> str:
    """Return the résumé. Where a page is too short, the last essays, projects, services and studies go, in turn."""
    head = _head(portfolio)
    about, services, work, projects, writing = _parts(portfolio)
    jobs, schools = _of_resume(portfolio)
    parts = (about, jobs, schools, work, projects, services, writing)
    while sum(map(len, (head, *(part.lines() for part in parts)))) > LINES:
        longest = max((writing, projects, services, work, jobs), key=lambda part: len(part.entries))
        if len(longest.entries) <= 1:
            break
        longest.entries.pop()
    lines = head + [line for part in parts for line in part.lines()]
    return "\n".join(line.rstrip() for line in lines[:LINES]) + "\n"


def _head(portfolio: Portfolio) -> list[str]:
    profile = portfolio.profile
    contacts = [_short(address_of(name, value) or value) for name, value in profile.contact.links.items()]
    lines = [safe_text(profile.name).upper()] if profile.name else []
    return lines + _wrapped(profile.subheadline) + _wrapped(" | ".join(contacts)) + _wrapped(profile.availability)


def _parts(portfolio: Portfolio) -> tuple[_Part, _Part, _Part, _Part, _Part]:
    profile = portfolio.profile
    about = _Part(
        profile.what_i_do.title or "About", [_wrapped(profile.what_i_do.text)] if profile.what_i_do.text else []
    )
    services = _Part(KINDS["service"].plural)
    for service in portfolio.services.services:
        services.entries.append(_wrapped(f"{service.title}. {service.tagline}", "- "))
    work = _Part(KINDS["case-study"].plural)
    for study in portfolio.case_studies:
        work.entries.append(_wrapped(f"{study.title}", f"{study.year}  ") + _wrapped(study.summary, " " * 6))
    projects = _Part(KINDS["project"].plural)
    for project in portfolio.projects:
        projects.entries.append(_wrapped(project.title, "- ") + _wrapped(project.tagline, "  "))
    writing = _Part("Writing")
    for essay in portfolio.essays:
        writing.entries.append(_wrapped(essay.title, f"{essay.date}  "))
    return about, services, work, projects, writing


def _of_resume(portfolio: Portfolio) -> tuple[_Part, _Part]:
    """Return the jobs and the schools of the résumé, where the pack holds one."""
    jobs, schools = _Part("Experience"), _Part("Education")
    resume = Node(resume_data(portfolio.resume)) if portfolio.resume else Node({})
    for job in resume["work"].items():
        named = [job.text("position"), job.text("name", "company")]
        lines = _wrapped(f"{', '.join(filter(None, named))}{period(job.text('startDate'), job.text('endDate'))}")
        jobs.entries.append(lines + [line for said in job.texts("highlights") for line in _wrapped(said, "  - ")])
    for school in resume["education"].items():
        named = [school.text("studyType"), school.text("area"), school.text("institution")]
        dated = period(school.text("startDate"), school.text("endDate"))
        schools.entries.append(_wrapped(f"{', '.join(filter(None, named))}{dated}"))
    return jobs, schools


def _wrapped(text: str, opening: str = "") -> list[str]:
    """Return lines of at most 80 columns; the first begins with `opening`, the rest are set in as far."""
    line = " ".join(safe_text(text).split())
    return textwrap.wrap(line, COLUMNS, initial_indent=opening, subsequent_indent=" " * len(opening)) if line else []


def _short(address: str) -> str:
    return address.removeprefix("mailto:").removeprefix("https://").rstrip("/")
