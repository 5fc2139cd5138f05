"""llama.cpp that was compiled for another processor: no command, door or screen ends by a signal, and each says why."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.exit_codes import ExitCode
from engine.settings import load_settings
from models.convert import ensure_embedder
from models.resolve import ensure_llm
from tests.conftest import TINY
from tests.end_to_end.test_terminal import Terminal, assert_restored
from tests.fakes.other_processor import DIES, DIES_OF_EXTRA_BUFFERS, other_processor
from tests.hosting.served import serving
from tests.hosting.ssh_client import client, needs_ssh

MODEL = "smollm2-135m"
QUESTION = "Why did the orders fail?"
SENTENCE = "on this machine llama.cpp dies (SIGILL): it was compiled for another processor."


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder with models and nothing else."""
    real = load_settings().cache_dir
    ensure_llm(MODEL, real)
    ensure_embedder(real)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "models").symlink_to(real / "models")
    return tmp_path / "cache"


def portfolio(cache: Path, environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end on the small pack."""
    given = {"PORTFOLIO_CACHE_DIR": str(cache), "PORTFOLIO_CONTENT": str(TINY), "PORTFOLIO_MODEL": MODEL}
    return subprocess.run(
        [sys.executable, "-c", "from cli.main import main; main()", *words],
        env=os.environ | given | environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_where_nothing_works_all_but_answers_does(cache: Path, tmp_path: Path) -> None:
    other = other_processor(tmp_path, DIES)
    asked = portfolio(cache, other, "ask", QUESTION)
    assert (asked.returncode, asked.stdout) == (ExitCode.FAILED, "")
    assert SENTENCE in asked.stderr
    assert "--no-binary llama-cpp-python" in asked.stderr
    (kept,) = (cache / "probes").iterdir()
    assert {way: trial["died"] for way, trial in json.loads(kept.read_text())["trials"].items()} == {
        "extra": "SIGILL", "plain": "SIGILL",
    }  # fmt: skip

    found = portfolio(cache, other, "search", "orders", "--json")
    assert found.returncode == ExitCode.DONE
    assert "By words alone" in found.stderr
    assert "work/order-pipeline" in {item["passage"]["link"] for item in json.loads(found.stdout)}
    for words in (("services",), ("work", "order-pipeline"), ("topology",), ("essays",)):
        read = portfolio(cache, other, *words)
        assert (read.returncode, read.stderr) == (ExitCode.DONE, "")

    told = portfolio(cache, other, "doctor")
    assert told.returncode == ExitCode.DONE
    assert f"Advice: {SENTENCE}" in told.stdout


def test_what_dies_of_extra_buffers_answers_without_them(cache: Path, tmp_path: Path) -> None:
    other = other_processor(tmp_path, DIES_OF_EXTRA_BUFFERS, "SIGSEGV")
    asked = portfolio(cache, other, "ask", QUESTION, "--json")
    assert asked.returncode == ExitCode.DONE, asked.stderr
    answer = json.loads(asked.stdout)
    assert "without a language model" not in json.dumps(answer)
    told = json.loads(portfolio(cache, other, "doctor", "--json").stdout)["library"]
    assert (told["works"], told["extra_buffers"]) == (True, False)
    assert told["trials"]["extra"]["died"] == "SIGSEGV"
    assert told["trials"]["plain"]["speed"] > 0


def test_a_library_that_works_is_tried_once_and_compared_by_the_doctor(cache: Path) -> None:
    assert portfolio(cache, {}, "ask", QUESTION).returncode == ExitCode.DONE
    (kept,) = (cache / "probes").iterdir()
    first = json.loads(kept.read_text())
    assert [*first["trials"]] == ["extra"]
    assert portfolio(cache, {}, "ask", QUESTION).returncode == ExitCode.DONE
    assert json.loads(kept.read_text()) == first
    told = json.loads(portfolio(cache, {}, "doctor", "--json").stdout)["library"]
    assert told["when"] == first["when"]
    assert all(told["trials"][way]["speed"] > 0 for way in ("extra", "plain"))


def test_the_screens_stay_open_and_ask_says_why(cache: Path, tmp_path: Path) -> None:
    environment = {"PORTFOLIO_CACHE_DIR": str(cache), "PORTFOLIO_MODEL": MODEL}
    terminal = Terminal(tmp_path, environment=other_processor(tmp_path, DIES) | environment)
    try:
        terminal.wait_for("I design systems that")
        for key, shown in (("2", "Services ─"), ("3", "Topology ─"), ("5", "Work ─"), ("6", "Essays ─")):
            terminal.type(key)
            terminal.wait_for(shown)
        terminal.type("7")
        terminal.wait_for("Have a system design question?")
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for("The assistant cannot run here")
        terminal.wait_for("(SIGILL)")
        terminal.type("\x11")
        assert terminal.wait_for_end() == 0
        assert_restored(terminal)
    finally:
        terminal.close()


async def by_ssh(port: int, command: str) -> tuple[int | None, str, str]:
    """Run a command through the SSH door; return its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *client(port, "guest", "-T"), command,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, why = await process.communicate()
    return process.returncode, said.decode(), why.decode()


@needs_ssh
async def test_the_doors_stay_open_and_only_answers_are_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in other_processor(tmp_path, DIES).items():
        monkeypatch.setenv(name, value)
    async with serving("ssh", "--port", "0", "--content", str(TINY), folder=tmp_path, cache_dir=cache) as served:
        code, said, why = await by_ssh(served.port, f'ask "{QUESTION}"')
        assert (code, said) == (ExitCode.FAILED, "")
        assert "there are no answers on this machine at the moment" in why
        assert "pip install" not in why
        code, said, why = await by_ssh(served.port, "search orders")
        assert code == ExitCode.DONE
        assert "work/order-pipeline" in said
        assert "By words alone" in why
        assert (await by_ssh(served.port, "essays"))[0] == ExitCode.DONE
        assert await served.stop() == 0
        (line,) = served.lines("the engine is not ready")
        assert line["reason"].startswith(SENTENCE)
        assert not served.lines("process ended")
