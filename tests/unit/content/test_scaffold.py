"""A new pack: it loads, it teaches, editors know its schema, and nothing of the owner's is ever overwritten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from content import files
from content.loader import DEFAULT_PACK, load_portfolio
from content.scaffold.packs import BLANK_IN, blank_in, blank_pack, default_pack, translate_blank, write_pack
from content.schemas.generate import BESIDE, shipped_schemas


@pytest.mark.parametrize("blank", [True, False])
def test_a_new_pack_loads(tmp_path: Path, blank: bool) -> None:
    write_pack(tmp_path / "site", blank=blank)
    portfolio = load_portfolio(tmp_path / "site")
    assert portfolio.documents
    assert bool(portfolio.case_studies) is not blank


@pytest.mark.parametrize("pack", [blank_pack, default_pack])
def test_every_file_names_its_schema_on_top_and_the_schema_is_there(pack: object) -> None:
    found = pack()  # type: ignore[operator]
    for name, text in found.items():
        if name.endswith((".yaml", ".md")) and name != "README.md":
            line = text.removeprefix("---\n").partition("\n")[0]
            assert line.startswith("# yaml-language-server: $schema="), name
            schema = line.partition("$schema=")[2].removeprefix("../")
            assert schema in found, f"{name} names {schema}"


@pytest.mark.parametrize("pack", [blank_pack, default_pack])
def test_every_kind_of_file_has_a_comment_that_teaches(pack: object) -> None:
    for name, text in pack().items():  # type: ignore[operator]
        if name.endswith(".yaml") and name != "pipeline.yaml":
            assert text.splitlines()[1].startswith("# "), name
        if name.startswith(("case-studies/", "essays/", "projects/")):
            assert text.splitlines()[2].startswith("# "), name


def test_the_default_pack_is_copied_word_for_word_below_its_comments() -> None:
    for name, text in default_pack().items():
        if not name.startswith(".") and name != "README.md":
            original = (DEFAULT_PACK / name).read_text(encoding="utf-8").removeprefix("---\n")
            assert text.endswith(original), name


def test_the_blank_pack_speaks_nobodys_words_but_the_programs(tmp_path: Path) -> None:
    write_pack(tmp_path / "site", blank=True)
    portfolio = load_portfolio(tmp_path / "site")
    assert {document.kind for document in portfolio.documents} == {"stage", "hiring"}
    assert [answer.slug for answer in portfolio.hiring] == ["availability", "next-step"]
    assert not re.search(r"\d", " ".join(section.text for item in portfolio.documents for section in item.sections))


@pytest.mark.parametrize("file", sorted(BLANK_IN.iterdir()), ids=lambda file: file.stem)
def test_every_line_that_is_translated_stands_in_the_blank_pack(file: Path) -> None:
    blank = blank_pack()
    for name, lines in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        assert [line for line in lines if line not in blank[name].split("\n")] == [], name
        assert [line for line in lines.values() if len(line) > 150 and name.endswith(".md")] == [], name


def test_a_blank_pack_in_german_answers_in_german_and_asks_its_owner_what_it_asked(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_pack(site, blank=True)
    profile = site / "profile.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("\nname:", "\nlanguage: de-AT\nname:"), encoding="utf-8"
    )
    step = site / "hiring" / "next-step.md"
    step.write_text(
        step.read_text(encoding="utf-8").replace("  - How can I hire you?", "  - Buchen?"), encoding="utf-8"
    )
    translate_blank(site, "de-AT")
    portfolio = load_portfolio(site)
    answers = {answer.slug: answer for answer in portfolio.hiring}
    assert [answers[slug].title for slug in ("availability", "next-step")] == ["Verfügbarkeit", "Der nächste Schritt"]
    assert answers["next-step"].asks == ("Wie erreiche ich Sie?", "Buchen?", "Was ist der nächste Schritt?")
    assert "Wann ich Zeit habe" in answers["availability"].unset
    assert portfolio.profile.contact.title == "Schreiben Sie mir"
    assert not re.search(r"\b(?:the|you|your|my)\b", answers["next-step"].body)


def test_a_language_without_a_blank_pack_of_its_own_leaves_every_line_as_it_is() -> None:
    assert all(blank_in("fr", name, text) == text for name, text in blank_pack().items())


@pytest.mark.parametrize("taken", ["a file", "a hidden file", "a file of that name"])
def test_a_folder_that_holds_anything_is_refused_and_left_as_it_is(tmp_path: Path, taken: str) -> None:
    folder = tmp_path / "site"
    path = {"a file": folder / "notes.txt", "a hidden file": folder / ".keep", "a file of that name": folder}[taken]
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError):
        write_pack(folder, blank=True)
    assert path.read_text(encoding="utf-8") == "mine"
    assert sorted(tmp_path.rglob("*")) == sorted({folder, path})


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    before = folder.stat().st_ino
    write_pack(folder, blank=True)
    assert folder.stat().st_ino == before
    assert {path.name for path in folder.iterdir() if path.name.startswith(".")} == {BESIDE}


@pytest.mark.parametrize("there", [True, False])
def test_a_write_that_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    folder = tmp_path / "site"
    if there:
        folder.mkdir()
    written = 0

    def failing(path: Path, text: str) -> None:
        nonlocal written
        written += 1
        if written == 5:
            raise OSError(28, "No space left on device", str(path))
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(files, "_write", failing)
    with pytest.raises(OSError, match="No space left"):
        write_pack(folder, blank=True)
    assert folder.exists() is there
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "profile.yaml"
    files.write_file(path, "one\n")
    files.write_file(path, "two\n")
    assert path.read_text(encoding="utf-8") == "two\n"

    def failing(path: Path, text: str) -> None:
        path.write_text(text[:1], encoding="utf-8")
        raise OSError("the disk is gone")

    monkeypatch.setattr(files, "_write", failing)
    with pytest.raises(OSError, match="gone"):
        files.write_file(path, "three\n")
    assert path.read_text(encoding="utf-8") == "two\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_shipped_schemas_are_written_beside_the_pack(tmp_path: Path) -> None:
    write_pack(tmp_path / "site", blank=True)
    assert {path.name for path in (tmp_path / "site" / BESIDE).iterdir()} == set(shipped_schemas())
