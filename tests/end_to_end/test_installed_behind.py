"""A question that is asked while llama.cpp is being installed is answered by the same process once it is there."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.llama.installation import Installation, write_installation
from engine.settings import load_settings
from models.convert import ensure_embedder
from models.resolve import ensure_llm

QUESTION = "What does the outbox pattern buy?"
TOLD = "Compiling llama.cpp: step 40 of 80, about 1 minute left. This waits for it, once."


class Environment:
    """An environment with everything of this one but llama.cpp, and a set-up that is at work in it."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        [self.packages] = (folder / "lib").glob("python*/site-packages")
        self.given = Path(sysconfig.get_path("purelib"))
        for path in self.given.iterdir():
            if not path.name.startswith("llama_cpp"):
                (self.packages / path.name).symlink_to(path)
        self.python = folder / "bin" / "python"
        cache = folder / "cache"
        cache.mkdir()
        (cache / "models").symlink_to(load_settings().cache_dir / "models")
        self.settings = {"PORTFOLIO_ANSWER_CACHE": "1", "PORTFOLIO_CACHE_DIR": str(cache), "NO_COLOR": "1"}
        self.state = folder / "llama-installation.json"
        self.lock = (folder / "llama-installation.lock").open("wb")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        write_installation(Installation("Compiling llama.cpp", 40, 80, 65.0), self.state)

    def ask(self) -> subprocess.Popen[str]:
        """Start `portfolio ask`, and return it once it says that it waits."""
        process = subprocess.Popen(
            [self.python, "-c", "from cli.main import main; main()", "ask", QUESTION],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | self.settings,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stderr.readline().rstrip() == TOLD
        return process

    def install(self) -> None:
        """Put llama.cpp where it belongs, as the set-up does at its end."""
        for path in self.given.glob("llama_cpp*"):
            (self.packages / path.name).symlink_to(path)
        self.state.unlink()
        self.lock.close()


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[Environment]:
    cache = load_settings().cache_dir
    ensure_embedder(cache)
    ensure_llm("smollm2-135m", cache)
    made = Environment(tmp_path / "venv")
    yield made
    made.lock.close()


def test_it_is_answered_as_soon_as_llama_is_there(environment: Environment) -> None:
    process = environment.ask()
    environment.install()
    said, talk = process.communicate(timeout=300)
    assert process.returncode == 0, talk
    assert "outbox" in said.lower()
    assert "Sources" in said


def test_a_set_up_that_fails_ends_it_with_a_sentence(environment: Environment) -> None:
    process = environment.ask()
    write_installation(Installation(failed="pip wheel ended with code 1", log="/the/log"), environment.state)
    said, talk = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "")
    assert talk.splitlines()[-1] == (
        "portfolio: llama.cpp could not be installed: pip wheel ended with code 1; the log is /the/log."
        " `scripts/run` tries again"
    )


def test_ctrl_c_ends_the_waiting(environment: Environment) -> None:
    process = environment.ask()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert environment.state.exists()
