"""A JSON Resume as the parts that are read. What a visitor has no business with (telephone, street) is not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content.exporters.resume.parts import ResumeContact, ResumeEntry, ResumeHead, ResumeSection
from content.references import OUTSIDE
from content.resume.node import Node
from content.resume.wording import Wording

_HOMES = {"github": "https://github.com/", "linkedin": "https://www.linkedin.com/in/"}
"""Networks at which a name alone is an address."""
_DAY = re.compile(r"(?<=^\d{4}-\d\d)-\d\d$")
"""The day of a date that has a year and a month."""


def told_head(basics: Node, name: str, contacts: tuple[ResumeContact, ...]) -> ResumeHead:
    """Return the head. `name` and `contacts` are the profile's, for what the résumé does not say."""
    told = list(_contacts(basics))
    known = {contact.href for contact in told}
    more = (contact for contact in contacts if not contact.href or contact.href not in known)
    summary = basics.text("summary")
    return ResumeHead(basics.text("name") or name, basics.text("label"), (*told, *more), (summary,) if summary else ())


def told_sections(resume: Node, words: Wording) -> Iterator[ResumeSection]:
    """Yield the sections that hold something, in the order in which a reader looks for them, headed in some words."""
    for part in _PARTS:
        entries = tuple(entry for item in resume[part.name].items() if (entry := part.entry(item, words)) is not None)
        if entries:
            yield ResumeSection(part.name, words.headings[part.name], entries, part.brief, part.dated)


def short_address(address: str) -> str:
    """Return an address as it is read on paper."""
    return address.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")


def time_span(start: str, end: str, words: Wording) -> str:
    """Say from when to when, in little room: days of the month tell nothing here."""
    start, end = (_DAY.sub("", date) for date in (start, end))
    if start and end:
        return start if start == end else f"{start} – {end}"
    return words.says("since", start=start) if start else words.says("until", end=end) if end else ""


def _contacts(basics: Node) -> Iterator[ResumeContact]:
    email = basics.text("email")
    if email:
        yield ResumeContact(email, f"mailto:{email}" if "@" in email else "")
    if url := _address(basics.text("url", "website")):
        yield ResumeContact(short_address(url), url)
    for profile in basics["profiles"].items():
        network, user = profile.text("network"), profile.text("username")
        home = _HOMES.get(network.lower(), "") if user else ""
        url = _address(profile.text("url")) or (home and home + user)
        if words := short_address(url) or ": ".join(filter(None, (network, user))):
            yield ResumeContact(words, url)
    location = basics["location"]
    if place := ", ".join(filter(None, (location.text(name) for name in ("city", "region", "countryCode")))):
        yield ResumeContact(place)


def _job(item: Node, words: Wording) -> ResumeEntry | None:
    position, name = item.text("position"), item.text("name", "company", "organization")
    place, url = item.text("location"), _address(item.text("url", "website"))
    when = time_span(item.text("startDate"), item.text("endDate"), words)
    texts, points = _filled(item.text("description"), item.text("summary")), tuple(item.texts("highlights"))
    at = ", ".join(_filled(name if position else "", place))
    used = ", ".join(item.texts("keywords"))
    return _entry(position or name, at, when, url, (*texts, *_filled(used)), points)


def _school(item: Node, words: Wording) -> ResumeEntry | None:
    kind, area, school = item.text("studyType"), item.text("area"), item.text("institution")
    when, score = time_span(item.text("startDate"), item.text("endDate"), words), item.text("score", "gpa")
    studied = ", ".join(_filled(kind, area))
    at = ", ".join(_filled(school if studied else "", score))
    return _entry(studied or school, at, when, _address(item.text("url")), _filled(", ".join(item.texts("courses"))))


def _project(item: Node, words: Wording) -> ResumeEntry | None:
    when, url = time_span(item.text("startDate"), item.text("endDate"), words), _address(item.text("url"))
    at = ", ".join(_filled(*item.texts("roles"), item.text("entity")))
    texts = _filled(item.text("description", "summary"), ", ".join(item.texts("keywords")))
    return _entry(item.text("name"), at, when, url, texts, tuple(item.texts("highlights")))


def _skill(item: Node, _: Wording) -> ResumeEntry | None:
    name, keywords = item.text("name"), ", ".join(item.texts("keywords"))
    return _entry(name or keywords, item.text("level"), texts=_filled(keywords if name else ""))


def _interest(item: Node, _: Wording) -> ResumeEntry | None:
    return _entry(item.text("name"), texts=_filled(", ".join(item.texts("keywords"))))


def _language(item: Node, _: Wording) -> ResumeEntry | None:
    return _entry(item.text("language", "name"), item.text("fluency", "level"))


def _certificate(item: Node, _: Wording) -> ResumeEntry | None:
    return _entry(item.text("name"), item.text("issuer"), item.text("date"), _address(item.text("url")))


def _award(item: Node, _: Wording) -> ResumeEntry | None:
    return _entry(item.text("title"), item.text("awarder"), item.text("date"), "", _filled(item.text("summary")))


def _publication(item: Node, _: Wording) -> ResumeEntry | None:
    url, said = _address(item.text("url", "website")), _filled(item.text("summary"))
    return _entry(item.text("name"), item.text("publisher"), item.text("releaseDate"), url, said)


def _reference(item: Node, words: Wording) -> ResumeEntry | None:
    said = item.text("reference")
    return _entry(item.text("name"), texts=(words.says("quoted", said=said),) if said else ())


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a JSON Resume: its name there, and how an item of it is read."""

    name: str
    entry: Callable[[Node, Wording], ResumeEntry | None]
    brief: bool = False
    dated: bool = False


_PARTS = (
    _Part("work", _job, dated=True),
    _Part("projects", _project),
    _Part("skills", _skill, brief=True),
    _Part("education", _school, dated=True),
    _Part("certificates", _certificate),
    _Part("publications", _publication),
    _Part("awards", _award),
    _Part("volunteer", _job, dated=True),
    _Part("languages", _language, brief=True),
    _Part("interests", _interest, brief=True),
    _Part("references", _reference),
)

DATED = frozenset(part.name for part in _PARTS if part.dated)
"""The parts whose order is that of time."""


def _entry(
    title: str, at: str = "", when: str = "", href: str = "",
    texts: tuple[str, ...] = (), points: tuple[str, ...] = (),
) -> ResumeEntry | None:  # fmt: skip
    return ResumeEntry(title, at, when, href, "", texts, points) if title else None


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _address(url: str) -> str:
    """Return a web address that may become a link, or an empty text."""
    return url if url.startswith(OUTSIDE) and not set(url) & set(' <>"') else ""
