"""The portfolio as a JSON Resume (jsonresume.org/schema, version 1.0.0)."""

from __future__ import annotations

import json
from typing import Any

from content.exporters.documents import address_of
from content.exporters.resume.composed import topics_of
from content.exporters.resume.told import told_head, told_sections
from content.loader import Portfolio
from content.resume.file import resume_data
from content.resume.node import Node
from content.resume.wording import wording_of
from content.site_map import KINDS

_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
_FORM = ("$schema", "meta.version")
_NETWORKS = {"github": "GitHub", "linkedin": "LinkedIn"}


def json_resume_of(portfolio: Portfolio) -> str:
    """Return the pack's own résumé as it is, or else the portfolio as one, without empty fields.

    A résumé has none for services and topology.
    """
    if portfolio.resume:
        return portfolio.resume
    resume: dict[str, Any] = {
        "$schema": _SCHEMA,
        "basics": _basics(portfolio),
        "projects": [*_studies(portfolio), *_projects(portfolio)],
        "publications": [
            {"name": essay.title, "releaseDate": essay.date.isoformat(), "summary": _line(essay.summary)}
            for essay in portfolio.essays
        ],
        "skills": _skills(portfolio),
        "meta": {"version": "v1.0.0"},
    }
    return _text(_filled(resume))


def public_json_resume(portfolio: Portfolio) -> str:
    """Return the same for everybody: of the pack's own résumé, what its pages show, and nothing else that it holds.

    A telephone number, a street and fields that no reader of a résumé knows are the owner's alone.
    """
    if not portfolio.resume:
        return json_resume_of(portfolio)
    resume = Node(resume_data(portfolio.resume))
    told_head(resume["basics"], "", ())
    for _ in told_sections(resume, wording_of(portfolio.profile.language)):
        pass  # each notes what it takes
    return _text(_filled(_taken(resume)))


def _taken(node: Node) -> Any:
    """Return what has been taken of a résumé, and which form it has."""
    if isinstance(node.value, dict):
        return {name: _taken(node[name]) for name in node.value}
    if isinstance(node.value, list):
        return [_taken(item) for item in node.items()]
    return node.value if node.path in node.taken or node.path.startswith(_FORM) else ""


def _basics(portfolio: Portfolio) -> dict[str, Any]:
    profile, contact = portfolio.profile, portfolio.profile.contact
    profiles = []
    for setting, network in _NETWORKS.items():
        url = address_of(setting, getattr(contact, setting))
        if url:
            profiles.append({"network": network, "username": url.rstrip("/").rpartition("/")[2], "url": url})
    return {
        "name": profile.name,
        "email": contact.email if address_of("email", contact.email) else "",
        "url": address_of("website", contact.website),
        "summary": _line(f"{profile.subheadline} {profile.what_i_do.text}"),
        "profiles": profiles,
    }


def _studies(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "name": study.title,
            "description": _line(study.summary),
            "keywords": list(study.tags),
            "startDate": str(study.year),
            "type": KINDS[study.KIND].noun,
        }
        for study in portfolio.case_studies
    ]


def _projects(portfolio: Portfolio) -> list[dict[str, Any]]:
    return [
        {
            "name": project.title,
            "description": _line(f"{project.tagline} {project.summary}"),
            "keywords": list(project.tags),
            "type": KINDS[project.KIND].noun,
        }
        for project in portfolio.projects
    ]


def _skills(portfolio: Portfolio) -> list[dict[str, Any]]:
    topics = topics_of(portfolio)
    return [{"name": wording_of(portfolio.profile.language).headings["topics"], "keywords": topics}] if topics else []


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _filled(data: Any) -> Any:
    """Return data without empty texts, lists and objects."""
    if isinstance(data, dict):
        return {name: value for name, item in data.items() if (value := _filled(item)) not in ("", [], {}, None)}
    if isinstance(data, list):
        return [value for item in data if (value := _filled(item)) not in ("", [], {}, None)]
    return data
