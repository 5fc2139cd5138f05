"""The systemd units: understood by systemd, made of commands and settings that exist, equally hardened."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from cli.app import app
from engine.settings import Settings
from tests.places import ROOT
from tui.hosting.settings import load_hosting_settings

UNITS = sorted((ROOT / "tui" / "hosting" / "deployment" / "systemd").glob("*.service"))
HARDENED_FROM = "\nNoNewPrivileges=yes"


def command_of(unit: Path) -> list[str]:
    [line] = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.M)
    return shlex.split(line)


def variables_of(unit: Path) -> dict[str, str]:
    """The environment that a unit sets: systemd reads quotes as a shell does."""
    lines = re.findall(r"^Environment=(.*)$", unit.read_text("utf-8"), re.M)
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def test_there_is_a_unit_for_each_door() -> None:
    assert [command_of(unit)[2] for unit in UNITS] == ["ssh", "web"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_the_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt install systemd)")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace(command_of(unit)[0], "/bin/true"), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_with_options_and_settings_that_exist(unit: Path) -> None:
    program, group, door, *options = command_of(unit)
    assert Path(program).name == "portfolio"
    commands = typer.main.get_command(app).commands[group].commands  # type: ignore[attr-defined]
    known = {name for parameter in commands[door].params for name in parameter.opts}
    assert {option for option in options if option.startswith("-")} <= known
    hosting = {}
    for name, value in variables_of(unit).items():
        if name.startswith("PORTFOLIO_HOSTING_"):
            hosting[name] = value
        elif name.startswith("PORTFOLIO_"):
            assert name.removeprefix("PORTFOLIO_").lower() in {field.name for field in fields(Settings)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in hosting.items():
            patch.setenv(name, value)
        read = load_hosting_settings()
    assert all(getattr(read, name.removeprefix("PORTFOLIO_HOSTING_").lower()) for name in hosting)


def test_both_doors_are_equally_hardened() -> None:
    hardened = [unit.read_text("utf-8").partition(HARDENED_FROM)[2] for unit in UNITS]
    assert hardened[0] == hardened[1] != ""
