"""Résumés of other tools as a JSON Résumé: RenderCV, YAMLResume, FRESH (HackMyResume), and a JSON Résumé in YAML."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content.importers.json_resume import import_of
from content.importers.result import Import, Left
from content.problems import ContentError, Problem
from content.resume.file import resume_data, resume_text
from content.resume.node import Node
from content.source import read_yaml

_EXPECTED = "expected a JSON Résumé, or one of RenderCV, YAMLResume or FRESH"

_RENDERCV_ENTRIES: dict[str, tuple[str, dict[str, str]]] = {
    "company": ("work", {"company": "name", "position": "position", "location": "location", "start_date": "startDate",
                         "end_date": "endDate", "summary": "summary", "highlights": "highlights"}),
    "institution": ("education", {"institution": "institution", "area": "area", "degree": "studyType",
                                  "start_date": "startDate", "end_date": "endDate", "highlights": "courses"}),
    "title": ("publications", {"title": "name", "journal": "publisher", "date": "releaseDate", "url": "url",
                               "summary": "summary"}),
    "label": ("skills", {"label": "name", "details": "keywords"}),
    "name": ("projects", {"name": "name", "summary": "description", "start_date": "startDate", "end_date": "endDate",
                          "date": "startDate", "url": "url", "highlights": "highlights"}),
}  # fmt: skip
"""By the key that tells what an entry of a section is: its part of a JSON Résumé, and the names of its fields there."""

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

_YAMLRESUME_NAMES = {"headline": "label", "degree": "studyType"}
_LISTS = {"highlights", "courses", "keywords", "roles"}
_SPOKEN = {"languages", "language"}
_ABOUT = {"summary", "profile", "about", "about_me"}


def read_resume(path: Path) -> Import:
    """Read a résumé in any of the forms. Nothing is written. Raises ContentError where it is none of them."""
    if path.suffix.lower() not in (".yaml", ".yml"):
        text = resume_text(path)
        data = resume_data(text)
    else:
        text, data = "", _plain(read_yaml(path).data)
    source = Node(data)
    form = str(source["meta"]["format"].value or "")
    if isinstance(data.get("cv"), dict):
        made = _of_rendercv(source["cv"])
    elif isinstance(data.get("content"), dict):
        made = _of_yamlresume(source["content"])
    elif form.upper().startswith("FRESH") or isinstance(data.get("employment"), dict):
        made = _of_fresh(source)
    elif isinstance(data.get("basics"), dict) or text:
        return import_of(text or json.dumps(data, ensure_ascii=False, indent=2))
    else:
        raise ContentError([Problem(path, 1, "the file holds no résumé", _EXPECTED)])
    found = import_of(json.dumps(made, ensure_ascii=False, indent=2))
    skipped = ("meta", "design", "locale", "layout", "rendercv_settings")
    for leaf in dict.fromkeys(source.leaves()):
        if leaf not in source.taken and leaf.partition(".")[0] not in skipped:
            found.left.append(Left(leaf, "a JSON Résumé has no field for it"))
    return found


def _of_rendercv(cv: Node) -> dict[str, Any]:
    basics = _filled({
        "name": cv.text("name"), "label": cv.text("headline", "label"), "email": cv.text("email"),
        "phone": cv.text("phone"), "url": cv.text("website"), "location": _filled({"city": cv.text("location")}),
        "profiles": [_entry(item, {"network": "network", "username": "username"}) for item in
                     cv["social_networks"].items()],
    })  # fmt: skip
    made: dict[str, Any] = {"basics": basics}
    sections = cv["sections"].value
    for title in sections if isinstance(sections, Mapping) else ():
        for item in cv["sections"][title].items():
            if isinstance(item.value, str):
                if title.lower() in _ABOUT:
                    basics["summary"] = f"{basics.get('summary', '')} {item.text()}".strip()
                else:
                    made.setdefault("interests", []).append({"name": item.text()})
                continue
            kind = next((kind for kind in _RENDERCV_ENTRIES if kind in (item.value or {})), None)
            if kind == "label" and title.lower() in _SPOKEN:
                made.setdefault("languages", []).append(_entry(item, {"label": "language", "details": "fluency"}))
            elif kind:
                part, names = _RENDERCV_ENTRIES[kind]
                made.setdefault(part, []).append(_entry(item, names))
    return made


def _of_fresh(source: Node) -> dict[str, Any]:
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
        node = source
        for name in place.split("."):
            node = node[name]
        entries = [_entry(item, names) for item in node.items()]
        if entries:
            (made["basics"] if part == "profiles" else made)[part] = entries
    listed = [name for item in source["skills"]["list"].items() if (name := item.text("name"))]
    if listed:
        made.setdefault("skills", []).append({"name": "Skills", "keywords": listed})
    return made


def _of_yamlresume(content: Node) -> dict[str, Any]:
    made = {name: _renamed(content[name]) for name in content.value}
    basics = made.setdefault("basics", {})
    for name in ("location", "profiles"):
        if name in made:
            basics[name] = made.pop(name)
    for item in made.get("references") or ():
        if isinstance(item, dict) and "summary" in item:
            item["reference"] = item.pop("summary")
    return made


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
