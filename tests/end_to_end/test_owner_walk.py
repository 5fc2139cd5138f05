"""The walk of docs/owner.md, as it stands there: from an empty folder to answers from the owner's own words."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from content.blocks import plain_text
from content.loader import load_portfolio
from content.markdown import parser
from tests.places import ROOT

PAGE = ROOT / "docs" / "owner.md"
MINUTES = 15
PORTFOLIO = "from cli.main import main; main()"


@dataclass(frozen=True)
class Walk:
    """What the walk left behind: its folder, and what each command printed."""

    folder: Path
    environment: dict[str, str]
    said: dict[str, str]

    def run(self, command: str) -> str:
        words = shlex.split(command)
        if words[0] == "portfolio":
            words[:1] = [sys.executable, "-c", PORTFOLIO]
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=MINUTES * 60,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Do what the page says, block by block: write the files it shows, run the commands marked as part of the walk."""
    folder = tmp_path_factory.mktemp("owner")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
    environment |= {"PORTFOLIO_DATA_DIR": str(folder / "data"), "NO_COLOR": "1"}
    if cache := os.environ.get("PORTFOLIO_CACHE_DIR"):
        environment["PORTFOLIO_CACHE_DIR"] = cache
    taken = Walk(folder, environment, {})
    for token in parser().parse(PAGE.read_text(encoding="utf-8")):
        where = token.info.partition(" ")[2] if token.type == "fence" else ""
        if where == "walk":
            for command in token.content.strip().splitlines():
                taken.said[command] = taken.run(command)
        elif where:
            assert (folder / where).parent.is_dir(), f"the page writes {where} before its folder is there"
            (folder / where).write_text(token.content, encoding="utf-8")
    return taken


def answers(walk: Walk) -> dict[str, str]:
    return {
        shlex.split(command)[-1]: said for command, said in walk.said.items() if command.startswith("portfolio ask")
    }


def test_the_page_is_a_whole_walk(walk: Walk) -> None:
    kinds = {shlex.split(command)[1] for command in walk.said if command.startswith("portfolio ")}
    assert kinds == {"init", "new", "check", "ask", "eval", "export", "resume", "inbox", "insights"}
    assert len(load_portfolio(walk.folder / "my-site").case_studies) == 3


def test_answers_are_the_owners_own_sentences_with_their_source(walk: Walk) -> None:
    said = answers(walk)
    portfolio = load_portfolio(walk.folder / "my-site")
    sections = [section for document in portfolio.documents for section in document.sections]
    own = " ".join(
        f"{section.title}: {plain_text(section.text)}" for section in sections
    )  # a quote may bring its heading
    own = " ".join(own.split())
    for question, source, fact in (
        (
            "Why is speech hard to follow in a long room?",
            "work/lecture-hall",
            "late echoes of one syllable cover the next",
        ),
        ("How much absorption does a lecture hall need?", "work/lecture-hall", "240 square meters of absorption"),
        ("What was given up to keep the concrete cool?", "work/open-ceiling", "the view of an even ceiling"),
    ):
        text, _, sources = said[question].partition("\nSources\n")
        assert fact in text, f"{question}\n{text}"
        assert source in sources, f"{question}\n{sources}"
        for sentence in re.split(r"\s*\[\d+\]\s*", text.strip()):
            assert " ".join(sentence.split()) in own, f"not the owner's words: {sentence}"


def test_what_the_pack_does_not_say_is_not_answered(walk: Walk) -> None:
    said = answers(walk)["Which recording studios in Nashville have you designed?"]
    assert "Sources" not in said


def test_the_smallest_language_model_answers_from_the_pack_too(walk: Walk) -> None:
    command = (
        'portfolio ask --content my-site --model smollm2-135m --json "Why is speech hard to follow in a long room?"'
    )
    answer = json.loads(walk.run(command))
    assert answer["kind"] in ("answer", "fallback")
    assert {citation["link"].partition("#")[0] for citation in answer["citations"]} <= {
        *("work/lecture-hall", "work/open-ceiling", "work/music-room"),
        *("topology/room", "topology/speaker", "topology/listener", "services/room-study"),
    }
    assert answer["citations"]


def test_the_exports_are_there_and_hold_the_work(walk: Walk) -> None:
    assert "A Lecture Hall Without a Microphone" in (walk.folder / "site" / "work" / "lecture-hall.html").read_text()
    assert (walk.folder / "site" / "topology.svg").read_text().startswith("<")
    assert (walk.folder / "pages" / "work" / "music-room.md").is_file()
    assert json.loads((walk.folder / "resume.json").read_text())["basics"]["email"] == "rooms@example.org"
    assert len((walk.folder / "resume.txt").read_text().splitlines()) <= 60
    assert (walk.folder / "cv.pdf").read_bytes().startswith(b"%PDF-")
    assert "A Lecture Hall Without a Microphone" in (walk.folder / "cv.html").read_text()
