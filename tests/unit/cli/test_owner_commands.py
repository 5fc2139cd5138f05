"""The owner's commands: what they print, what they refuse, and how they end."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio
from models.errors import PullError

BLANK = ["init", "--blank"]


def test_init_prints_the_folder_and_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    assert run([*BLANK, str(site)]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert out == f"{site}\n"
    assert f"portfolio check {site}" in err
    assert load_portfolio(site).unwritten


def test_init_without_blank_copies_the_default_pack(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "site")]) == ExitCode.DONE
    assert run(["check", str(tmp_path / "site"), "--no-ask", "--strict"]) == ExitCode.DONE


def test_init_refuses_a_folder_that_is_not_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run([*BLANK, str(tmp_path)]) == ExitCode.USAGE
    assert "the folder is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_schemas_are_only_written_beside_a_pack(tmp_path: Path) -> None:
    assert run(["init", "--schemas", str(tmp_path)]) == ExitCode.USAGE
    assert not list(tmp_path.iterdir())


def test_import_makes_a_pack_where_there_is_none_and_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resume = tmp_path / "resume.json"
    resume.write_text('{"basics": {"name": "Nobody", "phone": "1"}}', encoding="utf-8")
    site = tmp_path / "site"
    assert run(["import", str(resume), str(site)]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "placed  the résumé, as it is -> resume.json",
        "placed  name -> profile.yaml",
        "left    basics.phone: kept in resume.json and shown nowhere: everybody could read the number",
    ]
    assert "made a blank pack" in err
    assert load_portfolio(site).profile.name == "Nobody"


def test_import_says_each_reason_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blog = tmp_path / "blog"
    blog.mkdir()
    images = "![one](a.png) ![two](b.png)"
    (blog / "a.md").write_text(f"---\ntitle: A\ndate: 2024-01-01\n---\nWords.\n{images}\n", encoding="utf-8")
    assert run(["import", str(blog), str(tmp_path / "site")]) == ExitCode.DONE
    assert capsys.readouterr().out.splitlines()[1:] == [
        "left    a.md:6: image: a.png; a.md:6: image: b.png: a terminal shows no images; their alternative text stays"
    ]


def test_import_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blog = tmp_path / "blog"
    blog.mkdir()
    (blog / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\n---\nWords.\n", encoding="utf-8")
    assert run(["import", str(blog), str(tmp_path / "site"), "--json"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out) == {"placed": [{"what": "a.md", "where": "essays/a.md"}], "left": []}


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, ExitCode.NOT_FOUND), ("{", ExitCode.BAD_CONTENT), ('{"basics": {"phone": "1"}}', ExitCode.BAD_CONTENT)],
)
def test_an_import_that_brings_nothing_is_no_success(tmp_path: Path, text: str | None, code: ExitCode) -> None:
    source = tmp_path / "resume.json"
    if text is not None:
        source.write_text(text, encoding="utf-8")
    assert run(["import", str(source), str(tmp_path / "site")]) == code
    assert not (tmp_path / "site").exists()


def test_a_dry_run_says_the_same_and_writes_nothing(
    tmp_path: Path, tiny_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    resume = tmp_path / "resume.json"
    resume.write_text('{"basics": {"name": "Nobody"}, "projects": [{"name": "P"}]}', encoding="utf-8")
    for pack in (tmp_path / "site", tiny_pack):
        before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
        assert run(["import", str(resume), str(pack), "--dry-run"]) == ExitCode.DONE
        planned = capsys.readouterr()
        assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
        assert "would be placed" in planned.err
        assert run(["import", str(resume), str(pack)]) == ExitCode.DONE
        assert capsys.readouterr().out == planned.out


def test_a_dry_run_shows_the_plan_of_an_update(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack, post = tmp_path / "pack", tmp_path / "blog" / "tides.md"
    post.parent.mkdir()
    post.write_text("---\ntitle: Tides\ndate: 2024-01-01\n---\nOld.\n", encoding="utf-8")
    assert run(["import", str(post.parent), str(pack)]) == ExitCode.DONE
    post.write_text(post.read_text(encoding="utf-8").replace("Old.", "New."), encoding="utf-8")
    capsys.readouterr()
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    assert run(["import", str(post.parent), str(pack), "--update", "--dry-run"]) == ExitCode.DONE
    plan = capsys.readouterr().out
    assert plan == "placed  tides.md, corrected -> essays/tides.md\n"
    assert {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()} == before
    assert run(["import", str(post.parent), str(pack), "--update"]) == ExitCode.DONE
    assert capsys.readouterr().out == plan
    assert run(["import", str(post.parent), str(pack), "--update"]) == ExitCode.DONE
    assert capsys.readouterr().out == ""


def test_import_does_not_touch_a_pack_with_faults(tmp_path: Path, tiny_pack: Path) -> None:
    (tiny_pack / "profile.yaml").write_text("headline: [\n", encoding="utf-8")
    resume = tmp_path / "resume.json"
    resume.write_text('{"basics": {"name": "Nobody"}, "projects": [{"name": "P"}]}', encoding="utf-8")
    before = {path: path.read_bytes() for path in tiny_pack.rglob("*") if path.is_file()}
    assert run(["import", str(resume), str(tiny_pack)]) == ExitCode.BAD_CONTENT
    assert {path: path.read_bytes() for path in tiny_pack.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_folder_export_needs_a_folder_and_replaces_only_what_it_is_told_to(
    tmp_path: Path, tiny_pack: Path, form: str
) -> None:
    out = tmp_path / "out"
    export = ["export", form, "--content", str(tiny_pack)]
    assert run(export) == ExitCode.USAGE
    assert run([*export, str(out)]) == ExitCode.DONE
    (out / "CNAME").write_text("mine", encoding="utf-8")
    assert run([*export, str(out)]) == ExitCode.USAGE
    assert run([*export, str(out), "--replace"]) == ExitCode.DONE
    assert (out / "CNAME").read_text(encoding="utf-8") == "mine"


def test_the_html_export_draws_the_topology_and_says_its_language(tmp_path: Path, tiny_pack: Path) -> None:
    out = tmp_path / "out"
    assert run(["export", "html", str(out), "--language", "nl", "--content", str(tiny_pack)]) == ExitCode.DONE
    assert '<html lang="nl">' in (out / "index.html").read_text(encoding="utf-8")
    page = (out / "topology.html").read_text(encoding="utf-8")
    assert '<a href="topology.svg">' in page
    drawing = ET.parse(out / "topology.svg")
    links = [link.attrib["href"] for link in drawing.iter("{http://www.w3.org/2000/svg}a")]
    assert links == [f"topology.html#{box.slug}" for box in load_portfolio(tiny_pack).topology.boxes]
    assert all(f'id="{link.partition("#")[2]}"' in page for link in links)


@pytest.mark.parametrize("form", ["resume", "json-resume"])
def test_a_file_export_prints_or_writes(
    tmp_path: Path, tiny_pack: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    export = ["export", form, "--content", str(tiny_pack)]
    assert run(export) == ExitCode.DONE
    printed = capsys.readouterr().out
    assert "Scaling an Order Pipeline" in printed
    assert run([*export[:2], str(tmp_path / "out"), *export[2:]]) == ExitCode.DONE
    assert (tmp_path / "out").read_text(encoding="utf-8") == printed
    assert run([*export[:2], str(tmp_path / "out"), *export[2:]]) == ExitCode.USAGE


def sources_of(tmp_path: Path) -> list[str]:
    resume, blog = tmp_path / "resume.json", tmp_path / "blog"
    blog.mkdir()
    resume.write_text('{"basics": {"name": "Ada", "summary": "I steer."}, "projects": [{"name": "P"}]}', "utf-8")
    (blog / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\n---\nWords.\n", encoding="utf-8")
    return ["--from", str(resume), "--blog", str(blog)]


def test_init_begins_with_what_somebody_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    assert run(["init", str(site), *sources_of(tmp_path)]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert "placed  a.md -> essays/a.md" in out.splitlines()
    assert out.splitlines()[-1] == str(site)
    assert "portfolio check" in err
    portfolio = load_portfolio(site)
    assert portfolio.profile.name == "Ada"
    assert [essay.title for essay in portfolio.essays] == ["A"]
    assert [project.title for project in portfolio.projects] == ["P"]
    assert portfolio.profile.headline == ""


def answering(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> list[str]:
    """Answer what a terminal is asked, as typer's prompt would; return what was asked."""
    asked: list[str] = []

    def prompt(question: str, *, default: str, value_proc: Callable[[str], str], **_: object) -> str:
        asked.append(question)
        return value_proc(next((answer for key, answer in said.items() if key in question), default))

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    return asked


