"""A résumé answers in the words of its pack's language."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from content.exporters.json_resume import json_resume_of
from content.exporters.resume.document import resume_of
from content.exporters.resume.markdown import resume_markdown
from content.exporters.resume.text import resume_lines
from content.importers.json_resume import import_of
from content.importers.parts import part_of_heading
from content.loader import load_portfolio
from content.resume import wording
from content.resume.answers import resume_answers, unanswered_by
from content.resume.wording import wording_of
from content.resume.years import asked_by_year
from tests.places import PACKS

RESUME = json.dumps(
    {
        "work": [
            {
                "name": "Netzwerk",
                "position": "Planer",
                "startDate": "2016-09",
                "endDate": "2020-03",
                "keywords": ["BGP"],
            },
            {"position": "Leiter", "startDate": "2020-04", "highlights": ["Weniger Ausfälle"]},
        ],
        "education": [{"institution": "Hochschule Fulda", "area": "Informatik", "studyType": "BSc", "endDate": "2012"}],
        "languages": [{"language": "Deutsch", "fluency": "Muttersprache"}, {"language": "Englisch"}],
        "projects": [{"name": "Wachhund", "startDate": "2018", "roles": ["Autor"]}],
    }
)
MOST_BESIDE = 15
"""Letters of a heading that has room in the margin of the PDF."""
CODES = sorted(path.stem for path in wording._WORDINGS.glob("*.yaml"))


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_a_word_for_everything(code: str) -> None:
    own, english = wording_of(code), wording_of("en")
    assert own.answers.keys() == english.answers.keys()
    assert own.headings.keys() == english.headings.keys()
    assert max(map(len, own.headings.values())) <= MOST_BESIDE
    assert own.by_year.keys() == english.by_year.keys()
    assert own.sentences.keys() == english.sentences.keys()
    for name, sentence in own.sentences.items():
        fields = set(re.findall(r"\{(\w+)\}", sentence))
        assert fields == set(re.findall(r"\{(\w+)\}", english.sentences[name])), name


def test_a_part_of_which_a_field_is_empty_stays_away() -> None:
    words = wording_of("en")
    assert words.says("certificate", name="CKA", issuer="", date="2022") == "I hold the certificate CKA (2022)"
    assert (
        words.says("certificate", name="[x] {y}", issuer="CNCF", date="") == "I hold the certificate [x] {y} from CNCF"
    )


def test_a_german_pack_answers_in_german() -> None:
    bodies = {answer.slug: answer.body for answer in resume_answers(RESUME, "de-AT")}
    assert "Ich arbeitete von 2016-09 bis 2020-03 als Planer bei Netzwerk." in bodies["experience"]
    assert "## Planer bei Netzwerk" in bodies["experience"]
    assert "Bei Netzwerk arbeitete ich mit BGP." in bodies["experience"]
    assert "Ich arbeite seit 2020-04 als Leiter." in bodies["experience"]
    assert "- Leiter, seit 2020-04: Weniger Ausfälle." in bodies["experience"]
    education = "Ich studierte bis 2012 Informatik (Hochschule Fulda), mit dem Abschluss BSc."
    assert bodies["education"] == education
    assert bodies["languages"] == "Ich spreche Deutsch (Muttersprache) und Englisch."
    assert "Ich arbeitete seit 2018 an Wachhund." in import_of(RESUME, "de").files["projects/wachhund.md"]


def test_it_is_asked_by_year_in_german() -> None:
    asked = asked_by_year(RESUME, resume_answers(RESUME, "de"), "de")
    assert "Wo haben Sie 2016, 2017, 2018, 2019 und 2020 gearbeitet?" in asked["contact/experience#planer-bei-netzwerk"]


def test_a_language_without_words_of_its_own_answers_in_english() -> None:
    assert wording_of("ja") == wording_of("en")
    assert resume_answers(RESUME, "ja") == resume_answers(RESUME)


def test_what_a_resume_does_not_hold_is_known() -> None:
    given = tuple(answer.slug for answer in resume_answers(RESUME))
    assert given == ("experience", "education", "languages")
    lacks = set(unanswered_by(RESUME, given, ()))
    assert {"certificates", "publications", "references", "stack", "volunteer", "interests"} <= lacks
    assert not lacks & set(given)
    own = unanswered_by(RESUME, given, {"certificates", "background"})
    assert not {"certificates", "interests"} & set(own)
    assert unanswered_by("", (), ()) == ()


def test_a_resume_is_headed_in_its_packs_language() -> None:
    portfolio = load_portfolio(PACKS / "uebersetzer")
    composed = [section.heading for section in resume_of(portfolio).sections]
    assert composed == ["Fallstudien", "Projekte", "Themen", "Leistungen", "Texte"]
    told = resume_of(replace(portfolio, resume=RESUME, profile=replace(portfolio.profile, name="")))
    assert [section.heading for section in told.sections][:2] == ["Berufserfahrung", "Projekte"]
    assert told.sections[0].entries[1].when == "seit 2020-04"
    assert told.title == "Lebenslauf"
    assert "## Berufserfahrung" in resume_markdown(told)
    assert "BERUFSERFAHRUNG" in resume_lines(told)
    assert json.loads(json_resume_of(portfolio))["skills"][0]["name"] == "Themen"


@pytest.mark.parametrize("code", CODES)
def test_a_heading_of_a_resume_that_was_written_is_read_again(code: str) -> None:
    headings = wording_of(code).headings
    ours = {"studies", "topics", "services", "writing"}
    assert {part: part_of_heading(heading) for part, heading in headings.items() if part not in ours} == {
        part: part for part in headings if part not in ours
    }
