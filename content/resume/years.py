"""How visitors ask for a time: each job by the years that it covers, of which its text names the first and the last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from content import schema
from content.markdown import sections_of
from content.resume.file import resume_data
from content.resume.node import Node
from content.resume.wording import Wording, wording_of

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def asked_by_year(
    text: str, answers: Sequence[schema.HiringAnswer], language: str = "en"
) -> dict[str, tuple[str, ...]]:
    """Return phrasings by the link of the section that answers them; they are searched, and never shown."""
    if not text:
        return {}
    words = wording_of(language)
    resume, by_slug = Node(resume_data(text)), {answer.slug: answer for answer in answers}
    found: dict[str, tuple[str, ...]] = {}
    if job := by_slug.get("experience"):
        jobs = [item for name in ("work", "volunteer") for item in resume[name].items() if _is_told(item)]
        for section, item in zip(_headed(job), jobs, strict=False):
            found |= _asks(f"{job.path}#{section}", "job", sorted(_years(item)), words)
    if study := by_slug.get("education"):
        years = {year for item in resume["education"].items() for year in _years(item)}
        found |= _asks(study.path, "study", sorted(years), words)
    return found


def _asks(link: str, kind: str, years: Sequence[int], words: Wording) -> dict[str, tuple[str, ...]]:
    named = words.row(list(map(str, years))) if years else ""
    return {link: tuple(phrasing.format(years=named) for phrasing in words.by_year[kind])} if named else {}


def _headed(answer: schema.HiringAnswer) -> Iterator[str]:
    """Yield the anchor of each section that has a heading."""
    yield from (section.anchor for section in sections_of(answer.body, "") if section.anchor)


def _is_told(item: Node) -> bool:
    """Whether a job has a heading: as `sentences` makes one."""
    return bool(item.text("name", "company", "organization") or item.text("position"))


def _years(item: Node) -> set[int]:
    start, end = _year(item.text("startDate")), _year(item.text("endDate"))
    last = end or (date.today().year if start else 0)
    return set(range(start or last, last + 1)) if last else set()


def _year(written: str) -> int:
    found = _YEAR.search(written)
    return int(found[0]) if found and int(found[0]) <= date.today().year + 1 else 0