def test_on_a_terminal_init_asks_for_what_no_source_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, {"name": "nobody", "write to you": "ada@example.org"})
    site = tmp_path / "site"
    assert run(["init", str(site), *sources_of(tmp_path)]) == ExitCode.DONE
    assert [question.split()[0] for question in asked] == ["What", "Where", "The"]
    profile = load_portfolio(site).profile
    assert (profile.name, profile.contact.email, profile.language) == ("Ada", "ada@example.org", "en")


@pytest.mark.parametrize(("options", "questions"), [([], 2), (["--blank"], 4)])
def test_a_new_pack_asks_no_more_than_it_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], questions: int
) -> None:
    asked = answering(monkeypatch, {"name": " Nobody\x1b ", "language": "pt-BR"})
    assert run(["init", str(tmp_path / "site"), *options]) == ExitCode.DONE
    assert len(asked) == questions
    profile = load_portfolio(tmp_path / "site").profile
    assert profile.name == "Nobody"
    assert profile.language == ("pt-BR" if options else "en")


@pytest.mark.parametrize("wrong", [{"write to you": "at home"}, {"language": "xx"}])
def test_an_answer_that_is_none_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], wrong: dict[str, str]
) -> None:
    answering(monkeypatch, wrong)
    assert run(["init", "--blank", str(tmp_path / "site")]) == ExitCode.USAGE  # which the real prompt catches
    assert "expected one such as" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_in_a_pipe_nothing_is_asked_and_the_language_is_told_by_the_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.prompt", None)
    post = "---\ntitle: Ein Steg\ndate: 2024-01-01\n---\nWir haben den Steg in der Bucht von Hand gebaut.\n"
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "a.md").write_text(post, encoding="utf-8")
    assert run(["init", str(tmp_path / "site"), "--blog", str(tmp_path / "blog")]) == ExitCode.DONE
    assert "language: de; `language:` in profile.yaml says another" in capsys.readouterr().err
    portfolio = load_portfolio(tmp_path / "site")
    assert portfolio.profile.language == "de"
    assert [answer.title for answer in portfolio.hiring] == ["Verfügbarkeit", "Der nächste Schritt"]


