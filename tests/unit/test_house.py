"""The rules of the house that no linter holds: names, imports at start-up, file sizes."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions, files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cli", "content", "engine", "models", "tui")
HEAVY = ("asyncssh", "faiss", "llama_cpp", "sentence_transformers", "textual", "torch", "bm25s", "numpy", "gguf")


def test_no_dependency_ships_a_top_level_module_of_our_names() -> None:
    ours = {*PACKAGES, "tests"}
    clashes = {
        f"{distribution.name}: {file}"
        for distribution in distributions()
        if distribution.name != "terminal-portfolio"
        for file in distribution.files or ()
        if file.parts[0].removesuffix(".py") in ours and file.suffix == ".py"
    }
    assert not clashes


def test_the_wheel_holds_our_packages_and_the_pack() -> None:
    assert files("terminal-portfolio") is not None, "the project is not installed"
    configuration = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["cli", "content", "engine", "models", "tui"]' in configuration


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["services"], ["ask", "--help"], ["topology", "--help"]]
)
def test_a_command_imports_only_what_it_uses(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from cli.main import run\n"
        f"code = run({arguments!r})\n"
        f"print('HEAVY', code, sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.rstrip().splitlines()[-1] == "HEAVY 0 []"


def test_no_file_is_two_rooms_in_one() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_every_dependency_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    end = lines.index("[project.scripts]")
    requirements = [line for line in lines[start:end] if line.strip().startswith('"')]
    assert requirements
    assert all("#" in line for line in requirements)
