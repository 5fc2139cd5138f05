"""A JSON résumé arrives in a pack that loads, and nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.importers.apply import apply_import
from content.importers.json_resume import read_json_resume
from content.importers.result import Left
from content.loader import Portfolio, load_portfolio
from content.problems import ContentError
from content.scaffold.packs import write_pack

RESUME: dict[str, Any] = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {
        "name": "The Surveyor",
        "label": "Hydrographic surveyor",
        "image": "https://example.org/face.png",
        "email": "surveyor@example.org",
        "phone": "+1 555 0100",
        "url": "https://example.org",
        "summary": "I map the beds of rivers. My charts are used by pilots.",
        "location": {"address": "1 Quay", "city": "Rotterdam", "countryCode": "NL"},
        "profiles": [
            {"network": "GitHub", "username": "surveyor", "url": ""},
            {"network": "Mastodon", "username": "s", "url": "https://example.social/@s"},
        ],
    },
    "work": [
        {
            "name": "River Office",
            "position": "Surveyor",
            "startDate": "2019-04",
            "endDate": "2024-01",
            "summary": "Sounding of the lower river",
            "highlights": ["Wrote the tide model", "Trained two crews"],
        },
        {"name": "Port Company", "position": "Lead surveyor", "startDate": "2024-02"},
    ],
    "education": [{"institution": "Nautical College", "area": "Hydrography", "studyType": "BSc", "endDate": "2018"}],
    "skills": [{"name": "Sonar", "level": "Expert", "keywords": ["multibeam", "C++"]}],
    "languages": [{"language": "Dutch", "fluency": "native"}],
    "projects": [
        {
            "name": "Open Tide Tables",
            "description": "Tide tables that anybody can print. They cover two rivers.",
            "highlights": ["Printed on one page"],
            "keywords": ["tides", "C++", "printing"],
            "startDate": "2022",
            "url": "https://example.org/tides",
            "roles": ["Author"],
        }
    ],
    "references": [{"name": "A Pilot", "reference": "Good charts."}],
    "hobbies": "rowing",
    "meta": {"version": "v1.0.0"},
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_pack(tmp_path / "pack", blank=True)
    return tmp_path / "pack"


def import_resume(resume: Any, pack: Path) -> tuple[Portfolio, list[Left]]:
    source = pack.parent / "resume.json"
    source.write_text(json.dumps(resume), encoding="utf-8")
    _, left = apply_import(read_json_resume(source), pack)
    return load_portfolio(pack), left


def test_a_resume_arrives_in_the_profile_the_answers_and_the_projects(pack: Path) -> None:
    portfolio, _ = import_resume(RESUME, pack)
    assert portfolio.profile.name == "The Surveyor"
    assert portfolio.profile.contact.links == {
        "email": "surveyor@example.org",
        "website": "https://example.org",
        "github": "https://github.com/surveyor",
    }
    background = next(answer for answer in portfolio.hiring if answer.slug == "background").body
    assert background.startswith("Hydrographic surveyor. I map the beds of rivers.")
    assert "I worked as Surveyor at River Office from 2019-04 to 2024-01." in background
    assert "- Wrote the tide model." in background
    assert "I have worked as Lead surveyor at Port Company since 2024-02." in background
    assert "I studied Hydrography at Nautical College until 2018, for the degree BSc." in background
    assert "I speak Dutch (native)." in background
    stack = next(answer for answer in portfolio.hiring if answer.slug == "stack").body
    assert stack == "I work with Sonar (Expert): multibeam, C++."
    (project,) = portfolio.projects
    assert project.slug == "open-tide-tables"
    assert project.tagline == "Tide tables that anybody can print."
    assert project.tags == ("tides", "printing")
    assert "Open Tide Tables uses C++." in project.body


def test_no_sentence_ends_in_two_full_stops_whatever_a_field_ends_with(pack: Path) -> None:
    def stopped(value: Any) -> Any:
        if isinstance(value, dict):
            keep = ("$schema", "email", "url", "image", "startDate", "endDate", "network", "username")
            return {name: item if name in keep else stopped(item) for name, item in value.items()}
        if isinstance(value, list):
            return [stopped(item) for item in value]
        return f"{value}c." if isinstance(value, str) else value

    more = {"certificates": [{"name": "Pilot", "issuer": "Port"}], "awards": [{"title": "Chart", "awarder": "Office"}],
            "publications": [{"name": "Tides", "publisher": "Quay"}], "interests": [{"name": "Rowing"}],
            "volunteer": [{"organization": "Lifeboat", "position": "Crew"}]}  # fmt: skip
    imported, _ = import_resume(stopped({**RESUME, **more}), pack)
    texts = [item.body for item in (*imported.hiring, *imported.projects)]
    assert "for the degree BScc." in " ".join(texts)
    assert not [text for text in texts if ".." in text]


def test_everything_without_a_place_is_named_with_the_reason(pack: Path) -> None:
    _, left = import_resume(RESUME, pack)
    assert {item.what: item.why.split(",")[0] for item in left} == {
        "basics.image": "a terminal shows no images",
        "basics.phone": "a pack holds no telephone number",
        "basics.location.address": "a street address is not for everybody to read",
        "basics.profiles[1].network": "no field of a pack holds this",
        "basics.profiles[1].username": "no field of a pack holds this",
        "basics.profiles[1].url": "no field of a pack holds this",
        "references[0].name": "these are other people's words; ask them",
        "references[0].reference": "these are other people's words; ask them",
        "hobbies": "no field of a pack holds this",
    }


def test_an_entry_that_makes_no_sentence_is_reported_whole(pack: Path) -> None:
    resume = {"work": [{"summary": "Something secret to the reader"}], "projects": [{"description": "No name"}]}
    source = pack.parent / "resume.json"
    source.write_text(json.dumps(resume), encoding="utf-8")
    found = read_json_resume(source)
    assert not found.files
    assert [item.what for item in found.left] == ["work[0].summary", "projects[0].description"]


def test_what_the_owner_wrote_stays(pack: Path) -> None:
    profile = pack / "profile.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace('name: ""', "name: Mine  # hands off"), encoding="utf-8"
    )
    background = pack / "hiring" / "background.md"
    mine = background.read_text(encoding="utf-8").replace("title: Background", "title: My background")
    background.write_text(mine, encoding="utf-8")
    portfolio, left = import_resume(RESUME, pack)
    assert portfolio.profile.name == "Mine"
    assert "# hands off" in profile.read_text(encoding="utf-8")
    assert background.read_text(encoding="utf-8") == mine
    assert {"name: The Surveyor", "hiring/background.md"} <= {item.what for item in left}


def test_the_template_goes_when_the_first_real_project_comes(pack: Path) -> None:
    portfolio, _ = import_resume(RESUME, pack)
    assert not (pack / "projects" / "first-project.md").exists()
    assert (pack / "essays" / "first-essay.md").exists()
    assert [project.title for project in portfolio.projects] == ["Open Tide Tables"]


def test_importing_twice_changes_nothing(pack: Path) -> None:
    import_resume(RESUME, pack)
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    _, left = import_resume(RESUME, pack)
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
    assert "projects/open-tide-tables.md" in {item.what for item in left}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{", "bad JSON"),
        ("[1, 2]", "holds no résumé"),
        ('{"basics": "me"}', "holds no résumé"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_resume_is_refused_in_words(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "resume.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=wrong):
        read_json_resume(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["name", "basics", "summary", "url", "highlights", "profiles", "network", "city", "keywords", "title"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.sampled_from(["work", "projects", "skills", "education", "awards", "x"]), json_values))
def test_whatever_a_resume_holds_the_pack_loads_afterwards(
    tmp_path_factory: pytest.TempPathFactory, resume: dict[str, Any]
) -> None:
    pack = tmp_path_factory.mktemp("any") / "pack"
    write_pack(pack, blank=True)
    import_resume(resume, pack)