def test_on_a_terminal_what_was_made_of_sources_is_checked_indexed_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, {})
    done: list[str] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("cli.index.index", lambda content: done.append(f"index {content.name}"))
    monkeypatch.setattr("cli.screens.open_at", lambda link, content: done.append(f"open {link} {content.name}"))
    assert run(["init", str(tmp_path / "site"), *sources_of(tmp_path)]) == ExitCode.DONE
    assert done == ["index site", "open home site"]
    out, err = capsys.readouterr()
    assert out.index("placed  a.md") < out.index(f"{tmp_path / 'site'}\n")
    assert f"{tmp_path / 'site'}: " in err

    def offline(content: Path) -> None:
        raise PullError("all-minilm-l6-v2 cannot be had")

    monkeypatch.setattr("cli.index.index", offline)
    assert run(["init", str(tmp_path / "other"), "--from", str(tmp_path / "resume.json")]) == ExitCode.DONE
    assert done[2:] == ["open home other"]
    assert "no index yet: all-minilm-l6-v2 cannot be had" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "code"), [(None, ExitCode.NOT_FOUND), ("{}", ExitCode.BAD_CONTENT)])
def test_init_leaves_nothing_behind_where_a_source_brings_nothing(
    tmp_path: Path, text: str | None, code: ExitCode
) -> None:
    if text is not None:
        (tmp_path / "resume.json").write_text(text, encoding="utf-8")
    assert run(["init", str(tmp_path / "site"), "--from", str(tmp_path / "resume.json")]) == code
    assert not (tmp_path / "site").exists()


def test_init_from_a_source_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), *sources_of(tmp_path)]) == ExitCode.USAGE


def test_the_folders_that_are_written_to_have_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path / "data"))
    assert run(["cache", "path"]) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{tmp_path}  can be made again: models, indexes, kept answers"
    assert lines[1] == f"{tmp_path / 'data'}  cannot be made again: inbox, host key, log of visits; not there"
    assert len(lines) == 3
