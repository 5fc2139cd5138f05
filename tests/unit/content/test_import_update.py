"""A corrected source comes in again; what its owner changed since stays, and is listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content.importers.apply import apply_import
from content.importers.record import RECORD_FILE
from content.importers.sources import read_source
from content.loader import load_portfolio
from content.problems import ContentError
from content.scaffold.packs import write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_pack(tmp_path / "pack", blank=True)
    return tmp_path / "pack"


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    folder.mkdir()
    for name in ("tides", "mud", "silt"):
        write(folder, name, f"{name.capitalize()} is old.")
    return folder


def write(blog: Path, name: str, words: str) -> None:
    (blog / f"{name}.md").write_text(f"---\ntitle: {name}\ndate: 2024-01-01\n---\n{words}\n", encoding="utf-8")


def bring(source: Path, pack: Path, *, update: bool = True) -> tuple[list[str], dict[str, str]]:
    placed, left = apply_import(read_source(source), pack, source.name, update=update)
    return [f"{item.what} -> {item.where}" for item in placed], {item.what: item.why for item in left}


def edit(pack: Path, name: str, old: str, new: str) -> None:
    path = pack / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def bodies(pack: Path) -> dict[str, str]:
    return {essay.slug: essay.body for essay in load_portfolio(pack).essays}


def test_what_nobody_changed_is_corrected_and_what_the_owner_changed_stays(blog: Path, pack: Path) -> None:
    bring(blog, pack)
    write(blog, "tides", "Tides are new.")
    write(blog, "mud", "Mud is new.")
    edit(pack, "essays/mud.md", "Mud is old.", "Mud is mine.")
    edit(pack, "essays/silt.md", "Silt is old.", "Silt is mine.")
    placed, left = bring(blog, pack)
    assert placed == ["tides.md, corrected -> essays/tides.md"]
    assert list(left) == ["essays/mud.md"]
    assert left["essays/mud.md"].startswith("a conflict: you changed it since, and the source changed, too")
    assert bodies(pack) == {"tides": "Tides are new.", "mud": "Mud is mine.", "silt": "Silt is mine."}


def test_a_source_that_did_not_change_changes_nothing(blog: Path, pack: Path) -> None:
    bring(blog, pack)
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    assert bring(blog, pack) == ([], {})
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before


def test_a_pack_that_was_put_in_german_takes_an_import_in_german(blog: Path, pack: Path) -> None:
    edit(pack, "profile.yaml", "\nname:", "\nlanguage: de\nname:")
    bring(blog, pack, update=False)
    portfolio = load_portfolio(pack)
    assert [answer.title for answer in portfolio.hiring] == ["Verfügbarkeit", "Der nächste Schritt"]
    assert not (pack / "essays" / "first-essay.md").exists()


def test_what_is_new_comes_and_what_is_gone_is_named(blog: Path, pack: Path) -> None:
    bring(blog, pack)
    write(blog, "sand", "Sand is new.")
    (blog / "silt.md").unlink()
    placed, left = bring(blog, pack)
    assert placed == ["sand.md -> essays/sand.md"]
    assert left == {"essays/silt.md": "the source holds it no more; delete it if you do not want it either"}
    assert "silt" in bodies(pack)


def test_without_the_option_nothing_that_is_there_is_touched(blog: Path, pack: Path) -> None:
    bring(blog, pack)
    write(blog, "tides", "Tides are new.")
    placed, left = bring(blog, pack, update=False)
    assert placed == []
    assert left["essays/tides.md"] == "the pack has a file of that name, which stays as it is"


def test_a_file_that_no_import_wrote_is_never_replaced(blog: Path, pack: Path) -> None:
    (pack / "essays" / "tides.md").write_text(
        "---\ntitle: Mine\ndate: 2024-01-01\nsummary: Mine.\n---\n\nMine.\n", encoding="utf-8"
    )
    _, left = bring(blog, pack)
    assert left["essays/tides.md"] == "the pack has a file of that name, which stays as it is"
    assert bodies(pack)["tides"] == "Mine."


def resume(tmp_path: Path, **basics: Any) -> Path:
    path = tmp_path / "resume.json"
    path.write_text(json.dumps({"basics": basics}), encoding="utf-8")
    return path


def test_settings_are_corrected_by_the_same_rule(tmp_path: Path, pack: Path) -> None:
    bring(resume(tmp_path, name="Ada: one", label="Pilot", email="a@example.org"), pack)
    edit(pack, "profile.yaml", "headline: Pilot", "headline: I steer")
    edit(pack, "profile.yaml", "email: a@example.org", "email: mine@example.org")
    placed, left = bring(resume(tmp_path, name="Ada: two", label="Captain", email="a@example.org"), pack)
    profile = load_portfolio(pack).profile
    assert (profile.name, profile.headline, profile.contact.email) == ("Ada: two", "I steer", "mine@example.org")
    assert "name -> profile.yaml" in placed
    assert [what for what, why in left.items() if why.startswith("a conflict")] == ["headline: Captain"]


def test_a_record_that_somebody_changed_is_told(blog: Path, pack: Path) -> None:
    (pack / RECORD_FILE).write_text('{"sources": []}', encoding="utf-8")
    with pytest.raises(ContentError, match="the record of imports cannot be read"):
        bring(blog, pack)
