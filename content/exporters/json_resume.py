"""The portfolio as a JSON Resume (jsonresume.org/schema, version 1.0.0)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from content.exporters.documents import address_of
from content.loader import Portfolio
from content.site_map import KINDS

_SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
NETWORKS = {"github": "GitHub", "linkedin": "LinkedIn"}
MOST_TOPICS = 15


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
    return json.dumps(_filled(resume), ensure_ascii=False, indent=2) + "\n"


def _basics(portfolio: Portfolio) -> dict[str, Any]:
    profile, contact = portfolio.profile, portfolio.profile.contact
    profiles = []
    for setting, network in NETWORKS.items():
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
    counted = Counter(tag for document in portfolio.documents for tag in document.tags)
    return [{"name": "Topics", "keywords": [tag for tag, _ in counted.most_common(MOST_TOPICS)]}] if counted else []


def _line(text: str) -> str:
    return " ".join(text.split())


def _filled(data: Any) -> Any:
    """Return data without empty texts, lists and objects."""
    if isinstance(data, dict):
        return {name: value for name, item in data.items() if (value := _filled(item)) not in ("", [], {})}
    return [_filled(item) for item in data] if isinstance(data, list) else data
