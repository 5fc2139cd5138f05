"""The rules of the house that no linter holds: names, imports at start-up, file sizes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distributions, files
from pathlib import Path

import pytest

from tests.places import ROOT

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


def test_a_visitor_of_a_door_has_the_engine_of_the_host_and_waits_for_no_import_of_one() -> None:
    code = (
        "import sys\n"
        "from cli.output import Visit, visit\n"
        "from cli.resources import assistant_for, portfolio_of\n"
        "visit.set(Visit(None, 'portfolio', 'assistant', 80, None))\n"
        "with assistant_for(None) as given:\n"
        "    print(given, portfolio_of(None), 'engine.assistant' in sys.modules, 'content.pack_cache' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "assistant portfolio False False\n"


UNREAD = ("yaml", "frontmatter", "markdown_it", "pydantic", "httpx2", "sqlite3", "models.catalogue", "engine.assistant")
"""What a pack that was read before is shown without."""
LATER = ("typer", "content.blocks", "engine.events", "engine.retrieve.index", "engine.keep.visits", "tui.commands",
         "tui.search.finder", "tui.live", "tui.drawing.prose.setting", "tui.screens.ask",
         "tui.screens.work", "tui.screens.topology")  # fmt: skip
"""What is loaded after the first frame, beside that."""
SHOWN = """
import sys
from pathlib import Path
from textual.app import App
from cli import main, screens
from content import pack_cache

pack_cache.SETTLED = -1e9
screens._require_terminal = lambda plain=False: None

def headless(app):
    async def look(pilot):
        await pilot.pause()
        names = [widget.id or type(widget).__name__ for widget in app.screen.walk_children()]
        assert {"question", "suggestion-0", "suggestion-2", "cards"} <= set(names), names
        print("LOADED", sorted(set(sys.modules) & set(%r)), file=sys.stderr)
        app.exit()
    return run(app, headless=True, size=(120, 36), auto_pilot=look)

run, App.run = App.run, headless
print("CODE", main.run(%r), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [[], ["open", "home"]])
def test_the_first_frame_loads_nothing_that_can_come_after_it(arguments: list[str], tmp_path: Path) -> None:
    told = []
    for _ in range(2):  # the first start reads the pack and keeps it
        done = subprocess.run(
            [sys.executable, "-c", SHOWN % ((*HEAVY, *UNREAD, *LATER), arguments)],
            capture_output=True, text=True, check=True, cwd=ROOT,
            env=os.environ | {"PORTFOLIO_CACHE_DIR": str(tmp_path), "PORTFOLIO_DATA_DIR": str(tmp_path)},
        )  # fmt: skip
        told.append([line for line in done.stderr.splitlines() if line.startswith(("LOADED", "CODE"))])
    assert told[1] == ["LOADED ['textual']", "CODE 0"], done.stderr


def loaded_by(command: list[str], unused: tuple[str, ...], folder: Path) -> str:
    """Run a command twice, since the first run reads the pack and keeps it; return its code and what it loaded."""
    code = (
        "import sys\nfrom cli.main import run\nfrom content import pack_cache\npack_cache.SETTLED = -1e9\n"
        f"code = run({command!r})\n"
        f"print('LOADED', code, sorted(set(sys.modules) & set({unused!r})))"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
            env=os.environ | {"PORTFOLIO_CACHE_DIR": str(folder), "PORTFOLIO_DATA_DIR": str(folder)},
        )  # fmt: skip
    return done.stdout.rstrip().splitlines()[-1]


def test_a_question_loads_no_parser_no_validator_and_nothing_that_reaches_the_network(tmp_path: Path) -> None:
    unused = (*UNREAD[:5], "typer", "asyncio", "urllib.request", "importlib.metadata")
    assert loaded_by(["ask", "thanks"], unused, tmp_path) == "LOADED 0 []"


def test_a_command_that_reads_a_kept_pack_loads_no_parser_and_no_validator(tmp_path: Path) -> None:
    assert loaded_by(["services"], (*HEAVY, *UNREAD), tmp_path) == "LOADED 0 []"


LOADS = {"Embedder": "engine/retrieve/library.py", "LanguageModel": "engine/assistant.py"}
"""Who loads a model of llama.cpp, having asked `engine.llama.trust`."""


@pytest.mark.parametrize("name", LOADS)
def test_llama_cpp_is_loaded_where_it_was_tried(name: str) -> None:
    loading = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if re.search(rf"(?<!class )\b{name}\(", path.read_text(encoding="utf-8"))
    ]
    assert loading == [LOADS[name]]
    assert "trusted(" in (ROOT / LOADS[name]).read_text(encoding="utf-8")


def test_no_file_is_two_rooms_in_one() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder in (*PACKAGES, "benchmarks", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long
