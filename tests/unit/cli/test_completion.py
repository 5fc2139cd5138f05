"""What Tab offers, what it costs, and what `portfolio completion` changes in a user's files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.commands import ENTRIES
from cli.main import run
from tests.places import ROOT, TINY
from tests.unit.house.test_house import HEAVY, UNREAD

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_small_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_CONTENT", str(TINY))


def offered(capsys: Captured, *words: str, shell: str = "zsh") -> list[str]:
    """The values that Tab offers for the last of the words."""
    assert run(["__complete", shell, *words]) == 0
    out, err = capsys.readouterr()
    assert not err
    return [line.partition("\t")[0] for line in out.splitlines()]


def test_tab_offers_every_command(capsys: Captured) -> None:
    assert offered(capsys, "") == list(ENTRIES)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["wo"], ["work"]),
        (["essays", ""], ["observability"]),
        (["work", ""], ["order-pipeline", "commerce"]),
        (["work", "com"], ["commerce"]),
        (["contact", ""], ["availability"]),
        (["topology", ""], ["api", "data", "workers"]),
        (["topology", "--format", "m"], ["mermaid"]),
        (["topology", "--format=m"], ["--format=mermaid"]),
        (["open", "work"], ["work", "work/order-pipeline", "work/commerce"]),
        (["open", "work/order-pipeline#p"], ["work/order-pipeline#problem"]),
        (["open", "work/nothing#p"], []),
        (["models", "pull", "all"], ["all-minilm-l6-v2"]),
        (["models", "remove", ""], []),
        (["ask", "--model", "no"], ["none"]),
        (["--model", "no"], ["none"]),
        (["new", "e"], ["essay"]),
        (["inbox", "sh"], ["show"]),
        (["essays", "--js"], ["--json"]),
        (["essays", "observability", ""], []),
        (["ask", "why"], []),
        (["nothing", ""], []),
        (["check", ""], [":folders"]),
        (["--content", ""], [":folders"]),
        (["eval", "--write", ""], [":files"]),
        (["ask", "--model", "./some"], [":files"]),
    ],
    ids=" ".join,
)  # fmt: skip
def test_tab_offers_what_may_stand_there(words: list[str], expected: list[str], capsys: Captured) -> None:
    assert offered(capsys, *words) == expected


@pytest.mark.parametrize(
    "words", [["--content", str(TINY), "essays", ""], ["essays", "--content", str(TINY), ""]], ids=["before", "behind"]
)
def test_the_slugs_are_those_of_the_pack_that_the_line_names(
    words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTFOLIO_CONTENT")
    assert offered(capsys, *words) == ["observability"]


def test_bash_hands_on_quotes_and_parts_words_at_an_equals_sign(capsys: Captured) -> None:
    assert offered(capsys, "topology", "--format", "=", "m", shell="bash") == ["mermaid"]
    assert offered(capsys, "topology", "--format", "=", shell="bash")[0] == "text"
    assert offered(capsys, "essays", "--content", f"'{TINY}'", '"ob', shell="bash") == ["observability"]


@pytest.mark.parametrize("words", [["essays", ""], ["open", "work"], ["topology", ""]])
def test_a_broken_pack_offers_nothing_and_says_nothing(
    words: list[str], capsys: Captured, tiny_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tiny_pack / "profile.yaml").write_text("name: [")
    monkeypatch.setenv("PORTFOLIO_CONTENT", str(tiny_pack))
    assert run(["__complete", "zsh", *words]) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("words", [[], ["zsh"], ["bash"]])
def test_a_script_that_says_too_little_gets_no_trace_back(words: list[str], capsys: Captured) -> None:
    run(["__complete", *words])
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [[""], ["essays", ""], ["essays", "--content", str(TINY), ""], ["open", "work/"], ["topology", "--format", ""]],
)
def test_tab_loads_no_more_than_a_command_that_prints(words: list[str], tmp_path: Path) -> None:
    code = (
        "import sys\nfrom cli.main import run\nfrom content import pack_cache\npack_cache.SETTLED = -1e9\n"
        f"code = run(['__complete', 'zsh', *{words!r}])\n"
        f"print('LOADED', code, sorted(set(sys.modules) & {{*{HEAVY!r}, *{UNREAD!r}, 'rich', 'tui.app'}}))"
    )
    for _ in range(2):  # the first reads the pack and keeps it
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
            env=os.environ | {"PORTFOLIO_CACHE_DIR": str(tmp_path)},
        )  # fmt: skip
    assert done.stdout.rstrip().splitlines()[-1] == "LOADED 0 []"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own."""
    for name in ("ZDOTDIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_start_up_file_gets_one_line_however_often_it_is_asked_for(shell: str, home: Path) -> None:
    kept = home / "kept-elsewhere"
    kept.write_text("alias ll='ls -l'")
    (home / f".{shell}rc").symlink_to(kept)
    for _ in range(2):
        assert run(["completion", shell]) == 0
    file = home / "data" / "completion" / f"portfolio.{shell}"
    assert kept.read_text() == f"alias ll='ls -l'\n[ -r {file} ] && . {file}  # completion of `portfolio`\n"
    assert (home / f".{shell}rc").is_symlink()


def test_fish_gets_a_file_where_it_looks_for_completions(home: Path) -> None:
    assert run(["completion", "fish"]) == 0
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == [
        ".config/fish/completions/portfolio.fish"
    ]


def test_to_print_the_script_changes_nothing(home: Path, capsys: Captured) -> None:
    assert run(["completion", "zsh", "--print"]) == 0
    assert capsys.readouterr().out.startswith("#compdef portfolio\n")
    assert not list(home.iterdir())


def test_another_shell_is_told_which_ones_there_are(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    import shellingham

    monkeypatch.setattr(shellingham, "detect_shell", lambda: ("tcsh", "/bin/tcsh"))
    assert run(["completion"]) == 2
    told = capsys.readouterr().err
    assert "bash, zsh, fish" in told
    assert "tcsh" in told


def test_a_start_up_file_that_cannot_be_written_is_named(home: Path, capsys: Captured) -> None:
    (home / ".bashrc").mkdir()
    assert run(["completion", "bash"]) == 1
    assert str(home / ".bashrc") in capsys.readouterr().err
