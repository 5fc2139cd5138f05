"""The command line on the streams and the home that it is given: other encodings, closed ones, none."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.main import run
from cli.streams import prepare_streams
from content.loader import Portfolio
from tests.places import ROOT
from tui.hosting.charset import nearest

MAIN = "from cli.main import main; main()"
HOMELESS = f"import pwd\ndef nobody(uid): raise KeyError(uid)\npwd.getpwuid = nobody\n{MAIN}"


def in_a_shell(
    *arguments: str, program: str = MAIN, redirected: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a shell that redirects its streams."""
    script = f'exec "$@" {redirected}'
    return subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, "-P", "-c", program, *arguments],
        capture_output=True, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )  # fmt: skip


@pytest.fixture(params=["latin-1", "cp1252", "ascii"])
def printed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command in this process and return what it printed in an encoding."""

    def run_in(*command: str) -> str:
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=request.param, write_through=True))
        prepare_streams()
        assert run([*command]) == 0
        return out.getvalue().decode(request.param)

    return run_in


@pytest.mark.parametrize(
    "command", [["services"], ["essays", "event-driven-backbones"], ["topology"], ["models", "list"]]
)
def test_every_text_is_printed_in_any_encoding(command: list[str], printed: Callable[..., str]) -> None:
    assert len(printed(*command)) > 200


def test_json_and_drawings_are_whole_in_any_encoding(printed: Callable[..., str], portfolio: Portfolio) -> None:
    essays = {each["path"]: each["sections"] for each in json.loads(printed("essays", "--json"))["documents"]}
    for path, sections in essays.items():
        assert [section["text"] for section in sections] == [part.text for part in portfolio.by_path[path].sections]
    drawn = ElementTree.fromstring(printed("topology", "--format", "svg"))
    assert portfolio.topology.title in "".join(drawn.itertext())
    assert json.loads(printed("topology", "--json"))["title"] == portfolio.topology.title


@pytest.mark.parametrize(("form", "named"), [("mermaid", "Gr#246;#223;e"), ("dot", "Gr&#246;&#223;e")])
def test_a_drawing_names_characters_as_its_form_does(
    form: str, named: str, printed: Callable[..., str], tiny_pack: Path
) -> None:
    topology = tiny_pack / "topology.yaml"
    topology.write_text(re.sub(r"title: \w+", "title: Größe", topology.read_text("utf-8")), "utf-8")
    assert named in printed("topology", "--format", form, "--content", str(tiny_pack))


def test_what_has_no_character_of_its_own_becomes_the_nearest_one() -> None:
    assert nearest("“Größe” – naïve → ×2 … ┼╂▙ 日") == '"Gro?e" - naive > x2 . ++# ?'


@pytest.mark.parametrize(
    ("command", "redirected", "prints"),
    [("services", ">&-", False), ("services", "2>&-", True), ("services", "<&-", True), ("--help", ">&-", False),
     ("topology", "<&- >&- 2>&-", False)],
)  # fmt: skip
def test_a_command_ends_well_with_its_streams_closed(command: str, redirected: str, prints: bool) -> None:
    done = in_a_shell(command, redirected=redirected)
    assert (done.returncode, done.stderr, bool(done.stdout)) == (0, b"", prints)


@pytest.mark.parametrize(("command", "said"), [(["ask", "-"], b"the question is empty"), ([], b"interactive terminal")])
def test_a_closed_stdin_holds_nothing_and_is_no_terminal(command: list[str], said: bytes) -> None:
    done = in_a_shell(*command, redirected="<&-")
    assert done.returncode == 2
    assert said in done.stderr


def test_a_user_without_a_home_works_with_the_folders_given(tmp_path: Path) -> None:
    folders = {"PORTFOLIO_CACHE_DIR": str(tmp_path / "cache"), "PORTFOLIO_DATA_DIR": str(tmp_path / "data")}
    for command in (["services"], ["inbox", "list"], ["doctor"]):
        done = in_a_shell(*command, program=HOMELESS, HOME="", **folders)
        assert done.returncode == 0, done.stderr


def test_a_user_without_a_home_is_told_which_folders_to_give(tmp_path: Path) -> None:
    ungiven = "import os\nfor name in ('CACHE', 'DATA'): os.environ.pop(f'PORTFOLIO_{name}_DIR', None)\n"
    done = in_a_shell("services", program=ungiven + HOMELESS, HOME="")
    assert done.returncode == 2
    for name in ("CACHE", "DATA"):
        assert f"this user has no home folder; set HOME, or PORTFOLIO_{name}_DIR" in done.stderr.decode()


def test_a_home_that_a_path_names_and_that_is_not_there_is_said() -> None:
    for option in (["--content", "~nobody-of-that-name/pack"], ["--model", "~nobody-of-that-name/x.gguf"]):
        done = in_a_shell("ask", "What do you do?", *option)
        assert done.returncode in (2, 4)
        assert b"there is no home folder that the ~ of ~nobody-of-that-name/" in done.stderr
