"""What a template says is part of no portfolio, and a pack need hold no more than its owner has written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from cli.main import run
from content.exporters.html.site import site_of
from content.exporters.json_resume import json_resume_of
from content.exporters.markdown import markdown_of
from content.exporters.resume.document import resume_of
from content.exporters.resume.text import resume_on_a_page
from content.loader import Portfolio, load_portfolio
from content.problems import ContentError
from content.scaffold.packs import write_pack
from engine.retrieve.passages import passages_of
from engine.tokenize.conversation import reply_to
from tests.places import SMALL
from tui.drawing.diagram.formats import Format, write

BRACKETED = re.compile(r"\[[A-Z][^\]]{5,}\](?!\()|replace-me")
"""What a template's words look like."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A blank pack."""
    write_pack(tmp_path / "site", blank=True)
    return tmp_path / "site"


def everything(portfolio: Portfolio) -> str:
    """Whatever a portfolio says: exports, passages, and what the assistant says by itself."""
    files = site_of(portfolio, lambda topology: write(topology, Format.SVG)) | markdown_of(portfolio)
    passages = (f"{passage.document} {passage.section} {passage.text}" for passage in passages_of(portfolio))
    asked = ("hello", "who are you", "what can I ask?", "show me the work")
    said = [" ".join(reply.sentences) for text in asked if (reply := reply_to(text, portfolio, "none"))]
    return "\n".join(
        [*files.values(), json_resume_of(portfolio), resume_on_a_page(resume_of(portfolio)), *passages, *said]
    )


def test_nothing_of_a_template_is_shown_quoted_or_searched(site: Path) -> None:
    text = everything(load_portfolio(site))
    assert not BRACKETED.findall(re.sub(r"\[[^\]]*\]\([^)]*\)", "", text))


def test_the_files_that_are_still_to_write_are_known_and_a_warning_each(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unwritten = load_portfolio(site).unwritten
    assert {"profile.yaml", "services.yaml", "essays/first-essay.md", "hiring/process.md"} <= set(unwritten)
    assert run(["check", str(site), "--no-ask"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert all(f"{site / name}:" in out for name in unwritten)
    assert out.count("still to write") == len(unwritten)
    assert run(["check", str(site), "--no-ask", "--strict"]) == ExitCode.BAD_CONTENT


def test_a_half_written_document_shows_what_is_written(site: Path) -> None:
    path = site / "essays" / "first-essay.md"
    text = path.read_text(encoding="utf-8").replace("[A claim, or the question it answers]", "Mud")
    path.write_text(
        text.replace("[Say it in the first sentence. Then say for whom it is true.]", "Mud moves."), "utf-8"
    )
    (essay,) = load_portfolio(site).essays
    assert (essay.title, essay.body, essay.summary, essay.tags) == ("Mud", "## The claim\n\nMud moves.", "", ())
    assert essay.links == ()


def test_a_link_in_a_text_to_a_template_is_a_problem(site: Path) -> None:
    path = site / "hiring" / "next-step.md"
    path.write_text(path.read_text("utf-8") + "\nSee [the essay](essays/first-essay).\n", "utf-8")
    with pytest.raises(ContentError, match="leads to a template that nobody has filled"):
        load_portfolio(site)


def test_brackets_that_are_a_link_or_code_are_no_template(tiny_pack: Path) -> None:
    text = "---\ntitle: T\ndate: 2024-01-01\nsummary: S.\n---\n[Read on][1]\n\n    [code]\n\n`[a]`\n\n[1]: https://a.example\n"
    (tiny_pack / "essays" / "a.md").write_text(text, "utf-8")
    portfolio = load_portfolio(tiny_pack)
    assert portfolio.unwritten == ()
    assert "[Read on][1]" in next(essay for essay in portfolio.essays if essay.slug == "a").body


def test_a_profile_and_three_essays_are_a_whole_pack() -> None:
    portfolio = load_portfolio(SMALL)
    shown = [name for name in ("home", "services", "topology", "work", "essays", "contact") if portfolio.has(name)]
    assert shown == ["home", "essays", "contact"]
    site = site_of(portfolio, lambda topology: write(topology, Format.SVG))
    assert sorted(name for name in site if "/" not in name) == [
        "contact.html",
        "essays.html",
        "feed.xml",
        "index.html",
        *("resume.html", "resume.json", "resume.md", "resume.txt"),
        "style.css",
    ]
    pages = "".join(site.values())
    assert not re.search(r'href="(?:\.\./)*(?:services|work|topology|pipeline)\.html', pages)
    assert "<h2></h2>" not in pages
    assert "<h1>Nobody in Particular</h1>" in site["index.html"]
    assert {passage.link.partition("#")[0].partition("/")[0] for passage in passages_of(portfolio)} == {
        "home",
        "essays",
    }
    assert "On mud, part one" in resume_on_a_page(resume_of(portfolio))
    assert "case studies" not in everything(portfolio)


@pytest.mark.parametrize("command", ["services", "work"])
def test_a_command_says_that_there_is_nothing(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--content", str(SMALL)]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("this portfolio has no ")


@pytest.mark.parametrize("arguments", [["topology"], ["open", "services"], ["open", "topology"]])
def test_a_room_that_is_not_there_is_not_found(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments, "--content", str(SMALL)]) == ExitCode.NOT_FOUND
    assert capsys.readouterr().err


def test_the_small_pack_checks_and_a_file_that_appears_is_read(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(SMALL, tmp_path / "pack"))
    assert run(["check", str(pack), "--no-ask"]) == ExitCode.DONE
