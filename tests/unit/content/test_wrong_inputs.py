"""Every wrong input has its sentence: what is wrong, on which line, and what to write instead."""

from __future__ import annotations

import json
import os
import re
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio
from content.problems import ContentError
from content.style import style_warnings
from engine.configuration import SettingsError
from engine.settings import Settings, load_settings
from tests.places import DATA, TINY

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "wrong_inputs.yaml").read_text(encoding="utf-8"))
PROGRAMMERS = re.compile(
    r"\btuple\b|\bdict\b|\bNone\b|\bTrue\b|after validation|Input should|valid (?:integer|string|boolean|mapping)"
    r"|schema\.|bad YAML|constrained|\bscalar\b|\bpydantic\b|<class"
)
"""Words of those who write programs, which say nothing to whoever writes a pack."""
BEFORE = {str(warning) for warning in style_warnings(TINY)}


def said_of(pack: Path) -> list[str]:
    """What a check says, with paths as they are in the pack."""
    try:
        load_portfolio(pack)
        found = [*map(str, style_warnings(pack))]
    except ContentError as error:
        found = [*map(str, error.problems)]
    lines = [line.replace(f"{pack}/", "") for line in found]
    return [line for line in lines if f"{TINY}/{line}" not in BEFORE]


def test_there_are_eighty_and_none_is_there_twice() -> None:
    assert len({(case["file"], case["write"]) for case in CASES}) == len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['file']}: {case['write'][-40:]!r}")
def test_a_wrong_input_is_told_in_words_for_whoever_wrote_it(tiny_pack: Path, case: dict[str, Any]) -> None:
    path = tiny_pack / case["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = case["write"]
    if old := case.get("in place of"):
        there = path.read_text(encoding="utf-8")
        assert old in there
        text = there.replace(old, text, 1)
    path.write_text(text, encoding="utf-8")
    found = said_of(tiny_pack)
    assert found == case["says"]
    assert all(re.match(r"[^:]+:\d+: .+; (?:expected|remove) ?.+", line) for line in found)
    assert not [line for line in found if PROGRAMMERS.search(line)]


@pytest.mark.parametrize("place", ["essays/a.md", "services.yaml"])
def test_what_is_no_file_is_refused_at_once(tiny_pack: Path, place: str) -> None:
    path = tiny_pack / place
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert said_of(tiny_pack) == [f"{place}:1: this is a named pipe; expected a text file in UTF-8"]
    path.unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket is at most 108 bytes long
        try:
            listening.bind(path.name)
        finally:
            os.chdir(here)
        assert said_of(tiny_pack) == [f"{place}:1: this is a socket; expected a text file in UTF-8"]
    path.unlink()
    path.symlink_to("/dev/null")
    assert said_of(tiny_pack) == [f"{place}:1: this is a device; expected a text file in UTF-8"]


def test_a_folder_with_the_name_of_a_text_a_file_of_five_megabytes_and_other_bytes(tiny_pack: Path) -> None:
    path = tiny_pack / "essays" / "a.md"
    path.mkdir()
    assert said_of(tiny_pack) == ["essays/a.md:1: this is a folder; expected a text file in UTF-8"]
    path.rmdir()
    path.write_text("word " * 1_000_000, encoding="utf-8")
    assert said_of(tiny_pack) == ["essays/a.md:1: the file has 5 MB; expected 4 MB at most; divide it"]
    path.write_bytes(b"---\ntitle: Gr\xfc\xdfe\n---\nText.\n")
    assert said_of(tiny_pack) == ["essays/a.md:2: byte 0xfc is no UTF-8; expected a text file in UTF-8"]


def test_what_is_not_read_is_a_warning_and_no_longer_passes_as_no_problems(
    tiny_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tiny_pack / "essay").mkdir()
    (tiny_pack / "essay" / "a.md").write_text("---\ntitle: A\n---\nText.\n", encoding="utf-8")
    assert run(["check", str(tiny_pack), "--no-ask"]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert "essay:1: warning: the folder `essay` is not read; expected `essays`?" in out
    assert "no problems" not in err
    assert run(["check", str(tiny_pack), "--no-ask", "--strict"]) == ExitCode.BAD_CONTENT


def test_a_misspelt_folder_is_named_before_the_faults_of_files_that_cannot_be_read(
    tiny_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tiny_pack / "essays").rename(tiny_pack / "esays")
    (tiny_pack / "services.yaml").write_text("services: [", encoding="utf-8")
    assert run(["check", str(tiny_pack)]) == ExitCode.BAD_CONTENT
    first, *others = capsys.readouterr().out.splitlines()
    assert first.endswith("esays:1: warning: the folder `esays` is not read; expected `essays`?")
    assert any("services.yaml:1" in line for line in others)
    assert run(["check", str(tiny_pack), "--json"]) == ExitCode.BAD_CONTENT
    (warning,) = json.loads(capsys.readouterr().out)["warnings"]
    assert warning["expected"] == "expected `essays`?"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("content = my-site\n", ":1: bad TOML: invalid value; expected `name = value`, text in quotes"),
        ("model = 'none'\ncontent 'x'\n", ":2: bad TOML: expected '=' after a key in a key/value pair; expected"),
        ('content = "x\n', ":1: bad TOML: a quotation mark is not closed; expected `name = value`, text in quotes"),
    ],
)
def test_settings_that_are_no_toml_name_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(Settings, "FILE", file)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{file}{said}")


@pytest.mark.parametrize(("written", "meant"), [("my-site", "settings/my-site"), ("~/site", "home/site")])
def test_paths_of_settings_are_relative_to_their_file_and_know_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, meant: str
) -> None:
    file = tmp_path / "settings" / "config.toml"
    file.parent.mkdir()
    file.write_text(f'content = "{written}"\n', encoding="utf-8")
    monkeypatch.setattr(Settings, "FILE", file)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load_settings().content == tmp_path / meant
    monkeypatch.setenv("PORTFOLIO_CONTENT", written)
    assert load_settings().content == (Path(written) if written == "my-site" else tmp_path / meant)
