"""What imported packs answer is what docs/owner.md says that they do, word for word, and as it was judged there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio
from engine.assistant import Assistant
from engine.events import Answer
from engine.settings import load_settings
from tests.places import ROOT, TESTS

pytestmark = pytest.mark.beside

REFUSED = "refused"


def told() -> Iterator[tuple[str, str, str, str]]:
    """The rows of the page's table: input, question, answer, judgement."""
    lines = (ROOT / "docs" / "owner.md").read_text(encoding="utf-8").partition("| input | question |")[2].splitlines()
    for line in lines[2:]:
        if not line.startswith("|"):
            return
        source, question, answer, judged = (cell.strip() for cell in line.strip("|").split("|"))
        yield source, question, answer, judged


ROWS = list(told())
INPUTS = sorted({source for source, *_ in ROWS})


def test_three_packs_are_asked_ten_questions_each_and_most_are_answered_right() -> None:
    assert [sum(source == row[0] for row in ROWS) for source in INPUTS] == [10, 10, 10]
    right = sum(judged.startswith("right") for *_, judged in ROWS)
    assert f"{right} of the 30 answers are right" in (ROOT / "docs" / "owner.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("source", INPUTS)
def test_an_imported_pack_answers_as_the_page_says(source: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    assert run(["import", str(TESTS / "import" / source), str(pack)]) == ExitCode.DONE
    assistant = Assistant.open(load_portfolio(pack), load_settings(content=pack, model="none"))
    try:
        found = {row[1]: said(assistant, row[1]) for row in ROWS if row[0] == source}
    finally:
        assistant.close()
    assert found == {question: answer for row_source, question, answer, _ in ROWS if row_source == source}


FIELDS = {
    "languages": "Which languages do you speak?",
    "certificates": "What certificates do you have?",
    "education": "Where did you study?",
    "publications": "Do you have publications?",
    "references": "Do you have references?",
    "awards": "Did you win an award?",
    "work": "Where do you work now?",
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_a_resume_lacks_is_not_answered_from_another(field: str, tmp_path: Path) -> None:
    resume = json.loads((TESTS / "import" / "json-resume-1.json").read_text(encoding="utf-8"))
    del resume[field]
    resume["skills"].append({"name": "Languages", "keywords": ["Ada", "Rust"]})
    for name in ("volunteer", "projects"):
        del resume[name]
    (tmp_path / "resume.json").write_text(json.dumps(resume), encoding="utf-8")
    assert run(["import", str(tmp_path / "resume.json"), str(tmp_path / "pack")]) == ExitCode.DONE
    pack = tmp_path / "pack"
    assistant = Assistant.open(load_portfolio(pack), load_settings(content=pack, model="none"))
    try:
        assert said(assistant, FIELDS[field]) == REFUSED
    finally:
        assistant.close()


def said(assistant: Assistant, question: str) -> str:
    [answer] = [event for event in assistant.ask(question) if isinstance(event, Answer)]
    return REFUSED if answer.kind == "not-in-portfolio" else " ".join(answer.text.split())
