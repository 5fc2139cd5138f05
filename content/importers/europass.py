"""Europass CVs as a JSON Résumé: the XML of today (Candidate), and the XML or JSON of before (SkillsPassport)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

from content.importers.html import prose_of_html
from content.importers.parts import part_of_heading
from content.importers.result import Sections
from content.problems import ContentError, Problem
from content.resume.node import Node

EUROPASS = frozenset({"Candidate", "SkillsPassport", "Europass"})
"""What the outermost element is called."""
EUROPASS_PLUMBING = frozenset({
    *("DocumentInfo", "DocumentID", "CandidateSupplier", "RenderingInformation", "PrintingPreferences", "Locale"),
    *("schemaLocation", "schemeName", "schemeID", "schemeAgencyName", "schemeVersionID", "languageCode", "typeCode"),
    *("CompetencyDimensionTypeCode", "Code", "type", "name"),
})  # fmt: skip
"""What says nothing of the person."""
EUROPASS_PRIVATE = frozenset({
    *("Telephone", "CountryDialing", "DialNumber", "AddressLine", "PostalCode", "Demographics", "BirthDate"),
    *("NationalityCode", "GenderCode", "Photo", "Image"),
})  # fmt: skip
_EXPECTED = "expected a Europass CV, as its editor exports it"
_SKILLS = {kind: kind for kind in ("Communication", "Organisational", "Computer", "Other")} | {
    "JobRelated": "Job-related"
}
"""What groups of skills are called, by the names of their elements."""
_TOO_DEEP = 50
_MOST_BYTES = 5_000_000


def europass_data(path: Path) -> dict[str, Any]:
    """Return the XML of a Europass CV as data, by the names of its elements without their namespaces.

    Raises ContentError where it is none.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise ContentError([Problem(path, 1, f"the file is larger than {_MOST_BYTES:,} bytes", _EXPECTED)])
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError([Problem(path, 1, "the file is no UTF-8 text", _EXPECTED)]) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ContentError([Problem(path, 1, "the file declares a document type of its own", _EXPECTED)])
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ContentError([Problem(path, error.position[0], f"bad XML: {error.msg}", _EXPECTED)]) from error
    if _name(root) not in EUROPASS:
        raise ContentError([Problem(path, 1, f"the XML is of the kind `{_name(root)}`", _EXPECTED)])
    return {_name(root): _data(root, path, 0)}


def json_resume_of_europass(source: Node, sections: Sections) -> dict[str, Any]:
    """Return the CV as a JSON Résumé. What has no part there goes into `sections`."""
    if isinstance(source["Candidate"].value, dict):
        return _of_candidate(source["Candidate"], sections)
    passport = source["SkillsPassport"] if isinstance(source["SkillsPassport"].value, dict) else source["Europass"]
    return _of_learner(passport["LearnerInfo"], sections)


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _data(element: ElementTree.Element, path: Path, depth: int) -> Any:
    if depth > _TOO_DEEP:
        raise ContentError([Problem(path, 1, "the XML is nested too deeply", _EXPECTED)])
    made: dict[str, Any] = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    text = (element.text or "").strip()
    if not len(element):
        return (made | {"": text} if text else made) if made else text
    for child in element:
        name, value = _name(child), _data(child, path, depth + 1)
        if name not in made:
            made[name] = value
        elif isinstance(made[name], list):
            made[name].append(value)
        else:
            made[name] = [made[name], value]
    return made


def _each(node: Node) -> Iterator[Node]:
    """Yield the items of a list, or the one that stands in place of a list."""
    if isinstance(node.value, list):
        yield from node.items()
    elif node.value not in (None, ""):
        yield node


def _listed(node: Node, name: str) -> Iterator[Node]:
    """Yield the items that XML holds in `NameList/Name`, and JSON in `Name`."""
    yield from _each(node[f"{name}List"][name] if f"{name}List" in (node.value or {}) else node[name])


def _said(node: Node, *path: str) -> str:
    """Take the text at a path. One with attributes is a text all the same."""
    for name in path:
        node = next(_each(node), node)[name]
    node = next(_each(node), node)
    return node.text("") if isinstance(node.value, dict) else node.text()


def _html(node: Node) -> tuple[str, list[str]]:
    node = node[""] if isinstance(node.value, dict) else node
    if not isinstance(node.value, str):
        return "", []
    node.text()
    return prose_of_html(node.value)


