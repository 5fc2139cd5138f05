"""Résumés of other tools, which all become a JSON Résumé: RenderCV, YAMLResume, FRESH (HackMyResume), Europass."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from content.importers.cv_lines import period_in
from content.importers.cv_text import plain_line
from content.importers.europass import (
    EUROPASS,
    EUROPASS_PLUMBING,
    EUROPASS_PRIVATE,
    europass_data,
    json_resume_of_europass,
)
from content.importers.json_resume import import_of
from content.importers.parts import part_of_heading
from content.importers.result import Import, Left, Sections, prose_and_points
from content.markdown_edit import LINK
from content.problems import ContentError, Problem
from content.references import OUTSIDE
from content.resume.file import resume_data, resume_text
from content.resume.node import Node
from content.resume.sentences import ended
from content.source import read_yaml

_EXPECTED = "expected a JSON Résumé, or one of RenderCV, YAMLResume, FRESH or Europass"

_RENDERCV_ENTRIES: dict[str, tuple[str, dict[str, str]]] = {
    "company": ("work", {"company": "name", "position": "position", "location": "location", "start_date": "startDate",
                         "end_date": "endDate", "summary": "summary", "highlights": "highlights"}),
    "institution": ("education", {"institution": "institution", "area": "area", "degree": "studyType",
                                  "start_date": "startDate", "end_date": "endDate", "gpa": "score"}),
    "title": ("publications", {"title": "name", "journal": "publisher", "date": "releaseDate", "url": "url",
                               "summary": "summary"}),
}  # fmt: skip
"""By the key that tells what an entry of a section is: its part of a JSON Résumé, and the names of its fields there."""
_RENDERCV_SECTIONS: dict[str, dict[str, str]] = {
    "volunteer": {"company": "organization", "position": "position", "location": "location", "start_date": "startDate",
                  "end_date": "endDate", "summary": "summary", "highlights": "highlights"},
    "projects": {"name": "name", "summary": "description", "start_date": "startDate", "end_date": "endDate",
                 "url": "url", "highlights": "highlights"},
    "skills": {"label": "name", "name": "name", "details": "keywords"},
    "languages": {"label": "language", "name": "language", "details": "fluency"},
    "certificates": {"name": "name", "label": "name", "details": "issuer", "date": "date", "url": "url"},
    "awards": {"name": "title", "label": "title", "details": "awarder", "date": "date", "summary": "summary"},
    "interests": {"name": "name", "label": "name", "details": "keywords"},
}  # fmt: skip
"""By the part that a section's title names: the names of its entries' fields there."""
_LINES = {"skills": "name", "languages": "language", "certificates": "name", "awards": "title", "interests": "name",
          "publications": "name"}  # fmt: skip
"""Parts of which a single line is an entry, and which field it is."""

_FRESH_LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "employment.history": ("work", {"employer": "name", "position": "position", "start": "startDate", "end": "endDate",
                                    "url": "url", "summary": "summary", "highlights": "highlights",
                                    "keywords": "keywords"}),
    "service.history": ("volunteer", {"organization": "organization", "position": "position", "start": "startDate",
                                      "end": "endDate", "summary": "summary", "highlights": "highlights"}),
    "education.history": ("education", {"institution": "institution", "area": "area", "studyType": "studyType",
                                        "title": "studyType", "start": "startDate", "end": "endDate", "grade": "score",
                                        "curriculum": "courses", "url": "url"}),
    "skills.sets": ("skills", {"name": "name", "level": "level", "skills": "keywords"}),
    "languages": ("languages", {"language": "language", "level": "fluency"}),
    "projects": ("projects", {"title": "name", "url": "url", "summary": "description", "description": "description",
                              "role": "roles", "start": "startDate", "end": "endDate", "highlights": "highlights",
                              "keywords": "keywords"}),
    "recognition": ("awards", {"title": "title", "from": "awarder", "date": "date", "summary": "summary"}),
    "writing": ("publications", {"title": "name", "publisher": "publisher", "date": "releaseDate", "url": "url",
                                 "summary": "summary"}),
    "testimonials": ("references", {"name": "name", "quote": "reference"}),
    "interests": ("interests", {"name": "name", "keywords": "keywords"}),
    "social": ("profiles", {"network": "network", "user": "username", "url": "url"}),
}  # fmt: skip

_FRESH_SECTIONS = ("speaking", "samples", "affiliation.history", "governance", "extracurricular", "reading")
"""Lists of which a JSON Résumé has no part."""
_NAMES = ("name", "title", "institution", "organization")
"""What an entry is called: where a link is all that stands there, it leads to the entry's page."""

