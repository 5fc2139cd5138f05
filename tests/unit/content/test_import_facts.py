"""Small inputs in the styles of other tools, under tests/import: each of their facts arrives where it can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content.importers.dates import part_of_date
from content.importers.parts import part_of_heading
from content.importers.resume_forms import read_resume
from content.problems import ContentError
from import_table import INPUTS, Input, Kept, inputs, kept


@pytest.mark.parametrize("given", inputs(), ids=lambda given: given.source)
def test_every_fact_arrives_and_leaves_again(given: Input) -> None:
    assert kept(given) == Kept((), (), ())


def test_every_input_is_listed() -> None:
    assert sorted(given.source for given in inputs()) == sorted(
        path.name for path in INPUTS.iterdir() if path.name != "facts.yaml"
    )


def test_a_fact_that_is_lost_is_counted() -> None:
    given = next(inputs())
    found = kept(Input(given.source, given.form, (*given.facts, "nobody wrote this"), given.facts[:1]))
    assert found == Kept(("nobody wrote this",), ("nobody wrote this",), given.facts[:1])


def test_a_file_that_is_no_resume_says_what_could_be_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("services: []\n", encoding="utf-8")
    with pytest.raises(ContentError, match="holds no résumé; expected a JSON Résumé, or one of RenderCV"):
        read_resume(path)


def test_what_no_field_takes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("cv:\n  name: A\n  sections:\n    experience:\n      - {company: B, shoe: 44}\n", encoding="utf-8")
    assert [item.what for item in read_resume(path).left] == ["cv.sections.experience[0].shoe"]


def test_what_is_private_in_a_europass_cv_is_named_and_its_plumbing_is_not() -> None:
    left = {item.what.rpartition(".")[2]: item.why for item in read_resume(INPUTS / "europass.xml").left}
    private = "it is not for everybody to read"
    assert left == {
        **dict.fromkeys(("CountryDialing", "DialNumber", "AddressLine", "PostalCode", "NationalityCode"), private),
        "BirthDate": private,
        "Country": "a JSON Résumé has no field for it",
    }


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>\n<Candidate>&b;</Candidate>", "the file declares a document type of its own"),
        ("<Candidate>\n<a>\n</Candidate>", "bad XML: mismatched tag: line 3, column 2"),
        ("<html></html>", "the XML is of the kind `html`"),
        ("<Candidate>" + "<a>" * 60 + "</a>" * 60 + "</Candidate>", "the XML is nested too deeply"),
    ],
)
def test_xml_that_is_no_europass_cv_is_refused(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"{wrong}; expected a Europass CV, as its editor exports it"):
        read_resume(path)


def test_a_line_under_a_heading_of_its_own_is_no_interest(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "cv:\n  name: A\n  sections:\n    past_teaching:\n      - Two courses on tides\n"
        "      - {label: Labs, details: mud}\n    boats:\n      - {name: Skiff, made: 2019}\n",
        encoding="utf-8",
    )
    found = read_resume(path)
    assert found.files["hiring/past-teaching.md"].endswith("---\n\n- Two courses on tides\n- Labs: mud\n")
    assert found.files["hiring/boats.md"].endswith("---\n\n- Skiff: 2019\n")
    assert not found.left


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("work_experience", "work"),
        ("🛠️ Languages and Tools:", "skills"),
        ("Programming languages", "skills"),
        ("Selected publications", "publications"),
        ("Berufserfahrung", "work"),
        ("Why my experience of tides says nothing", ""),
        ("How I work", ""),
        ("Boats", ""),
    ],
)
def test_a_heading_names_a_part_of_a_resume(heading: str, part: str) -> None:
    assert part_of_heading(heading) == part


@pytest.mark.parametrize(
    ("written", "part"),
    [("Jan 2016", "2016-01"), ("Sept. 2016", "2016-09"), ("March 2016", "2016-03"), ("3/2016", "2016-03"),
     ("2016", "2016"), ("4 May 2016", "2016-05-04"), ("spring 2016", "spring 2016")],
)  # fmt: skip
def test_a_part_of_a_date_is_read_as_a_resume_writes_it(written: str, part: str) -> None:
    assert part_of_date(written) == part


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        ("2018 to 2023", {"startDate": "2018", "endDate": "2023"}),
        ("2018 – present", {"startDate": "2018"}),
        ("2018-05", {"startDate": "2018-05", "endDate": "2018-05"}),
    ],
)
def test_one_date_of_rendercv_may_name_a_period(tmp_path: Path, date: str, fields: dict[str, str]) -> None:
    path = tmp_path / "a.yaml"
    text = f"cv:\n  name: A\n  sections:\n    experience:\n      - company: B\n        date: {date}\n"
    path.write_text(text, encoding="utf-8")
    [job] = json.loads(read_resume(path).files["resume.json"])["work"]
    assert {name: job[name] for name in job if name != "name"} == fields
