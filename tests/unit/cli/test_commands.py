"""The list of commands says what the commands say of themselves, and costs no more than itself."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from cli.commands import ENTRIES, Commands
from cli.main import main


@pytest.mark.parametrize("name", ENTRIES)
def test_a_line_of_the_list_is_the_first_sentence_of_its_command(name: str) -> None:
    command = Commands()[name]
    sentence = " ".join(command.help.split("\n\n")[0].split())
    assert sentence.startswith(ENTRIES[name].line.rstrip("."))
    assert command.name == name


def test_the_list_needs_no_command_and_a_command_only_itself() -> None:
    code = (
        "import sys\nfrom cli.main import run\nrun(sys.argv[1:])\n"
        "print([name for name in sys.modules if name.startswith(('cli.read', 'cli.ask', 'engine', 'pydantic'))],"
        " file=sys.stderr)"
    )
    listed = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
    assert "services" in listed.stdout
    assert listed.stderr.strip() == "[]"


def test_the_version_needs_nothing() -> None:
    from importlib.metadata import version

    code = "import sys\nfrom cli.main import main\nmain()"
    told = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"portfolio {version('terminal-portfolio')}\n"


@pytest.mark.parametrize(("arguments", "looks"), [(["ask", "Why Kafka?"], False), (["services"], True)])
def test_one_answer_is_made_without_looking_for_garbage(
    arguments: list[str], looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["portfolio", *arguments])
    monkeypatch.setattr("cli.main.prepare_streams", lambda: None)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setenv("PYDANTIC_DISABLE_PLUGINS", "__all__")
    monkeypatch.setattr("cli.main.run", lambda _: int(gc.isenabled()))
    thresholds = gc.get_threshold()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        gc.enable()
        gc.set_threshold(*thresholds)
    assert ended.value.code == looks
