"""Sections of a CV as parts of a JSON Résumé. What does not fit a part is handed back, and becomes an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from content.blocks import HeadingBlock, PageBlock, plain
from content.importers.cv_lines import CvPeriod, is_role, is_school, period_in, position_at, split_commas, split_line
from content.importers.cv_text import CvEntry, CvLine, cv_lines_of, entries_of
from content.resume.sentences import ended

_Made = list[dict[str, Any]]
_Rest = list[str]
_LANGUAGE = re.compile(r"(?P<language>[^:()–—]+?)\s*(?:[:–—]\s*|\s-\s|\()(?P<fluency>[^()]+)\)?")
_LABEL = re.compile(r"(?P<label>[^:]{1,40}):\s+(?P<rest>.+)")
_MOST_WORDS = 6
"""A longer item of a list of skills or interests is a sentence."""


def section_entries(part: str, blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    """Return the entries of a section, and the lines that are none."""
    return _READERS[part](blocks)


def _jobs(blocks: Sequence[PageBlock], where: str = "name") -> tuple[_Made, _Rest]:
    found = entries_of(blocks)
    headed = [_headed(entry) for entry in found]
    votes = [(len(parts), is_role(parts[0]) - is_role(parts[1])) for _, parts, _ in headed if len(parts) > 1]
    made: _Made = []
    more: _Rest = []
    for entry, (period, parts, rest) in zip(found, headed, strict=True):
        position, employer = _told_apart(parts, sum(vote for length, vote in votes if length == len(parts)))
        if period == CvPeriod() and not position:
            more += [line.sentence for line in (entry.head, *entry.lines)] + entry.points
            continue
        made.append(_filled({where: employer, "position": position, "startDate": period.start, "endDate": period.end,
                             "url": _url(entry), "summary": _joined(rest), "highlights": entry.points}))  # fmt: skip
    return made, more


def _told_apart(parts: list[str], vote: int) -> tuple[str, str]:
    """Return the position and the employer. Where nothing tells which is which, all is the employer."""
    if parts and (said := position_at(parts[0])):
        return said[0], ", ".join([said[1], *parts[1:]])
    roles = [part for part in parts if is_role(part)]
    position = roles[0] if roles else ""
    if not position and vote and len(parts) > 1:
        position = parts[0] if vote > 0 else parts[1]
    return position, ", ".join(part for part in parts if part != position)


def _headed(entry: CvEntry) -> tuple[CvPeriod, list[str], list[CvLine]]:
    """Return the period of an entry, the parts of the lines that head it, and the lines that are its text."""
    period, parts = CvPeriod(), list[str]()
    rest = list(entry.lines)
    for line in [entry.head, *entry.lines]:
        found, bare = period_in(line.text)
        if line is not entry.head:
            headed = period != CvPeriod() and len(parts) > 1
            if parts and found == CvPeriod() and (headed or not line.is_marked):
                break
            rest.remove(line)
        if period == CvPeriod():
            period = found
        if re.fullmatch(r"\([^()]*\)", bare):  # a remark on the period
            rest.append(CvLine(bare))
            continue
        parts += [bare] if position_at(bare) else split_line(bare)
    return period, parts, rest


def _studies(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    made: _Made = []
    more: _Rest = []
    for entry in entries_of(blocks):
        period, parts, rest = _headed(entry)
        at = next((place for place, part in enumerate(parts) if is_school(part)), len(parts))
        area, school = ", ".join(parts[:at]), ", ".join(parts[at:])
        if not (area or school) or (period == CvPeriod() and not school):
            more += [line.sentence for line in (entry.head, *entry.lines)] + entry.points
            continue
        start = "" if period.start == period.end else period.start
        made.append(_filled({"institution": school, "area": area, "startDate": start, "endDate": period.end,
                             "url": _url(entry)}))  # fmt: skip
        more += [f"{school or area}: {line}" for line in [*(line.sentence for line in rest), *entry.points]]
    return made, more


def _projects(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    made: _Made = []
    for entry in entries_of(blocks):
        period, bare = period_in(entry.head.text)
        label = _LABEL.fullmatch(bare)
        name, *about = [label["label"], label["rest"]] if label else re.split(r" [–—-] | \| ", bare, maxsplit=1)
        description = _joined([*(CvLine(text) for text in about), *entry.lines])
        made.append(_filled({"name": name, "description": description, "url": _url(entry), "startDate": period.start,
                             "endDate": period.end, "highlights": entry.points}))  # fmt: skip
    return made, []


def _named(name: str, date: str, summary: str) -> Callable[[Sequence[PageBlock]], tuple[_Made, _Rest]]:
    """Return the reader of a list of things that have a name, a date and perhaps a summary."""

    def read(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
        made: _Made = []
        more: _Rest = []
        for entry in map(_opened, _single(entries_of(blocks))):
            url = _url(entry)
            period, bare = period_in(entry.head.text.replace(url, "").rstrip(" .") if url else entry.head.text)
            said = [*(line.sentence for line in entry.lines), *entry.points]
            fields = {name: _unparted(bare), date: period.start or period.end, "url": url}
            if summary:
                fields[summary] = " ".join(map(ended, said))
            else:
                more += [f"{bare}: {line}" for line in said]
            made.append(_filled(fields))
        return made, more

    return read


def _unparted(bare: str) -> str:
    """Return a line without its date as one: `Low, A. (2021). Tides` is `Low, A. Tides`."""
    first, *more = (part.lstrip(" .,;") for part in bare.split(" | "))
    return "".join([first, *(f" {part}" if first.endswith(".") else f", {part}" for part in more if part)])


def _single(entries: list[CvEntry]) -> Iterator[CvEntry]:
    """Yield entries; the points below an undated heading are entries of their own."""
    for entry in entries:
        undated = period_in(entry.head.text)[0] == CvPeriod() and not (entry.head.links or entry.lines)
        if undated and entry.points:
            yield from (CvEntry(CvLine(point)) for point in entry.points)
        else:
            yield entry


def _opened(entry: CvEntry) -> CvEntry:
    """Return an entry that begins with its date alone with the next line behind that."""
    if period_in(entry.head.text)[1] or not entry.lines:
        return entry
    first, *more = entry.lines
    return CvEntry(replace(first, text=f"{entry.head.text} | {first.text}"), more, entry.points)


def _skills(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    made: _Made = []
    more: _Rest = []
    group = ""
    for block in blocks:
        if isinstance(block, HeadingBlock):
            group = plain(block.words).strip(" :")
            continue
        for line in cv_lines_of([block]):
            label = _LABEL.fullmatch(line.text.replace(" | ", ": ", 1))
            name, words = (label["label"], label["rest"]) if label else (group, line.text)
            known = split_commas(words.replace(" | ", ", ").replace(" · ", ", "))
            if not all(map(_is_phrase, known)):
                more.append(line.sentence)
            elif name and made and made[-1].get("name") == name:
                made[-1]["keywords"] += known
            elif name or len(known) > 1:
                made.append(_filled({"name": name, "keywords": known}))
            else:
                made += [{"name": skill} for skill in known]
    return made, more


def _languages(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    made: _Made = []
    more: _Rest = []
    for line in cv_lines_of(blocks):
        for said in split_commas(line.text.replace(" | ", ": ", 1)):
            match = _LANGUAGE.fullmatch(said)
            if match:
                made.append({"language": match["language"].strip(), "fluency": match["fluency"].strip()})
            elif _is_phrase(said):
                made.append({"language": said})
            else:
                more.append(said)
    return made, more


def _interests(blocks: Sequence[PageBlock]) -> tuple[_Made, _Rest]:
    lines = list(cv_lines_of(blocks))
    whole = [line for line in lines if all(map(_is_phrase, split_commas(line.text))) and not line.text.endswith(".")]
    made = [{"name": name} for line in whole for name in split_commas(line.text)]
    return made, [line.sentence for line in lines if line not in whole]


_READERS: dict[str, Callable[[Sequence[PageBlock]], tuple[_Made, _Rest]]] = {
    "work": _jobs,
    "volunteer": lambda blocks: _jobs(blocks, "organization"),
    "education": _studies,
    "projects": _projects,
    "skills": _skills,
    "languages": _languages,
    "certificates": _named("name", "date", ""),
    "awards": _named("title", "date", "summary"),
    "publications": _named("name", "releaseDate", "summary"),
    "interests": _interests,
}
SECTION_PARTS = frozenset(_READERS)


def _is_phrase(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not text.endswith((".", "!", "?"))


def _url(entry: CvEntry) -> str:
    return next((link for link in entry.head.links if link.startswith("http")), "")


def _joined(lines: Sequence[CvLine]) -> str:
    return " ".join(ended(line.sentence) for line in lines if line.text)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
