"""The documentation: what quotes the program is what the program says, and every link and command in it is real."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from content.markdown import link_targets, parser, sections_of
from engine.settings import load_settings
from tests.places import ROOT

PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "AGENTS.md"])
MAN_PAGE = ROOT / "docs" / "portfolio.1"
NAMED = re.compile(r"`(?!\.venv/)([\w.-]+/[\w./-]*)`")
"""A file or folder that a page for contributors names."""


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The script that writes the generated files."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "scripts" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")  # where the script finds its neighbors
        yield module


@pytest.mark.slow
def test_what_is_generated_has_not_drifted(generate: ModuleType) -> None:
    drifted = [path.name for path, text in generate.generated().items() if path.read_text(encoding="utf-8") != text]
    assert not drifted, "run scripts/docs"


def test_the_picture_of_the_tour_is_of_the_tour_as_it_is(generate: ModuleType) -> None:
    assert generate.tour_is_current(), f"run `{generate.RENEW_TOUR}`"


def test_the_reference_holds_every_command(generate: ModuleType) -> None:
    page = generate.commands_page()
    for heading in ("## portfolio", "### portfolio ask", "### portfolio inbox reply", "### portfolio models pull"):
        assert f"\n{heading}\n" in page


def test_the_man_page_holds_every_command_and_option(generate: ModuleType) -> None:
    page = MAN_PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for words, text in generate.helps().items():
        section = page.partition(f".SS {' '.join(words)}\n" if len(words) > 1 else ".SH OPTIONS\n")[2]
        options = [re.search(r"--[\w-]+", line) for line in text.splitlines() if line.startswith("  -")]
        section = re.split(r"^\.S[SH] ", section, maxsplit=1, flags=re.MULTILINE)[0]
        assert not [option[0] for option in options if option and option[0] not in f"{section}--help"]


def test_the_man_page_is_what_man_reads() -> None:
    judge = shutil.which("mandoc")
    if judge is None:
        pytest.skip("mandoc, which judges the man page, is not installed; on Debian or Ubuntu: apt-get install mandoc")
    found = subprocess.run([judge, "-T", "lint", MAN_PAGE], capture_output=True, text=True, check=False).stdout
    assert [line for line in found.splitlines() if "missing date" not in line] == []  # it would be of no meaning


def test_the_wheel_carries_the_man_page_to_where_pipx_links_it() -> None:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = configuration["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {str(MAN_PAGE.relative_to(ROOT)): "share/man/man1/portfolio.1"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_arrives(page: Path) -> None:
    for target in link_targets(page.read_text(encoding="utf-8")):
        if target.href.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.href.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name}:{target.line} links to {target.href}"
        if anchor:
            anchors = {section.anchor for section in sections_of(found.read_text(encoding="utf-8"), "")}
            assert anchor in anchors, f"{page.name}:{target.line} links to {target.href}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_a_page_shows_is_one(page: Path) -> None:
    for token in parser().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.info == "toml" and "[" not in token.content.partition("=")[0]:
            settings = tomllib.loads(token.content)
            assert load_settings(**settings), f"{page.name}: {token.content}"


def commands_in(page: Path) -> Iterator[list[str]]:
    """Yield the words of every `portfolio …` command that a page shows."""
    text = page.read_text(encoding="utf-8")
    blocks = [token.content for token in parser().parse(text) if token.type == "fence" and token.info.startswith("sh")]
    spans = re.findall(r"`((?:portfolio|ssh portfolio\.example) [^`]+)`", text)
    for line in [*(line for block in blocks for line in block.splitlines()), *spans]:
        command = re.sub(r"^(ssh portfolio\.example|scripts/run)\b", "portfolio", line.partition("  #")[0].strip())
        if command.startswith("portfolio ") and page.name != "commands.md":
            yield shlex.split(re.split(r" [|>] ", command)[0])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_names_is_there(page: Path, generate: ModuleType) -> None:
    helps = generate.helps()
    for words in commands_in(page):
        names = ["portfolio"]
        for word in words[1:]:
            if (*names, word) not in helps:
                break
            names.append(word)
        shown = helps[tuple(names)]
        first = words[len(names)] if len(words) > len(names) else ""
        is_group = any(len(other) > len(names) and other[: len(names)] == tuple(names) for other in helps)
        known = first.startswith("-") or first.isupper() or not is_group or first in ("", "help")
        assert known, f"{page.name}: there is no command {' '.join(words)}"
        for option in (word for word in words if word.startswith("--")):
            assert option in shown, f"{page.name}: {' '.join(words)} has no {option}"


@pytest.mark.parametrize("page", ["AGENTS.md", "docs/contributor.md"])
def test_what_a_page_for_contributors_names_is_there(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert named
    around = (ROOT, ROOT / "engine", ROOT / "tui")  # whose folders are named as they stand in them
    assert [path for path in named if not any((at / path).exists() for at in around)] == []
