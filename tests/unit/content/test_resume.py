"""The résumé in every form: nothing that the pack does not say, and a PDF that a reader of PDFs agrees with."""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from content.blocks import page_blocks, plain_text
from content.exporters.html.site import site_files
from content.exporters.json_resume import json_resume_of, public_json_resume
from content.exporters.resume.document import Resume, resume_of
from content.exporters.resume.html import resume_html
from content.exporters.resume.markdown import resume_markdown
from content.exporters.resume.parts import ResumeContact, ResumeEntry, ResumeHead, ResumeSection
from content.exporters.resume.pdf import FontError, resume_pdf
from content.exporters.resume.shortening import left_out, shortened
from content.exporters.resume.text import COLUMNS, resume_as_text, resume_lines
from content.loader import Portfolio, load_portfolio
from tests.places import DATA

SCHEMA = json.loads((DATA / "json-resume" / "schema.json").read_text("utf-8"))
WHOLE: dict[str, Any] = {
    "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
    "basics": {
        "name": "Mira Holt",
        "label": "Hydrographic surveyor",
        "email": "mira@example.org",
        "phone": "+1 555 0100",
        "url": "https://example.org",
        "summary": "I map the beds of rivers.",
        "location": {"address": "1 Quay", "postalCode": "3011", "city": "Rotterdam", "countryCode": "NL"},
        "profiles": [{"network": "GitHub", "username": "holt"}],
    },
    "work": [
        {
            "name": "River Office", "position": "Surveyor", "url": "https://office.example.org",
            "startDate": "2019-04-01", "endDate": "2024-01-31", "summary": "Sounding of the lower river",
            "highlights": ["Wrote the tide model", "Trained two crews"],
        },
        {"name": "Port Company", "position": "Lead surveyor", "startDate": "2024-02"},
    ],
    "education": [{"institution": "Nautical College", "area": "Hydrography", "studyType": "BSc", "endDate": "2018"}],
    "skills": [{"name": "Sonar", "level": "Expert", "keywords": ["multibeam", "C++"]}],
    "languages": [{"language": "Dutch", "fluency": "native"}],
    "references": [{"name": "A Pilot", "reference": "Good charts."}],
    "x-salary": "a secret",
}  # fmt: skip
"""A résumé as a pack holds it, with what is not for everybody."""
SECRETS = ("555", "Quay", "3011", "secret")


@pytest.fixture
def own(tiny_portfolio: Portfolio) -> Portfolio:
    return dataclasses.replace(tiny_portfolio, resume=json.dumps(WHOLE))


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words_of_pdf(data: bytes) -> list[str]:
    return " ".join(page.extract_text() for page in read(data).pages).split()


def links_in(data: bytes) -> list[str]:
    annotations = (each.get_object() for page in read(data).pages for each in page.get("/Annots", ()))
    return [each["/A"]["/URI"] for each in annotations if each["/Subtype"] == "/Link"]


def font_files(data: bytes) -> list[bool]:
    """Return for each font of a PDF whether it is embedded."""

    def embedded(font: DictionaryObject) -> bool:
        [inner] = font.get("/DescendantFonts", [font])
        return any(str(name).startswith("/FontFile") for name in inner.get_object()["/FontDescriptor"])

    fonts = (page["/Resources"]["/Font"] for page in read(data).pages)
    return [embedded(font.get_object()) for each in fonts for font in each.values()]


def strings(resume: Resume) -> list[str]:
    """Return every text of a résumé in its order, but for headings."""
    head = resume.head
    found = [head.name, head.label, *(contact.words for contact in head.contacts), *head.about]
    for section in resume.sections:
        for entry in section.entries:
            found += [entry.title, entry.at, entry.when, *entry.texts, *entry.points]
    return [text for text in found if text]


# -- what it says


def test_the_default_pack_says_what_it_says_and_nothing_else() -> None:
    portfolio = load_portfolio()
    told = " ".join(
        [
            *(portfolio.profile.subheadline, portfolio.profile.what_i_do.text),
            *(figure.value + " " + figure.words for study in portfolio.case_studies for figure in study.figures),
            *(f"{study.title} {study.year} {plain_text(study.summary)}" for study in portfolio.case_studies),
            *(f"{item.title} {item.tagline} {plain_text(item.summary)}" for item in portfolio.projects),
            *(f"{item.title} {item.tagline}" for item in portfolio.services.services),
            *(f"{item.title} {item.date} {plain_text(item.summary)}" for item in portfolio.essays),
        ]
    ).split()
    tags = {tag for document in portfolio.documents for tag in document.tags}
    for text in strings(resume_of(portfolio)):
        assert set(text.split()) <= {*told, *tags, *(f"{tag}," for tag in tags)}, text


