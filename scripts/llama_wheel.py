"""The wheel of llama-cpp-python that is kept for this processor and this compiler, and how it is compiled.

llama.cpp has no wheel on PyPI. It is compiled for the processor at hand, so a wheel is kept in a folder that is named
by what the compiler makes of that processor: a home that several machines share never hands one to another.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CMAKE = ROOT / "scripts" / "llama.cmake"
NAME = "llama-cpp-python"
WORK = ".work-"
"""How a folder begins that is compiled in; what lies in one that nobody holds is a leftover."""
AMX = ("-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16")
COLUMNS = 53
TILES = f"""
#include <immintrin.h>
void configure(void) {{
    struct {{ unsigned char palette, others[15]; unsigned short columns[16]; unsigned char rows[16]; }} tiles = {{}};
    tiles.palette = 1;
    tiles.columns[0] = {COLUMNS};
    _tile_loadconfig(&tiles);
}}
"""
"""What llama.cpp's AMX kernels begin with. Some compilers, as GCC 12, take `_tile_loadconfig` to read one pointer's
width, and drop the store of the columns; the first tile that is loaded then ends the process (llama.cpp, 26954)."""
STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")
"""How ninja counts."""
WRONG = "ERROR: "
"""How pip begins to say what went wrong."""
PHASES = {
    "Downloading llama_cpp": "Fetching the source of llama.cpp",
    "Installing build dependencies": "Installing what compiles llama.cpp",
    "Building wheel": "Compiling llama.cpp",
    "*** Installing project": "Packing llama.cpp",
}
"""What pip says, and what that means."""


class CompileError(Exception):
    """llama.cpp could not be compiled; the message says why."""


@dataclass(frozen=True)
class Stage:
    """What is being done; while files are compiled, how many of them are."""

    doing: str
    step: int = 0
    steps: int = 0


Tell = Callable[[Stage], None]


def requirement() -> str:
    """Return the requirement that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return next(line for line in project["dependencies"] if line.startswith(NAME))


def compiler() -> str:
    """Return the C++ compiler that CMake will take. Raises CompileError where there is none."""
    for name in (os.environ.get("CXX"), "c++", "g++", "clang++"):
        if name and shutil.which(shlex.split(name)[0]):
            return name
    raise CompileError(f"a C++ compiler is needed for {NAME} (Debian, Ubuntu: apt-get install g++)")


def drops_tile_stores(cxx: str) -> bool:
    """Return whether this compiler drops what AMX's tiles are configured with; False where it knows no AMX."""
    words = [*shlex.split(cxx), "-O2", "-mamx-tile", "-x", "c++", "-S", "-o", "-", "-"]
    done = subprocess.run(words, input=TILES, capture_output=True, text=True, check=False)
    code = [line for line in done.stdout.splitlines() if not line.lstrip().startswith(".ident")]
    stored = re.search(rf"\b({COLUMNS}|{COLUMNS:#x})\b", "\n".join(code))
    return done.returncode == 0 and "ldtilecfg" in done.stdout and stored is None


def build_environment(cxx: str) -> dict[str, str]:
    """Return what the build needs in its environment beside what is there: what the user has set comes first."""
    flags = " ".join(AMX) if drops_tile_stores(cxx) else ""
    given = os.environ.get("CMAKE_ARGS", "")
    return {
        "CFLAGS": f"{os.environ.get('CFLAGS', '')} {flags}".strip(),
        "CXXFLAGS": f"{os.environ.get('CXXFLAGS', '')} {flags}".strip(),
        "CMAKE_ARGS": f"-DCMAKE_PROJECT_INCLUDE={shlex.quote(str(CMAKE))} {given}".strip(),
        "SKBUILD_NINJA_MAKE_FALLBACK": "false",  # ninja compiles on every core, and counts
        "PYTHONUNBUFFERED": "1",
    }


