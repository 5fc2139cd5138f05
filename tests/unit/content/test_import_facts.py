"""Small inputs in the styles of other tools, under tests/import: each of their facts arrives where it can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from content.importers.apply import apply_import
from content.importers.markdown_folder import read_markdown_folder
from content.importers.resume_forms import read_resume
from content.loader import Portfolio, load_portfolio
from content.problems import ContentError
from content.scaffold.packs import write_pack
from tests.places import TESTS

INPUTS = TESTS / "import"
FORMS: dict[str, dict[str, Any]] = yaml.safe_load((INPUTS / "facts.yaml").read_text(encoding="utf-8"))


def imported(source: Path, pack: Path) -> Portfolio:
    """Import into a blank pack."""
    write_pack(pack, blank=True)
    apply_import(read_markdown_folder(source) if source.is_dir() else read_resume(source), pack)
    return load_portfolio(pack)


def shown(portfolio: Portfolio) -> str:
    """What visitors can read of it."""
    profile = portfolio.profile
    parts = [profile.name, profile.headline, profile.subheadline, *profile.contact.links.values()]
    for document in portfolio.documents:
        if document.kind != "stage":
            day = f"{document.day:%d %B %Y}" if document.day else ""
            parts += [document.title, document.summary, day, *document.tags, document.body]
    return "\n".join(parts)


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_arrives(tmp_path: Path, form: str) -> None:
    text = shown(imported(INPUTS / FORMS[form]["source"], tmp_path / "pack"))
    assert [fact for fact in FORMS[form]["facts"] if str(fact) not in text] == []
    assert [word for word in FORMS[form].get("gone", ()) if word in text] == []


def test_what_owners_read_of_this_is_true() -> None:
    page = (TESTS.parent / "docs" / "owner.md").read_text(encoding="utf-8")
    for form, given in FORMS.items():
        count = len(given["facts"])
        assert f"| {form} | {count} of {count} |" in page, form


def test_a_file_that_is_no_resume_says_what_could_be_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("services: []\n", encoding="utf-8")
    with pytest.raises(ContentError, match="holds no résumé; expected a JSON Résumé, or one of RenderCV"):
        read_resume(path)


def test_what_no_field_takes_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("cv:\n  name: A\n  sections:\n    experience:\n      - {company: B, shoe: 44}\n", encoding="utf-8")
    assert [item.what for item in read_resume(path).left] == ["cv.sections.experience[0].shoe"]