def test_a_resume_of_the_packs_own_is_what_is_shown_with_the_packs_work_behind_its_jobs(own: Portfolio) -> None:
    resume = resume_of(own)
    headings = [section.heading for section in resume.sections]
    assert headings[:2] == ["Experience", "Case studies"]
    assert "Services" not in headings
    assert resume.head.contacts[:3] == (
        ResumeContact("mira@example.org", "mailto:mira@example.org"),
        ResumeContact("example.org", "https://example.org"),
        ResumeContact("github.com/holt", "https://github.com/holt"),
    )
    [job, _] = resume.sections[0].entries
    assert (job.title, job.at, job.when) == ("Surveyor", "River Office", "2019-04 – 2024-01")
    assert job.points == ("Wrote the tide model", "Trained two crews")


def test_what_is_not_for_everybody_is_in_no_form_of_it(own: Portfolio) -> None:
    resume = resume_of(own)
    pdf = " ".join(words_of_pdf(resume_pdf(resume)[0]))
    shown = [resume_as_text(resume), resume_markdown(resume), resume_html(resume), pdf, public_json_resume(own)]
    assert not [secret for secret in SECRETS for form in shown if secret in form]
    assert all("Wrote the tide model" in form for form in shown)


# -- JSON Resume


@pytest.mark.parametrize("write", [json_resume_of, public_json_resume])
@pytest.mark.parametrize("name", ["default", "tiny", "own"])
def test_it_is_valid_by_the_published_schema(name: str, write: Any, tiny_portfolio: Portfolio, own: Portfolio) -> None:
    portfolio = {"default": load_portfolio(), "tiny": tiny_portfolio, "own": own}[name]
    checker = Draft7Validator.FORMAT_CHECKER
    jsonschema.validate(json.loads(write(portfolio)), SCHEMA, Draft7Validator, format_checker=checker)