def kept_in(wheels: Path, cxx: str, added: Mapping[str, str]) -> Path:
    """Return the folder for the wheel of this compiler, this processor and these flags."""
    words = [*shlex.split(cxx), *shlex.split(added["CXXFLAGS"])]
    for native in ("-march=native", "-mcpu=native"):
        asked = [*words, native, "-x", "c++", "-dM", "-E", os.devnull]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
    told = [requirement(), done.stdout, CMAKE.read_text(encoding="utf-8"), *(added[name] for name in sorted(added))]
    told = [text.replace(str(CMAKE), "") for text in told]  # any clone may use it
    return wheels / f"{platform.machine()}-{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:16]}"


def kept_wheel(folder: Path) -> Path | None:
    """Return the wheel that is kept in a folder, if any."""
    return next(iter(sorted(folder.glob("*.whl"))), None)


def ensure_wheel(wheels: Path, log: Path, tell: Tell) -> Path:
    """Return a wheel for this processor: the kept one, or a new one. One process compiles, others wait for it.

    `log` gets everything that pip and the compiler say. Raises CompileError; then, and where it is interrupted, nothing
    of it stays.
    """
    cxx = compiler()
    added = build_environment(cxx)
    folder = kept_in(wheels, cxx, added)
    if (wheel := kept_wheel(folder)) is not None:
        return wheel
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder, tell):
            return kept_wheel(folder) or _compiled(folder, added, log, tell)
    except OSError as error:
        raise CompileError(f"{error.strerror or error} ({error.filename or folder})") from error


@contextlib.contextmanager
def _alone(folder: Path, tell: Tell) -> Iterator[None]:
    with (folder / ".lock").open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(Stage("Waiting for another set-up that compiles llama.cpp"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _compiled(folder: Path, added: Mapping[str, str], log: Path, tell: Tell) -> Path:
    log.write_bytes(b"")
    for leftover in folder.glob(f"{WORK}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=WORK, dir=folder, ignore_cleanup_errors=True) as name:
        made = Path(name) / "made"
        words = ["--verbose", "wheel", "--no-deps", "--no-cache-dir", "--wheel-dir", str(made), requirement()]
        run_pip(words, log, Stage("Fetching the source of llama.cpp"), tell, {**added, "TMPDIR": name})
        wheel = kept_wheel(made)
        if wheel is None:
            raise CompileError(f"pip made no wheel of {requirement()}")
        return wheel.replace(folder / wheel.name)


def run_pip(words: Sequence[str], log: Path, stage: Stage, tell: Tell, added: Mapping[str, str] = {}) -> None:
    """Run pip to its end, and end it with all that it started where this process is to end.

    What it says goes into `log`. Raises CompileError with what it says first of what went wrong.
    """
    tell(stage)
    wrong = ""
    process = subprocess.Popen(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words], env=os.environ | added,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        with log.open("a", encoding="utf-8") as file:
            for line in process.stdout:
                file.write(line)
                if not wrong and line.lstrip().startswith(WRONG):
                    wrong = line.strip().removeprefix(WRONG)
                if (heard := stage_of(line, stage)) != stage:
                    tell(stage := heard)
        code = process.wait()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    if code:
        raise CompileError(f"pip says: {wrong}" if wrong else f"pip {words[0]} ended with code {code}")


def stage_of(line: str, stage: Stage) -> Stage:
    """Return the stage that a line of pip's begins or counts; otherwise the one so far."""
    if counted := STEP.match(line):
        return Stage("Compiling llama.cpp", int(counted[1]), int(counted[2]))
    said = line.strip()
    return next((Stage(meaning) for words, meaning in PHASES.items() if said.startswith(words)), stage)


def seconds_left(began: float, stage: Stage) -> float | None:
    """Return about how long the files that are left take, by those that are compiled."""
    if stage.step < max(4, stage.steps // 20):
        return None
    return (time.monotonic() - began) / stage.step * (stage.steps - stage.step)