_YAMLRESUME_NAMES = {"headline": "label", "degree": "studyType", "country": "countryCode"}
_PLUMBING = {"meta", "design", "locale", "layout", "rendercv_settings"}
"""What says nothing of the person."""
_LISTS = {"highlights", "courses", "keywords", "roles"}


def read_resume(path: Path, language: str = "en") -> Import:
    """Read a résumé in any of the forms. Nothing is written. Raises ContentError where it is none of them."""
    text, data = "", {}
    match path.suffix.lower():
        case ".yaml" | ".yml":
            data = _plain(read_yaml(path).data)
        case ".xml":
            data = europass_data(path)
        case _:
            text = resume_text(path)
            data = resume_data(text)
    source = Node(data)
    sections: Sections = {}
    skipped = _PLUMBING if EUROPASS.isdisjoint(data) else EUROPASS_PLUMBING
    form = str(source["meta"]["format"].value or "")
    if isinstance(data.get("cv"), dict):
        made = _of_rendercv(source["cv"], sections)
    elif isinstance(data.get("content"), dict):
        made = _of_yamlresume(source["content"], sections)
    elif not EUROPASS.isdisjoint(data):
        made = json_resume_of_europass(source, sections)
    elif form.upper().startswith("FRESH") or isinstance(data.get("employment"), dict):
        made = _of_fresh(source, sections)
    elif isinstance(data.get("basics"), dict) or text:
        return import_of(text or json.dumps(data, ensure_ascii=False, indent=2), language)
    else:
        raise ContentError([Problem(path, 1, "the file holds no résumé", _EXPECTED)])
    if EUROPASS.isdisjoint(data):  # which holds HTML
        made = _without_marks(made)
    found = import_of(json.dumps(made, ensure_ascii=False, indent=2), language)
    for title, lines in sections.items():
        found.answer(title, "\n".join(f"- {line}" for line in lines))
    for leaf in dict.fromkeys(source.leaves()):
        names = set(re.split(r"[.\[]", leaf))
        if leaf not in source.taken and skipped.isdisjoint(names):
            private = not EUROPASS_PRIVATE.isdisjoint(names)
            why = "it is not for everybody to read" if private else "a JSON Résumé has no field for it"
            found.left.append(Left(leaf, why))
    return found


def _of_rendercv(cv: Node, sections: Sections) -> dict[str, Any]:
    basics = _filled({
        "name": cv.text("name"), "label": cv.text("headline", "label"), "email": cv.text("email"),
        "phone": cv.text("phone"), "url": cv.text("website"), "location": _filled({"city": cv.text("location")}),
        "profiles": [_entry(item, {"network": "network", "username": "username"}) for item in
                     cv["social_networks"].items()],
    })  # fmt: skip
    made: dict[str, Any] = {"basics": basics}
    titles = cv["sections"].value
    for title in titles if isinstance(titles, Mapping) else ():
        part = part_of_heading(title)
        for item in cv["sections"][title].items():
            if isinstance(item.value, str) or "bullet" in (item.value or {}):
                line = item.text() or item.text("bullet")
                if part == "summary":
                    basics["summary"] = f"{basics.get('summary', '')} {line}".strip()
                elif part in _LINES:
                    made.setdefault(part, []).append({_LINES[part]: line})
                else:
                    sections.setdefault(_heading(title), []).append(line)
                continue
            kind = next((kind for kind in _RENDERCV_ENTRIES if kind in (item.value or {})), None)
            if part in _RENDERCV_SECTIONS and kind in (None, "company"):
                made.setdefault(part, []).append(_dated(item, _entry(item, _RENDERCV_SECTIONS[part])))
            elif kind:
                part, names = _RENDERCV_ENTRIES[kind]
                entry = _dated(item, _entry(item, names))
                made.setdefault(part, []).append(entry)
                _beside_studies(
                    sections, _heading(title), entry, item.texts("highlights") if part == "education" else []
                )
                if doi := item.text("doi") if part == "publications" else "":
                    entry.setdefault("url", f"https://doi.org/{doi}")
            else:
                sections.setdefault(_heading(title), []).append(_line(item))
    return made