def test_the_schema_refuses_what_is_no_resume() -> None:
    checker = Draft7Validator.FORMAT_CHECKER
    for wrong in ({"basics": {"url": "example.org"}}, {"work": [{"startDate": "Present"}]}, {"skills": {}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, SCHEMA, Draft7Validator, format_checker=checker)


def test_for_everybody_is_what_is_shown_and_where_it_stood(own: Portfolio) -> None:
    public = json.loads(public_json_resume(own))
    assert list(public) == [name for name in WHOLE if name != "x-salary"]
    assert public["work"] == WHOLE["work"]
    assert public["basics"]["location"] == {"city": "Rotterdam", "countryCode": "NL"}
    assert json.loads(json_resume_of(own)) == WHOLE


# -- text and Markdown


@pytest.mark.parametrize(
    "text", ["# 1. a", "1. b", "- c", "*d* _e_ [f](g) <h> `i` | ~~j~~", "=====", "+ k", "99.8 % l"]
)
def test_signs_of_markdown_in_a_resume_are_letters(text: str) -> None:
    entry = ResumeEntry(f"T {text}", at=text, texts=(text,), points=(text,))
    resume = Resume(ResumeHead(name=text), (ResumeSection("projects", "P", (entry,)),), "en")
    read_back = plain_text(resume_markdown(resume)).splitlines()
    assert read_back == [text, "P", f"T {text}, {text}", text, text]
    assert "<h>" not in resume_html(resume)


def test_lines_are_no_longer_than_a_page_is_wide(own: Portfolio) -> None:
    assert max(map(len, resume_lines(resume_of(own)))) <= COLUMNS


def test_inside_the_portfolio_an_entry_leads_to_its_document(tiny_portfolio: Portfolio) -> None:
    resume = resume_of(tiny_portfolio)
    assert "](work/order-pipeline)" in resume_markdown(resume, inside=True)
    assert "](work/" not in resume_markdown(resume)
    assert page_blocks(resume_markdown(resume, inside=True))


# -- PDF


def test_a_pdf_has_one_or_two_pages_live_links_and_its_fonts(own: Portfolio) -> None:
    data, short = resume_pdf(resume_of(own))
    reader = read(data)
    assert 1 <= len(reader.pages) <= 2
    assert short == resume_of(own)
    links = links_in(data)
    assert links[:3] == ["mailto:mira@example.org", "https://example.org", "https://github.com/holt"]
    assert "https://office.example.org" in links
    assert font_files(data)
    assert all(font_files(data))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Mira Holt", "Mira Holt")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_what_a_portfolio_tells_in_full_leads_to_its_page_where_that_is_known(tiny_portfolio: Portfolio) -> None:
    assert not [link for link in links_in(resume_pdf(resume_of(tiny_portfolio))[0]) if "work/" in link]
    links = links_in(resume_pdf(resume_of(tiny_portfolio, "https://me.example/cv"))[0])
    pages = site_files(tiny_portfolio, address="https://me.example/cv")
    own = [link.removeprefix("https://me.example/cv/") for link in links if "me.example/cv" in link]
    assert any(page.startswith("work/") for page in own)
    assert all(page.partition("#")[0] in pages for page in own)


def test_all_words_of_a_pdf_can_be_selected_in_their_order(own: Portfolio) -> None:
    found = words_of_pdf(resume_pdf(resume_of(own))[0])
    for text in strings(resume_of(own)):
        assert text in " ".join(found), text
    at = 0
    for word in ("Experience", "Port", "Education", "Hydrography,", "References", "charts.”"):
        at = found.index(word, at)


def test_the_same_resume_is_the_same_bytes(own: Portfolio) -> None:
    resume = resume_of(own)
    first, again = resume_pdf(resume)[0], resume_pdf(resume)[0]
    assert first == again
    assert resume_pdf(resume, "us-letter")[0] != first


@pytest.mark.parametrize(("paper", "width", "height"), [("a4", 595, 842), ("us-letter", 612, 792)])
def test_paper_has_its_size(paper: Any, width: int, height: int, tiny_portfolio: Portfolio) -> None:
    box = read(resume_pdf(resume_of(tiny_portfolio), paper)[0]).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (width, height)


@pytest.mark.parametrize("lines", range(5))
def test_no_point_of_a_job_stands_alone_on_a_page(lines: int) -> None:
    jobs = tuple(
        ResumeEntry(f"Job {job}", texts=("A line of it.",), points=tuple(f"Job{job}point{n}" for n in range(5)))
        for job in range(11)
    )
    head = ResumeHead("Ada Tide", about=tuple(f"Line {n}." for n in range(lines)))
    data, short = resume_pdf(Resume(head, (ResumeSection("work", "Experience", jobs, dated=True),), "en"))
    pages = [page.extract_text() for page in read(data).pages]
    assert len(pages) == 2
    for job in range(len(short.sections[0].entries)):
        assert 1 not in [page.count(f"Job{job}point") for page in pages]


def test_more_than_two_pages_hold_loses_the_last_of_each_part(own: Portfolio) -> None:
    job = {"name": "Yard", "position": "Mate", "highlights": ["Scraped a hull of twenty metres"] * 6}
    jobs = [{**job, "name": f"Yard {number}"} for number in range(40)]
    resume = resume_of(dataclasses.replace(own, resume=json.dumps({**WHOLE, "work": jobs})))
    data, short = resume_pdf(resume)
    assert len(read(data).pages) == 2
    assert left_out(resume, short) > 0
    words = " ".join(words_of_pdf(data))
    assert "Yard 0" in words
    assert "Yard 39" not in words
    assert [section.heading for section in short.sections] == [section.heading for section in resume.sections]


@pytest.mark.parametrize("name", ["Łódź Ωμέγα Привет", "Nguyễn Văn Ất", "“fi ffi – €”"])
def test_latin_greek_and_cyrillic_are_in_the_fonts_that_come_with_it(name: str, own: Portfolio) -> None:
    resume = dataclasses.replace(resume_of(own), head=ResumeHead(name=name))
    assert set(name.split()) <= set(words_of_pdf(resume_pdf(resume)[0]))


def test_a_character_that_no_font_shows_is_told_and_never_a_hole(own: Portfolio) -> None:
    resume = dataclasses.replace(resume_of(own), head=ResumeHead(name="A \U0001e900 B"))  # Adlam, in few fonts
    with pytest.raises(FontError, match="no font here shows “\U0001e900”, so there would be holes"):
        resume_pdf(resume)


@pytest.mark.parametrize("hostile", ['#read("/etc/passwd")', '"); #panic("x")', "\\ $x^2$ @cite <label> // no", "] #["])
def test_what_is_written_in_it_is_no_program(hostile: str, own: Portfolio) -> None:
    resume = dataclasses.replace(resume_of(own), head=ResumeHead(name=hostile, label=hostile, about=(hostile,)))
    found = " ".join(words_of_pdf(resume_pdf(resume)[0]))
    assert found.count(" ".join(hostile.split())) >= 3


# -- less of it


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 4).flatmap(lambda most: st.lists(st.integers(0, most), min_size=1)), min_size=1),
    st.integers(0, 40),
)
def test_what_is_left_is_a_beginning_of_each_part(shape: list[list[int]], room: int) -> None:
    sections = tuple(
        ResumeSection(
            "p", f"S{at}", tuple(ResumeEntry(f"E{number}", points=("x",) * count) for number, count in enumerate(part))
        )
        for at, part in enumerate(shape)
    )
    resume = Resume(ResumeHead(), sections, "en")
    short = shortened(resume, lambda each: len(strings(each)) <= room)
    assert len(strings(short)) <= max(room, len(shape))
    for whole, less in zip(resume.sections, short.sections, strict=True):
        assert less.entries
        assert [each.title for each in less.entries] == [each.title for each in whole.entries[: len(less.entries)]]
    assert left_out(resume, short) == len(strings(resume)) - len(strings(short))