def _made(**fields: Any) -> dict[str, Any]:
    return {name.removesuffix("_"): value for name, value in fields.items() if value}


def _of_candidate(cv: Node, sections: Sections) -> dict[str, Any]:
    person, profile = cv["CandidatePerson"], cv["CandidateProfile"]
    name = f"{_said(person, 'PersonName', 'GivenName')} {_said(person, 'PersonName', 'FamilyName')}".strip()
    about, points = _html(profile["ExecutiveSummary"])
    basics = _made(name=name, summary=" ".join([about, *points]).strip())
    for way in _each(person["Communication"]):
        kind, use = _said(way, "ChannelCode").lower(), _said(way, "UseCode")
        if kind == "email":
            basics["email"] = _said(way, "URI")
        elif kind == "web":
            basics.setdefault("url", _said(way, "URI"))
        elif kind == "social media":
            basics.setdefault("profiles", []).append(_made(network=use, url=_said(way, "URI")))
        elif way["Address"].value:
            city, country = _said(way, "Address", "CityName"), _said(way, "Address", "CountryCode")
            basics["location"] = _made(city=city, countryCode=country.upper())
    made = _made(
        basics=basics,
        work=[_employment(item) for item in _each(profile["EmploymentHistory"]["EmployerHistory"])],
        education=[_attendance(item) for item in _each(profile["EducationHistory"]["EducationOrganizationAttendance"])],
        languages=list(_languages(person, profile)),
        skills=list(_skills(profile["Skills"])),
        certificates=[
            _made(name=f"Driving license {kind}")
            for item in _each(profile["Licenses"]["License"])
            if (kind := _said(item, "LicenseTypeCode"))
        ],
        publications=[
            _made(name=_said(item, "Title"), releaseDate=_said(item, "Year"), publisher=_said(item, "Publisher"),
                  url=_said(item, "DOI", "Link"), summary=_html(item["FormattedPublicationDescription"])[0])
            for item in _each(profile["PublicationHistory"]["Publication"])
        ],
    )  # fmt: skip
    for group in _each(profile["Others"]):
        _other(made, sections, _said(group, "Title"), [
            ": ".join(filter(None, [_said(item, "Title"), " ".join(_flat(_html(item["Description"])))]))
            for item in _each(group["Other"])
        ])  # fmt: skip
    return made


def _dates(period: Node) -> tuple[str, str]:
    start, end = (_said(period, name, "FormattedDateTime") for name in ("StartDate", "EndDate"))
    current = (_said(period, "CurrentIndicator") or _said(period, "Ongoing")).lower() == "true"
    return start, "" if current else end


def _employment(item: Node) -> dict[str, Any]:
    post = next(_each(item["PositionHistory"]), item["PositionHistory"])
    start, end = _dates(post["EmploymentPeriod"])
    summary, points = _html(post["Description"])
    city = _said(post, "City") or _said(item, "OrganizationContact", "Communication", "Address", "CityName")
    return _made(name=_said(item, "OrganizationName"), position=_said(post, "PositionTitle"), location=city,
                 startDate=start, endDate=end, summary=summary, highlights=points)  # fmt: skip


def _attendance(item: Node) -> dict[str, Any]:
    start, end = _dates(item["AttendancePeriod"])
    prose, points = _html(item["EducationDegree"]["OccupationalSkillsCovered"])
    return _made(institution=_said(item, "OrganizationName"), area=_said(item, "EducationDegree", "DegreeName"),
                 startDate=start, endDate=end, score=_said(item, "EducationDegree", "FinalGrade", "ScoreText"),
                 courses=[*filter(None, [prose]), *points])  # fmt: skip


def _languages(person: Node, profile: Node) -> Iterator[dict[str, Any]]:
    for code in _each(person["PrimaryLanguageCode"]):
        yield _made(language=_language(_said(code)), fluency="native")
    for item in _each(profile["PersonQualifications"]["PersonCompetency"]):
        if _said(item, "TaxonomyID").lower() == "language":
            yield _made(language=_language(_said(item, "CompetencyID")), fluency=_range(
                [_said(part, "Score", "ScoreText") for part in _each(item["CompetencyDimension"])]
            ))  # fmt: skip


def _skills(skills: Node) -> Iterator[dict[str, Any]]:
    loose = [name for item in _each(skills["PersonCompetency"]) if (name := _said(item, "CompetencyName"))]
    yield from ({"name": name} for name in loose)
    for group in _each(skills["SkillsGroup"]):
        names = [name for item in _each(group["PersonCompetency"]) if (name := _said(item, "CompetencyName"))]
        yield _made(name=_said(group, "Title"), keywords=names)


