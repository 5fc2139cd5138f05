"""LinkedIn's data export, a folder or a zip of CSV files, as a JSON Résumé. What it holds of others is not read."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from content.importers.dates import part_of_date
from content.importers.json_resume import import_of
from content.importers.result import Import, Left, Sections, prose_and_points
from content.problems import ContentError, Problem
from content.safe_text import one_line

_PROFILE, _POSITIONS = "profile.csv", "positions.csv"
"""Either of them, in lower case, tells that a folder is such an export."""

_LISTS: dict[str, tuple[str, dict[str, str]]] = {
    _POSITIONS: ("work", {"company name": "name", "title": "position", "location": "location",
                          "started on": "startDate", "finished on": "endDate", "description": "prose"}),
    "volunteering.csv": ("volunteer", {"company name": "organization", "role": "position", "started on": "startDate",
                                       "finished on": "endDate", "description": "prose"}),
    "education.csv": ("education", {"school name": "institution", "degree name": "studyType", "start date": "startDate",
                                    "end date": "endDate", "notes": "Notes on my studies",
                                    "activities": "Beside my studies"}),
    "languages.csv": ("languages", {"name": "language", "proficiency": "fluency"}),
    "certifications.csv": ("certificates", {"name": "name", "authority": "issuer", "started on": "date", "url": "url"}),
    "projects.csv": ("projects", {"title": "name", "description": "prose", "url": "url", "started on": "startDate",
                                  "finished on": "endDate"}),
    "publications.csv": ("publications", {"name": "name", "publisher": "publisher", "published on": "releaseDate",
                                          "url": "url", "description": "summary"}),
    "honors.csv": ("awards", {"title": "title", "issuer": "awarder", "issued on": "date", "description": "summary"}),
}  # fmt: skip
"""Of each file: its part of a JSON Résumé, and the names of its columns there. A name in capitals is a heading."""
_PATENTS = "patents.csv"
_SECTIONS = {_PATENTS: "Patents", "organizations.csv": "Organizations", "courses.csv": "Courses",
             "test scores.csv": "Test scores"}  # fmt: skip
"""Files of which a JSON Résumé has no part, and the heading under which their rows stand."""
_SKILLS, _RECOMMENDED = "skills.csv", "recommendations_received.csv"
_READ = {_PROFILE, _SKILLS, _RECOMMENDED, *_LISTS, *_SECTIONS}
_PERSON = {"first name", "last name", "headline", "summary", "geo location", "websites"}
_PRIVATE = {"email addresses.csv", "phonenumbers.csv", "whatsapp phone numbers.csv"}
_MOST_BYTES = 5_000_000
_EXPECTED = "expected LinkedIn's data export, as it was sent"

_Rows = list[dict[str, str]]


def is_linkedin(names: Iterable[str]) -> bool:
    """Say whether a folder of these files is such an export."""
    return not {_PROFILE, _POSITIONS}.isdisjoint(_kind(name) for name in names)


def read_linkedin(path: Path, language: str = "en") -> Import:
    """Read the export in a folder or a zip. Nothing is written. Raises ContentError where a file cannot be read."""
    made: dict[str, Any] = {"basics": {}}
    sections: Sections = {}
    left: list[Left] = []
    others: list[str] = []
    for name, text in _files(path):
        kind = _kind(name)
        rows = _rows(text)
        if kind == _PROFILE:
            _person(made["basics"], rows, left)
        elif kind == _SKILLS:
            made["skills"] = [{"name": row["name"]} for row in rows if row.get("name")]
        elif kind == _RECOMMENDED:
            made["references"] = list(_said_by_others(rows, left))
        elif kind in _SECTIONS:
            lines = [
                _patent(row) if kind == _PATENTS else one_line("; ".join(filter(None, row.values()))) for row in rows
            ]
            sections.setdefault(_SECTIONS[kind], []).extend(lines)
        elif kind in _LISTS:
            part, names = _LISTS[kind]
            made.setdefault(part, []).extend(_entry(row, names, name, left, sections) for row in rows)
        elif kind in _PRIVATE:
            left.append(Left(name, "it is not for everybody; fill in `contact` in profile.yaml yourself"))
        else:
            others.append(name.rpartition("/")[2])
    result = import_of(json.dumps(made, ensure_ascii=False, indent=2), language)
    for heading, lines in sections.items():
        if lines:
            result.answer(heading, "\n".join(f"- {line}" for line in lines))
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        left.append(Left(", ".join(others[:3]) + more, "no part of a résumé, and not read"))
    result.left += left
    return result


def _kind(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file; of those that are no part of a résumé an empty text."""
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and not file.is_symlink() and file.suffix.lower() == ".csv":
                wanted = _wanted(file, file.stat().st_size)
                yield file.name, _text(file, file.read_bytes()) if wanted else ""
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
                if _kind(entry.filename).endswith(".csv"):
                    inside = path / entry.filename
                    wanted = _wanted(inside, entry.file_size)
                    yield entry.filename, _text(inside, archive.read(entry)) if wanted else ""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
        raise ContentError([Problem(path, 1, f"the zip cannot be read ({error})", _EXPECTED)]) from error