def _dated(item: Node, made: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with the period that its one `date` names: a day, a year, or `2018 to 2023`."""
    if "date" not in (item.value or {}) or made.keys() & {"date", "releaseDate", "startDate", "endDate"}:
        return made
    written = item.text("date")
    period, rest = period_in(written)
    if any(map(str.isalnum, rest)):
        item.taken.discard(item["date"].path)  # `Summer 2019` has a year only
    start = "" if "institution" in made and period.start == period.end else period.start
    return made | _filled({"startDate": start, "endDate": period.end})


def _beside_studies(sections: Sections, title: str, entry: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Put what is said of studies, and has no field there, below the heading of their section."""
    where = entry.get("institution") or entry.get("area") or ""
    if said := [f"{where}: {line}" if where else line for line in lines]:
        sections.setdefault(title, []).extend(said)


def _heading(title: str) -> str:
    """Return a section's title as it is printed: `past_teaching` is Past teaching."""
    words = title.replace("_", " ")
    return words if words != words.lower() else words.capitalize()


def _line(item: Node) -> str:
    """Return an entry of a kind of its own as one line."""
    fields = {name: item.texts(name) or [item.text(name)] for name in item.value or {}}
    first, *more = (", ".join(filter(None, texts)) for texts in fields.values())
    return f"{first}: {'; '.join(more)}" if more else first


def _of_fresh(source: Node, sections: Sections) -> dict[str, Any]:
    contact, info, location = source["contact"], source["info"], source["location"]
    made: dict[str, Any] = {
        "basics": _filled({
            "name": source.text("name"), "label": info.text("label"), "summary": info.text("brief"),
            "email": contact.text("email"), "phone": contact.text("phone"), "url": contact.text("website"),
            "location": _filled({"city": location.text("city"), "region": location.text("region"),
                                 "countryCode": location.text("country")}),
        })
    }  # fmt: skip
    for place, (part, names) in _FRESH_LISTS.items():
        entries = [_entry(item, names) for item in _at(source, place).items()]
        if entries:
            (made["basics"] if part == "profiles" else made)[part] = entries
    listed = [name for item in source["skills"]["list"].items() if (name := item.text("name"))]
    if listed:
        made.setdefault("skills", []).append({"name": "Skills", "keywords": listed})
    for place in _FRESH_SECTIONS:
        if lines := [_line(item) for item in _at(source, place).items()]:
            sections[_heading(place.partition(".")[0])] = lines
    return made


def _at(source: Node, place: str) -> Node:
    """Return what lies at a path of names, as `employment.history`."""
    for name in place.split("."):
        source = source[name]
    return source


def _of_yamlresume(content: Node, sections: Sections) -> dict[str, Any]:
    made = {name: _renamed(content[name]) for name in content.value}
    basics = made.setdefault("basics", {})
    for name in ("location", "profiles"):
        if name in made:
            basics[name] = made.pop(name)
    about, points = prose_and_points(str(basics.get("summary") or ""))
    basics["summary"] = " ".join(map(ended, filter(None, [about, *points])))
    for part in ("work", "volunteer", "projects", "education", "references"):
        for item in made.get(part) or ():
            if isinstance(item, dict) and item.get("summary"):
                prose, points = prose_and_points(str(item.pop("summary")))
                match part:
                    case "references":
                        item["reference"] = " ".join([prose, *points]).strip()
                    case "education":
                        _beside_studies(sections, "Education", item, filter(None, [prose, *points]))
                    case _:
                        item |= _filled({"summary": prose, "highlights": points})
    return made


def _without_marks(value: Any) -> Any:
    """Return texts, which are Markdown in these forms, as the plain lines that they are in a JSON Résumé."""
    match value:
        case str():
            return plain_line(value)
        case list():
            return [_without_marks(item) for item in value]
        case dict():
            named = {name: LINK.fullmatch(text) for name in _NAMES if isinstance(text := value.get(name), str)}
            for name, link in named.items():
                if link and link["href"].startswith(OUTSIDE):
                    value = {"url": link["href"]} | value | {name: link["text"]}
            return {name: _without_marks(item) for name, item in value.items()}
    return value


def _renamed(node: Node) -> Any:
    """Return a value as it is, under the names of a JSON Résumé."""
    if isinstance(node.value, dict):
        return {_YAMLRESUME_NAMES.get(name, name): _renamed(node[name]) for name in node.value}
    if isinstance(node.value, list):
        return [_renamed(item) for item in node.items()]
    node.taken.add(node.path)
    return node.value


def _entry(item: Node, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an entry under the names of a JSON Résumé. Of two fields for one name the first with text counts."""
    made: dict[str, Any] = {}
    for name, target in names.items():
        if target in made:
            continue
        value: Any = item.texts(name) if isinstance(item[name].value, list) else item.text(name)
        if value and target in _LISTS and isinstance(value, str):
            value = [part.strip() for part in value.split(",")]
        if value:
            made[target] = value
    if made.get("endDate", "").lower() in ("present", "current", "now"):
        del made["endDate"]
    return made


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}


def _plain(value: Any) -> Any:
    """Return YAML as JSON knows it: days are texts, and so are keys."""
    match value:
        case datetime.date():
            return value.isoformat()
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value
