"""A JSON résumé arrives in a pack that loads, and nothing is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.exporters.html.site import site_of
from content.exporters.json_resume import json_resume_of
from content.exporters.markdown import markdown_of
from content.exporters.resume.document import resume_of
from content.exporters.resume.text import resume_on_a_page
from content.importers.apply import apply_import
from content.importers.json_resume import read_json_resume
from content.importers.result import Left
from content.loader import RESUME_FILE, Portfolio, load_portfolio
from content.pack_cache import cached_portfolio
from content.problems import ContentError
from content.safe_text import one_line
from content.scaffold.packs import write_pack
from tests.places import TESTS

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


DEVELOPER = TESTS / "import" / "json-resume-developer.json"


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
    answers = {answer.slug: answer.body for answer in portfolio.hiring}
    assert answers["background"] == "Hydrographic surveyor. I map the beds of rivers. My charts are used by pilots."
    experience = answers["experience"]
    assert "I worked as Surveyor at River Office from 2019-04 to 2024-01." in experience
    assert "- River Office, from 2019-04 to 2024-01: Wrote the tide model." in experience
    assert "I have worked as Lead surveyor at Port Company since 2024-02." in experience
    assert answers["education"] == "I studied Hydrography at Nautical College until 2018, for the degree BSc."
    assert answers["languages"] == "I speak Dutch (native)."
    assert answers["stack"] == "I work with Sonar (Expert): multibeam, C++."
    assert answers["references"] == "A Pilot says: “Good charts.”"
    assert answers["location-and-remote"] == "I am based in Rotterdam, NL."
    assert portfolio.profile.headline == "Hydrographic surveyor"
    assert portfolio.profile.subheadline == "I map the beds of rivers."
    (project,) = portfolio.projects
    assert project.slug == "open-tide-tables"
    assert project.tagline == "Tide tables that anybody can print."
    assert project.tags == ("tides", "c++", "printing")


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
    kept = "kept in resume.json and shown nowhere: "
    assert {item.what: item.why.removeprefix(kept) for item in left} == {
        "basics.image": "a terminal shows no images",
        "basics.phone": "everybody could read the number",
        "basics.location.address": "a street address is not for everybody to read",
        "basics.profiles[1].network": "no screen shows this",
        "basics.profiles[1].username": "no screen shows this",
        "basics.profiles[1].url": "no screen shows this",
        "hobbies": "no screen shows this",
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
    mine = background.read_text(encoding="utf-8").partition("\n[Who")[0] + "\nI am from the sea.\n"
    background.write_text(mine, encoding="utf-8")
    portfolio, left = import_resume(RESUME, pack)
    assert portfolio.profile.name == "Mine"
    assert "# hands off" in profile.read_text(encoding="utf-8")
    assert background.read_text(encoding="utf-8") == mine
    (answer,) = (answer for answer in portfolio.hiring if answer.slug == "background")
    assert answer.body == "I am from the sea."
    assert "name: The Surveyor" in {item.what for item in left}


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
        ("{", "the JSON cannot be read: a key is missing"),
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


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)
resumes = st.fixed_dictionaries(
    {"basics": st.fixed_dictionaries({"name": words.filter(one_line)}, optional={"label": words, "x-mine": words})},
    optional={
        "work": st.lists(st.dictionaries(st.sampled_from(["name", "position", "startDate", "odd"]), words), max_size=3),
        "awards": st.lists(st.dictionaries(words, st.integers() | st.floats(allow_nan=False) | words), max_size=2),
        "x-unknown": json_values,
        "meta": json_values,
    },
)


def in_order(data: Any) -> Any:
    """Data with the order of its keys in it."""
    if isinstance(data, dict):
        return [(name, in_order(value)) for name, value in data.items()]
    return [in_order(item) for item in data] if isinstance(data, list) else data


@settings(max_examples=25, deadline=None)
@given(resumes)
def test_what_comes_in_goes_out_the_same(tmp_path_factory: pytest.TempPathFactory, resume: dict[str, Any]) -> None:
    pack = tmp_path_factory.mktemp("round") / "pack"
    write_pack(pack, blank=True)
    portfolio, _ = import_resume(resume, pack)
    assert in_order(json.loads(json_resume_of(portfolio))) == in_order(resume)


def test_a_resume_of_every_section_goes_out_the_same_and_stands_on_paper(pack: Path) -> None:
    portfolio, _ = import_resume(RESUME, pack)
    assert in_order(json.loads(json_resume_of(portfolio))) == in_order(RESUME)
    paper = resume_on_a_page(resume_of(portfolio))
    assert "- Surveyor, River Office (2019-04 – 2024-01)\n  Sounding of the lower river\n  - Wrote the" in paper
    assert "- BSc, Hydrography, Nautical College (until 2018)" in paper
    assert "555" not in paper + "".join(site_of(portfolio).values()) + "".join(markdown_of(portfolio).values())


def test_a_kept_pack_knows_its_resume(pack: Path, tmp_path: Path) -> None:
    import_resume(RESUME, pack)
    first, again = (cached_portfolio(pack, tmp_path / "cache") for _ in range(2))
    assert first.documents == again.documents
    digest = first.digest
    (pack / RESUME_FILE).write_text('{"basics": {"name": "Nobody"}}', encoding="utf-8")
    changed = cached_portfolio(pack, tmp_path / "cache")
    assert changed.digest != digest
    assert "contact/experience" not in changed.by_path


def test_a_resume_is_asked_for_by_the_years_that_it_covers(tmp_path: Path) -> None:
    write_pack(tmp_path / "pack", blank=True)
    import_resume(json.loads(DEVELOPER.read_text(encoding="utf-8")), tmp_path / "pack")
    asks = load_portfolio(tmp_path / "pack").asks
    at = "contact/experience#software-engineer-at-ferry-lines"
    assert asks[at][0] == "Where did you work in 2016, 2017, 2018, 2019 and 2020?"
    assert asks["contact/experience#intern-at-timber-data"][1] == "What did you do in 2015?"
    assert " 2021" in asks["contact/experience#backend-developer-at-parcel-nord"][0]
    assert asks["contact/education"][0].startswith("Where did you study in 2011, 2012")


def test_an_answer_of_the_owners_own_is_not_asked_for_by_the_resume(tmp_path: Path) -> None:
    write_pack(tmp_path / "pack", blank=True)
    import_resume(json.loads(DEVELOPER.read_text(encoding="utf-8")), tmp_path / "pack")
    own = "---\ntitle: Experience\nasks: [Where?]\n---\nElsewhere, for years.\n"
    (tmp_path / "pack" / "hiring" / "experience.md").write_text(own, encoding="utf-8")
    assert not [link for link in load_portfolio(tmp_path / "pack").asks if link.startswith("contact/experience")]