def _wanted(path: Path, size: int) -> bool:
    if _kind(path.name) not in _READ:
        return False
    if size > _MOST_BYTES:
        raise ContentError([Problem(path, 1, f"the file is larger than {_MOST_BYTES:,} bytes", _EXPECTED)])
    return True


def _text(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "the file is no UTF-8 text", _EXPECTED)]) from error


def _rows(text: str) -> _Rows:
    """Return the rows by the names of their columns, in lower case. Notes above the header are passed over."""
    lines = list(csv.reader(io.StringIO(text)))
    header = next((index for index, line in enumerate(lines) if len(line) > 1 or line == ["Name"]), len(lines))
    names = [name.strip().lower() for name in lines[header]] if header < len(lines) else []
    return [dict(zip(names, map(str.strip, line), strict=False)) for line in lines[header + 1 :] if any(line)]


def _person(basics: dict[str, Any], rows: _Rows, left: list[Left]) -> None:
    for row in rows[:1]:
        basics["name"] = f"{row.get('first name', '')} {row.get('last name', '')}".strip()
        basics["label"] = row.get("headline", "")
        basics["summary"] = one_line(row.get("summary", ""))
        if place := row.get("geo location"):
            basics["location"] = {"city": place}
        pages = [page.partition(":")[2] if ":http" in page else page for page in _listed(row.get("websites", ""))]
        if pages:
            basics["url"] = pages[0]
        left += [Left(f"Profile.csv: {page}", "a résumé has one web site") for page in pages[1:]]
        kept = [name for name, value in row.items() if value and name not in _PERSON]
        if kept:
            left.append(Left(f"Profile.csv: {', '.join(kept)}", "not for everybody to read, or no part of a résumé"))


def _patent(row: Mapping[str, str]) -> str:
    """Return a sentence that says which patent somebody holds, and what it is."""
    title, *rest = [value for column, value in row.items() if value and column != "description"] or [""]
    known = f" ({', '.join(rest)})" if rest else ""
    return one_line(f"I hold the patent {title}{known}. {row.get('description', '')}")


def _listed(text: str) -> list[str]:
    """Return what LinkedIn writes as `[PERSONAL:https://a,BLOG:https://b]`."""
    return [item.strip() for item in text.strip("[]").split(",") if item.strip()]


def _entry(
    row: Mapping[str, str], names: Mapping[str, str], file: str, left: list[Left], sections: Sections
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, value in row.items():
        target = names.get(column)
        if not value:
            continue
        if not target:
            left.append(Left(f"{file}: {column}: {one_line(value)[:60]}", "a JSON Résumé has no field for it"))
        elif target == "prose":
            summary, points = prose_and_points(value)
            text = "description" if _kind(file) == "projects.csv" else "summary"
            made |= {name: found for name, found in ((text, summary), ("highlights", points)) if found}
        elif target[0].isupper():
            sections.setdefault(target, []).append(f"{one_line(next(iter(row.values())))}: {one_line(value)}")
        else:
            made[target] = part_of_date(value) if "date" in target.lower() else one_line(value)
    return made


def _said_by_others(rows: _Rows, left: list[Left]) -> Iterator[dict[str, str]]:
    for row in rows:
        name = f"{row.get('first name', '')} {row.get('last name', '')}".strip()
        if row.get("status", "VISIBLE").upper() != "VISIBLE":
            left.append(Left(f"what {name} recommends", "it is hidden on LinkedIn, too"))
            continue
        whose = ", ".join(part for part in (row.get("job title"), row.get("company")) if part)
        yield {"name": f"{name} ({whose})" if whose else name, "reference": one_line(row.get("text", ""))}
