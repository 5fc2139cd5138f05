"""Tab in the real bash, zsh and fish, each as a new user has it after `portfolio completion`."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.places import ROOT, TINY

pytestmark = pytest.mark.beside
PATIENCE = 120.0
"""Seconds after which a shell hangs, on a machine that is busy with other tests."""
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-B0]|[=>78c])")
READY = "ready>"
Environment = dict[str, str]


@pytest.fixture
def home(tmp_path: Path) -> Environment:
    """A new user's environment, in which `portfolio` is this working copy."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "my-site").mkdir()
    portfolio = programs / "portfolio"
    portfolio.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'from cli.main import main; main()' \"$@\"\n")
    portfolio.chmod(0o755)
    return {
        "HOME": str(tmp_path),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PORTFOLIO_CONTENT": str(TINY),
        "PORTFOLIO_CACHE_DIR": str(tmp_path / "cache"),
        "PORTFOLIO_DATA_DIR": str(tmp_path / "data of mine"),
    }


def required(shell: str) -> str:
    """The path of a shell; skips the test where it is not installed."""
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed, so nobody can press Tab in it; on Debian: apt-get install {shell}")
    return path


def run(home: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=home, cwd=home["HOME"], capture_output=True, text=True, timeout=PATIENCE)


class AtPrompt:
    """A shell on a terminal of its own, as a new user opens it."""

    def __init__(self, home: Environment, shell: str, *options: str) -> None:
        with Path(home["HOME"], f".{shell}rc").open("a") as rc:
            rc.write(f"PS1='{READY} '\ntold() {{ printf 'told<%s>\\n' \"$*\"; }}\n")
        program = required(shell)
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(home["HOME"])
            os.execve(program, [shell, *options], home)
        self._read = ""
        self._wait_for(READY)

    def completed(self, line: str) -> str:
        """The line that becomes of this one by Tab: the shell then runs `told`, which prints its arguments."""
        os.write(self._terminal, f"{line}\t\x01told \n".encode())
        return self._wait_for(r"told<(.*)>")

    def _wait_for(self, pattern: str) -> str:
        while not (found := re.search(pattern, shown := ESCAPES.sub("", self._read))):
            assert select.select([self._terminal], [], [], PATIENCE)[0], f"no {pattern!r} in {shown!r}"
            self._read += os.read(self._terminal, 65536).decode(errors="replace")
        self._read = ""
        return found[found.re.groups]

    def close(self) -> None:
        os.close(self._terminal)
        os.waitpid(self._pid, 0)


class Fish:
    """fish, which says by itself what a line becomes."""

    def __init__(self, home: Environment) -> None:
        self._home, self._program = home, required("fish")

    def completed(self, line: str) -> str:
        done = run(self._home, self._program, "-c", f"complete -C {shlex.quote(line)}")
        assert not done.stderr
        [offer] = done.stdout.splitlines()
        return f"{line.rpartition(' ')[0]} {offer.partition(chr(9))[0]}"

    def close(self) -> None:
        """Nothing is open."""


OPENED: dict[str, Callable[[Environment], AtPrompt | Fish]] = {
    "bash": lambda home: AtPrompt(home, "bash", "--noprofile", "-i"),
    "zsh": lambda home: AtPrompt(home, "zsh", "-d", "-i"),
    "fish": Fish,
}
LINES = {
    "portfolio ess": "portfolio essays",
    "portfolio essays ob": "portfolio essays observability",
    "portfolio topology wo": "portfolio topology workers",
    "portfolio topology --format=mer": "portfolio topology --format=mermaid",
    "portfolio open 'work/ord": "portfolio open work/order-pipeline",
    "portfolio models pull smol": "portfolio models pull smollm2-135m",
    "portfolio check my": "portfolio check my-site",
}
"""What is typed before Tab, and the line that becomes of it."""


@pytest.mark.parametrize("shell", OPENED)
def test_tab_completes_once_the_one_command_ran(shell: str, home: Environment) -> None:
    required(shell)
    done = run(home, "portfolio", "completion", shell)
    assert done.returncode == 0, done.stderr
    prompt = OPENED[shell](home)
    try:
        assert {line: prompt.completed(line).removesuffix("/") for line in LINES} == LINES
    finally:
        prompt.close()


@pytest.mark.parametrize("shell", OPENED)
def test_the_shell_is_told_from_where_the_command_is_typed(shell: str, home: Environment) -> None:
    done = run(home, required(shell), "-c", "portfolio completion --print; true")
    assert f"for {shell}" in done.stdout
    assert not done.stderr
