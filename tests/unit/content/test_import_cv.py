"""A CV in Markdown is read by its headings and dated lines, and nothing is told that it does not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content.blocks import page_blocks
from content.importers.cv_contact import Contacts
from content.importers.cv_entries import section_entries
from content.importers.cv_lines import CvPeriod, period_in, split_commas
from content.importers.cv_text import cv_lines_of
from content.importers.result import Import
from content.importers.sources import read_source
from content.problems import ContentError
from import_table import INPUTS


def imported(tmp_path: Path, text: str, name: str = "cv.md") -> Import:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_source(path)


def resume(found: Import) -> Any:
    return json.loads(found.files["resume.json"])


@pytest.mark.parametrize(
    ("line", "period", "rest"),
    [
        ("Fitter, Yard (2016–2020)", CvPeriod("2016", "2020"), "Fitter, Yard"),
        ("Jan. 2016 - Sept 2020, Bergen", CvPeriod("2016-01", "2020-09"), "Bergen"),
        ("März 2016 bis heute", CvPeriod("2016-03", ""), ""),
        ("03/2016 to 2018-04-05 | Yard", CvPeriod("2016-03", "2018-04-05"), "Yard"),
        ("since 2014", CvPeriod("2014", ""), ""),
        ("until 2015", CvPeriod("", "2015"), ""),
        ("Yard, 2011.", CvPeriod("2011", "2011"), "Yard | ."),
        ("4500 valves", CvPeriod(), "4500 valves"),
        ("v2016.1 of a tool", CvPeriod(), "v2016.1 of a tool"),
    ],
)
def test_a_period_is_found_in_a_line(line: str, period: CvPeriod, rest: str) -> None:
    assert period_in(line) == (period, rest)


def test_commas_in_brackets_divide_nothing() -> None:
    assert split_commas("C++ (17, 20), OPC UA; Go.") == ["C++ (17, 20)", "OPC UA", "Go"]


@pytest.mark.parametrize(
    ("markdown", "jobs"),
    [
        ("### Fitter at Yard (2016)", [("Fitter", "Yard")]),
        ("### Yard — Fitter\n2016", [("Fitter", "Yard")]),
        ("### Yard\n**Fitter** | 2016", [("Fitter", "Yard")]),
        ("**Tool smith**, Yard, 2016\n\n**Intern**, Quay, 2015", [("Tool smith", "Yard"), ("Intern", "Quay")]),
        ("- 2016: Fitter, Yard\n- 2015: Intern, Quay", [("Fitter", "Yard"), ("Intern", "Quay")]),
        ("| When | What |\n|---|---|\n| 2016 | Fitter, Yard |", [("Fitter", "Yard")]),
        ("### Alpha, Beta (2016)", [("", "Alpha, Beta")]),
        ("1. I walk the river.\n2. I draw it.", []),
    ],
)
def test_a_job_is_told_apart_where_that_is_sure(markdown: str, jobs: list[tuple[str, str]]) -> None:
    made, _ = section_entries("work", page_blocks(markdown))
    assert [(job.get("position", ""), job.get("name", "")) for job in made] == jobs


@pytest.mark.parametrize(
    ("markdown", "studies"),
    [
        ("`2010 - 2014`\n__Coast College, Bergen.__", [("", "Coast College, Bergen")]),
        ("2010-2014 (expected)\n**PhD, Tides**; Coast University", [("PhD, Tides", "Coast University")]),
        ("Mud for all.", []),
    ],
)
def test_a_place_behind_a_school_is_not_what_was_studied(markdown: str, studies: list[tuple[str, str]]) -> None:
    made, _ = section_entries("education", page_blocks(markdown))
    assert [(study.get("area", ""), study.get("institution", "")) for study in made] == studies


@pytest.mark.parametrize(
    "markdown",
    [
        "### Journals\n\n`2014`\nTides, Letters\n\n### Books\n\n`2016`\nMud",
        "### Journals\n\n- Tides, Letters, 2014\n\n### Books\n\n- Mud (2016)",
    ],
)
def test_a_heading_over_several_publications_is_none(markdown: str) -> None:
    made, rest = section_entries("publications", page_blocks(markdown))
    assert [(item["name"], item["releaseDate"]) for item in made] == [("Tides, Letters", "2014"), ("Mud", "2016")]
    assert rest == []


def test_what_is_defined_stands_below_its_term(tmp_path: Path) -> None:
    text = "# A B\n\n## Education\n\n2010-2014\n:   **PhD**; Coast University\n\n    *Thesis on mud*\n"
    found = imported(tmp_path, text)
    assert resume(found)["education"] == [
        {"institution": "Coast University", "area": "PhD", "startDate": "2010", "endDate": "2014"}
    ]
    assert found.files["hiring/more-education.md"].endswith("\n- Coast University: Thesis on mud\n")


def test_a_section_that_holds_no_entry_stays_as_it_was_written(tmp_path: Path) -> None:
    found = imported(tmp_path, "# A B\n\n## Experience\n\n**Water Co.:**\n\nI did\nthis.\n")
    assert found.files["hiring/more-experience.md"].endswith("---\n\n**Water Co.:**\n\nI did\nthis.\n")


def test_what_cannot_be_told_apart_is_named(tmp_path: Path) -> None:
    found = imported(tmp_path, "# A B\n\n## Experience\n\n### Alpha, Beta (2016)\n")
    assert [item.what for item in found.left] == ["Alpha, Beta"]


def test_a_sentence_is_no_skill_and_no_interest(tmp_path: Path) -> None:
    text = "# A B\n\n## Skills\n\nI have used mud for ten years.\n\n## Interests\n\n- Rowing, chess\n- I like mud.\n"
    found = imported(tmp_path, text)
    assert "skills" not in resume(found) or resume(found)["skills"] == []
    assert resume(found)["interests"] == [{"name": "Rowing"}, {"name": "chess"}]
    assert found.files["hiring/skills.md"].endswith("\nI have used mud for ten years.\n")
    assert found.files["hiring/interests.md"].endswith("\n- I like mud.\n")


@pytest.mark.parametrize(
    ("title", "name", "label"),
    [
        ("# Mira Holt", "Mira Holt", ""),
        ("# Mira Holt — Pump engineer", "Mira Holt", "Pump engineer"),
        ("# Mira Holt | Resume", "Mira Holt", ""),
        ("# Curriculum Vitae\n\n**Mira Holt**", "Mira Holt", ""),
        ("# Hello, I'm Mira!", "", ""),
    ],
)
def test_a_name_is_taken_where_a_line_holds_it_alone(tmp_path: Path, title: str, name: str, label: str) -> None:
    found = imported(tmp_path, f"{title}\n\n## About\n\nI pump.\n")
    basics = resume(found)["basics"]
    assert (basics.get("name", ""), basics.get("label", "")) == (name, label)
    assert any("your name" in item.what for item in found.left) != bool(name)


@pytest.mark.parametrize(
    ("line", "basics", "left"),
    [
        ("a@example.org | +47 555 0100 | Bergen, Norway",
         {"email": "a@example.org", "location": {"city": "Bergen, Norway"}}, ["+47 555 0100"]),
        ("Web: <https://a.example> · github.com/a",
         {"url": "https://a.example", "profiles": [{"network": "GitHub", "url": "https://github.com/a"}]}, []),
        ("https://a.example https://b.example", {"url": "https://a.example"}, ["https://b.example"]),
        ("I wrote [it](https://a.example) for the harbor of a small town.", {}, []),
    ],
)  # fmt: skip
def test_lines_of_contacts_are_told_from_sentences(line: str, basics: dict[str, Any], left: list[str]) -> None:
    contact = Contacts()
    taken = [contact.take(line) for line in cv_lines_of(page_blocks(line))]
    assert (contact.basics, [item.what for item in contact.left]) == (basics, left)
    assert all(taken) == bool(basics)


def test_an_address_in_a_sentence_is_taken_and_the_sentence_stays(tmp_path: Path) -> None:
    found = imported(tmp_path, "# A B\n\n## Contact\n\nYou can write to a@example.org.\n")
    assert resume(found)["basics"]["email"] == "a@example.org"
    assert found.files["hiring/contact.md"].endswith("\n- You can write to a@example.org.\n")


def test_nobody_speaks_a_programming_language(tmp_path: Path) -> None:
    found = resume(imported(tmp_path, "# A B\n\n## Languages\n\n- Portuguese — native\n- Python, SQL\n"))
    assert found["languages"] == [{"language": "Portuguese", "fluency": "native"}]
    assert found["skills"] == [{"keywords": ["Python", "SQL"]}]


def test_what_a_readme_loses_is_named_with_its_line() -> None:
    left = {item.what for item in read_source(INPUTS / "profile-readme").left}
    assert "README.md:3, 5: HTML: <p>" in left
    assert "Project | About" in left


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("---\ntitle: Mud\ndate: 2020-01-01\n---\nMud.\n", "this looks like a post of a blog"),
        ("---\ntitle: [\n---\nMud.\n", "its front matter cannot be read"),
        ("<!-- nothing -->\n", "the file holds no CV"),
    ],
)
def test_what_is_no_cv_is_refused(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(ContentError, match=wrong):
        imported(tmp_path, text)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Hi 👋, I'm Ada Low", "Ada Low"),
        ("Hello there, I’m Ada Low!", "Ada Low"),
        ("Mein Name ist Ada Low 🚀", "Ada Low"),
        ("Hi, I'm available for work", ""),
        ("Ada Low", "Ada Low"),
    ],
)
def test_a_profile_that_greets_says_the_name(tmp_path: Path, title: str, name: str) -> None:
    found = imported(tmp_path, f"# {title}\n\n## Skills\n\n- Tides\n", "README.md")
    assert resume(found).get("basics", {}).get("name", "") == name


def test_an_employer_is_told_by_entries_of_the_same_shape_only(tmp_path: Path) -> None:
    entries = "### Engineer — Tidal Works (2019 – 2020)\n\n### Yard Nine, Bergen\n**Splicer**, 2014 – 2019\n"
    found = imported(tmp_path, f"# Ada Low\n\n## Experience\n\n{entries}")
    assert resume(found)["work"][1]["name"] == "Yard Nine, Bergen, Splicer"
    assert "position" not in resume(found)["work"][1]
    assert "Yard Nine, Bergen, Splicer" in {left.what for left in found.left}


def test_lines_that_are_whole_entries_are_entries_of_their_own(tmp_path: Path) -> None:
    studies = "Apprenticeship, Tidal Works, 2011 – 2014\nMatura, Coast College, 2011\n"
    found = imported(tmp_path, f"# Ada Low\n\n## Education\n\n{studies}")
    assert [item.get("institution", item["area"]) for item in resume(found)["education"]] == [
        "Apprenticeship, Tidal Works",
        "Coast College",
    ]


def test_a_greeting_below_the_first_level_is_the_title_too(tmp_path: Path) -> None:
    text = "### Hey, I am Ada Low 👋\n\nI splice ropes.\n\n#### Talks\n\n- On hemp\n"
    found = imported(tmp_path, text, "README.md")
    assert resume(found)["basics"] == {"name": "Ada Low", "summary": "I splice ropes."}
    assert "hiring/talks.md" in found.files
