"""`portfolio new`: a document that loads, shows nobody a template's words, and takes nothing's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio
from content.scaffold.packs import write_pack

PLACES = {"essay": "essays", "project": "projects", "case-study": "case-studies"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A pack of one profile, where nothing can be linked to."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "profile.yaml").write_text("name: Nobody\n", encoding="utf-8")
    return site


def new(site: Path, kind: str, title: str) -> int:
    """Run the command."""
    return run(["new", kind, title, "--content", str(site)])


@pytest.mark.parametrize(("kind", "folder"), PLACES.items())
@pytest.mark.parametrize(
    "title", ["Why: not?", '"Quoted" & [bracketed', "为什么要缓存", "* a list # no comment", "yes"]
)
def test_what_is_begun_loads_and_is_shown_to_nobody(
    site: Path, kind: str, folder: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(site, kind, title) == ExitCode.DONE
    path = Path(capsys.readouterr().out.strip())
    assert path.parent == site / folder
    portfolio = load_portfolio(site)
    assert (portfolio.documents, portfolio.unwritten) == ((), (f"{folder}/{path.name}",))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rpartition("[")[0] + "Now it says something.\n", encoding="utf-8")
    (document,) = load_portfolio(site).documents
    assert (document.title, document.slug) == (title, path.stem)
    assert "Now it says something." in document.body
    assert "[" not in document.body + document.summary + "".join(document.tags)


def test_the_default_pack_and_what_is_none_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "essay", "A"]) == ExitCode.USAGE
    assert "name your pack: --content DIR" in capsys.readouterr().err
    assert new(tmp_path, "essay", "A") == ExitCode.NOT_FOUND
    assert "holds no pack (no profile.yaml)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced_whichever_kind_has_the_link(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(site, "project", "A Mill") == ExitCode.DONE
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert new(site, "project", "A mill!") == ExitCode.USAGE
    assert new(site, "case-study", "A Mill") == ExitCode.USAGE
    assert "a-mill.md is there already; choose another title" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert new(site, "essay", "A Mill") == ExitCode.DONE


@pytest.mark.parametrize("title", ["", "  ", "long " * 50])
def test_a_title_is_a_line(site: Path, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(site, "essay", title) == ExitCode.USAGE
    assert "a title has 1 to 200 characters" in capsys.readouterr().err


def test_check_says_that_it_is_still_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path / "pack", blank=True)
    assert new(tmp_path / "pack", "essay", "A Mill") == ExitCode.DONE
    assert run(["check", str(tmp_path / "pack"), "--no-ask"]) == ExitCode.DONE
    assert "essays/a-mill.md:6: warning: still to write" in capsys.readouterr().out
