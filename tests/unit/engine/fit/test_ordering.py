"""What fits an advertisement first in a résumé: the order changes, and not a word."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.exporters.json_resume import json_resume_of
from content.exporters.resume.document import Resume, resume_of
from content.exporters.resume.html import resume_html
from content.exporters.resume.markdown import resume_markdown
from content.exporters.resume.text import resume_as_text
from content.loader import Portfolio, load_portfolio
from engine.fit.evidence import Pages
from engine.fit.fit import Fit, fit_of
from engine.fit.ordering import fitting_json, fitting_resume

PORTFOLIO = load_portfolio()
PAGES = Pages.of(PORTFOLIO)
THINGS = ("Kafka", "AWS", "sonar", "an outbox", "RAG or search", "5 years", "x", "C++")
OWN: dict[str, Any] = {
    "basics": {"name": "Mira Holt"},
    "work": [
        {"name": "Yard", "position": "Mate", "startDate": "2024", "highlights": ["Scraped a hull", "Ran Kafka"]},
        {"name": "Port", "position": "Kafka engineer", "startDate": "2019", "endDate": "2023"},
    ],
    "projects": [{"name": "Tide tables"}, {"name": "Log", "description": "A log on Kafka."}],
    "skills": [{"name": "Sonar", "keywords": ["multibeam"]}, {"name": "Events", "keywords": ["Kafka", "outbox"]}],
}


def fit_for(*things: str) -> Fit:
    return fit_of(PAGES, "Requirements:\n" + "".join(f"- {thing}\n" for thing in things))


def with_own(portfolio: Portfolio) -> Portfolio:
    return dataclasses.replace(portfolio, resume=json.dumps(OWN))


def titles(resume: Resume, heading: str) -> list[str]:
    return [entry.title for section in resume.sections if section.heading == heading for entry in section.entries]


def test_what_is_asked_for_stands_first() -> None:
    resume = resume_of(PORTFOLIO)
    ordered = fitting_resume(resume, fit_for("multi-tenant isolation on AWS"), PAGES.language)
    assert titles(resume, "Case studies")[0] == "Scaling an Order Pipeline to 50k Events/Sec"
    assert titles(ordered, "Case studies") == [
        "Multi-Tenant Isolation on AWS",
        "Scaling an Order Pipeline to 50k Events/Sec",
        "RAG That Actually Works in Production",
    ]


def test_what_is_nice_to_have_weighs_less_than_what_has_to_be() -> None:
    asked = "Requirements:\n- sonar\n\nNice to have:\n- outbox\n"
    ordered = fitting_resume(resume_of(with_own(PORTFOLIO)), fit_of(PAGES, asked), PAGES.language)
    assert titles(ordered, "Skills") == ["Sonar", "Events"]
    asked = "Requirements:\n- outbox\n\nNice to have:\n- sonar\n"
    ordered = fitting_resume(resume_of(with_own(PORTFOLIO)), fit_of(PAGES, asked), PAGES.language)
    assert titles(ordered, "Skills") == ["Events", "Sonar"]


def test_jobs_stay_in_their_order_and_what_is_said_of_them_does_not() -> None:
    ordered = fitting_resume(resume_of(with_own(PORTFOLIO)), fit_for("Kafka"), PAGES.language)
    assert titles(ordered, "Experience") == ["Mate", "Kafka engineer"]
    assert ordered.sections[0].entries[0].points == ("Ran Kafka", "Scraped a hull")
    assert titles(ordered, "Projects") == ["Log", "Tide tables"]
    data = json.loads(fitting_json(json.dumps(OWN), fit_for("Kafka"), PAGES.language))
    assert [job["name"] for job in data["work"]] == ["Yard", "Port"]
    assert data["work"][0]["highlights"] == ["Ran Kafka", "Scraped a hull"]
    assert [skill["name"] for skill in data["skills"]] == ["Events", "Sonar"]


@pytest.mark.parametrize("portfolio", [PORTFOLIO, with_own(PORTFOLIO)], ids=["composed", "own"])
@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(THINGS), min_size=1))
def test_not_a_line_changes(portfolio: Portfolio, things: list[str]) -> None:
    fit, resume = fit_for(*things), resume_of(portfolio)
    ordered = fitting_resume(resume, fit, PAGES.language)
    for write in (resume_as_text, resume_markdown, resume_html):
        assert Counter(write(ordered).splitlines()) == Counter(write(resume).splitlines())
    assert [section.heading for section in ordered.sections] == [section.heading for section in resume.sections]
    data = json_resume_of(portfolio)
    assert lines_of(fitting_json(data, fit, PAGES.language)) == lines_of(data)
    assert fitting_resume(ordered, fit, PAGES.language) == ordered


def lines_of(data: str) -> Counter[str]:
    """Return the lines of a JSON text, without the commas that the last of several lacks."""
    return Counter(line.rstrip(",") for line in json.dumps(json.loads(data), indent=2).splitlines())