def _other(made: dict[str, Any], sections: Sections, title: str, lines: list[str]) -> None:
    """Put lines under the part that their heading names, where such a line is a whole entry, or into a section."""
    name = {"publications": "name", "awards": "title", "certificates": "name", "interests": "name"}
    part = part_of_heading(title)
    if part in name:
        made.setdefault(part, []).extend({name[part]: line} for line in lines)
    elif title and lines:
        sections.setdefault(title, []).extend(lines)


def _of_learner(info: Node, sections: Sections) -> dict[str, Any]:
    person = info["Identification"]
    contact = person["ContactInfo"]
    name = f"{_said(person, 'PersonName', 'FirstName')} {_said(person, 'PersonName', 'Surname')}".strip()
    place = contact["Address"]["Contact"]
    skills = info["Skills"]
    made = _made(
        basics=_made(
            name=name,
            label=_label(info["Headline"]["Description"]),
            email=_said(contact, "Email", "Contact"),
            url=next((_said(item, "Contact") for item in _listed(contact, "Website")), ""),
            location=_made(city=_said(place, "Municipality"), countryCode=_said(place, "Country", "Code")),
        ),
        work=[_experience(item) for item in _listed(info, "WorkExperience")],
        education=[_training(item) for item in _listed(info, "Education")],
        languages=[
            *(_made(language=_label(item["Description"]), fluency="native")
              for item in _listed(skills["Linguistic"], "MotherTongue")),
            *(_foreign(item) for item in _listed(skills["Linguistic"], "ForeignLanguage")),
        ],
        certificates=[
            _made(name=f"Driving license {kind.text()}") for kind in _listed(skills["Driving"], "Description")
        ],
        skills=[
            _made(name=name, keywords=said)
            for kind, name in _SKILLS.items()
            if (said := list(_flat(_html(skills[kind]["Description"]))))
        ],
    )  # fmt: skip
    for item in _listed(info, "Achievement"):
        _other(made, sections, _label(item["Title"]), list(_flat(_html(item["Description"]))))
    return made


def _label(node: Node) -> str:
    """Return what a coded value is called."""
    return _said(node, "Label") or _language(_said(node, "Code"))


def _period(period: Node) -> tuple[str, str]:
    def when(node: Node) -> str:
        parts = [re.sub(r"\D", "", node.text(name, name.lower())) for name in ("Year", "Month", "Day")]
        return "-".join(part.zfill(2) for part in parts if part)

    end = when(period["To"])
    current = str(period["Current"].value).lower() == "true"
    period["Current"].taken.add(period["Current"].path)
    return when(period["From"]), "" if current else end


def _experience(item: Node) -> dict[str, Any]:
    start, end = _period(item["Period"])
    summary, points = _html(item["Activities"])
    contact = item["Employer"]["ContactInfo"]
    return _made(name=_said(item, "Employer", "Name"), position=_label(item["Position"]), startDate=start, endDate=end,
                 location=_said(contact, "Address", "Contact", "Municipality"),
                 url=_said(contact, "Website", "Contact"), summary=summary, highlights=points)  # fmt: skip


def _training(item: Node) -> dict[str, Any]:
    start, end = _period(item["Period"])
    title, field = _said(item, "Title"), _label(item["Field"])
    return _made(institution=_said(item, "Organisation", "Name"), area=field or title, studyType=field and title,
                 startDate=start, endDate=end, courses=list(_flat(_html(item["Activities"]))))  # fmt: skip


def _foreign(item: Node) -> dict[str, Any]:
    level = item["ProficiencyLevel"]
    names = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
    return _made(language=_label(item["Description"]), fluency=_range([_said(level, name) for name in names]))


def _range(levels: list[str]) -> str:
    """Return the levels of one language in short: `B1 to C1`."""
    known = sorted({level for level in levels if level})
    return known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}" if known else ""


def _flat(found: tuple[str, list[str]]) -> Iterator[str]:
    prose, points = found
    yield from filter(None, [prose, *points])


@cache
def _codes() -> dict[str, str]:
    named = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))["names"]
    return {code: name for name, codes in named.items() for code in codes}


def _language(code: str) -> str:
    """Return the name of a language by its code, or the code as it is."""
    return _codes().get(code.lower(), code)
