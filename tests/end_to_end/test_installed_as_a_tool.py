"""`pipx install` and `uv tool install` from a home with nothing in it, and what uninstalling leaves.

No index is asked: the wheels of all that it needs, llama.cpp's too, are packed again from what is installed here.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.places import ROOT

pytestmark = pytest.mark.beside

NAME = "terminal-portfolio"
BIN = Path(sys.executable).parent


def needed(lines: Iterable[str], extras: frozenset[str] = frozenset()) -> Iterator[Distribution]:
    """Yield what is required here by these lines, and whatever that requires."""
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
            found = importlib.metadata.distribution(requirement.name)
            yield found
            yield from needed(found.requires or (), frozenset(requirement.extras))


def packed(found: Distribution, folder: Path) -> None:
    """Write the wheel that a distribution was installed from, without its programs, which installing makes anew."""
    text = found.read_text("WHEEL") or ""
    tag = next(iter(sorted(re.findall(r"^Tag: (\S+)$", text, re.MULTILINE), reverse=True)))
    stem = f"{re.sub(r'[-_.]+', '_', found.name)}-{found.version}"
    kept = [file for file in found.files or () if ".." not in file.parts and "__pycache__" not in file.parts]
    [info] = {file.parts[0] for file in kept if file.name == "METADATA" and file.parts[0].endswith(".dist-info")}
    without = {f"{info}/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")}
    files = [file for file in kept if file.as_posix() not in without]
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as wheel:
        for file in files:
            wheel.write(file.locate(), file.as_posix())
        wheel.writestr(f"{info}/RECORD", "".join(f"{file.as_posix()},,\n" for file in files) + f"{info}/RECORD,,\n")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our wheel, and those of all that it needs."""
    folder = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    there = {each.name: each for each in needed([*project["dependencies"], "pip"])}
    for found in there.values():
        packed(found, folder)
    return folder


class Home:
    """A home with nothing in it, and no index to ask."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        self.folder = folder
        self.environment = {
            "HOME": str(folder), "PATH": f"{folder}/.local/bin:{BIN}:/usr/bin:/bin", "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull,
            "UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_FIND_LINKS": str(wheels), "UV_PYTHON": sys.executable,
        }  # fmt: skip

    def run(self, *words: str) -> str:
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def age(self) -> None:
        """Have all that was installed lie here for a minute: a pack whose files are new is not kept, once read."""
        then = time.time() - 60
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                os.utime(path, (then, then))


# pipx fetches a newer pip for itself where it is let; here is none but the one that the tests have.
WAYS = {
    "pipx": (["pipx", "install", "--backend", "pip", "--skip-maintenance"], ["pipx", "uninstall", NAME]),
    "pipx with uv": (["pipx", "install", "--backend", "uv"], ["pipx", "uninstall", NAME]),
    "uv": (["uv", "tool", "install"], ["uv", "tool", "uninstall", NAME]),
}


@pytest.mark.parametrize("way", WAYS)
def test_it_is_installed_as_a_tool_works_and_leaves_what_it_names(way: str, wheels: Path, tmp_path: Path) -> None:
    install, uninstall = WAYS[way]
    if shutil.which(install[0], path=str(BIN)) is None:
        pytest.skip(f"{install[0]} is not installed: pip install {install[0]}")
    home = Home(tmp_path, wheels)
    [ours] = wheels.glob("terminal_portfolio-*.whl")
    home.run(*install, str(ours))
    home.age()
    assert home.run("portfolio", "--version") == "portfolio 0.1.0\n"
    assert "outbox" in home.run("portfolio", "essays", "event-driven-backbones")
    deployed = home.run("portfolio", "deploy", "--to", "systemd", "out")  # whose files travel in the wheel
    assert str(ours) in deployed
    shutil.rmtree(tmp_path / "out")
    named = [Path(folder["path"]) for folder in json.loads(home.run("portfolio", "cache", "path", "--json"))]
    home.run(*uninstall)
    assert not list(tmp_path.glob(".local/bin/*"))
    left = [path for path in tmp_path.rglob("*") if path.is_file() and "portfolio" in path.relative_to(tmp_path).parts]
    assert left, "the pack that was read is kept"
    assert [path for path in left if not any(folder in path.parents for folder in named)] == []
