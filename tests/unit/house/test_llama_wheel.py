"""What a compiler is, where a wheel is kept, and how far pip has come with one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

import llama_wheel
from tests.fakes.programs import program

CONFIGURED = "\tldtilecfg\t-72(%rsp)\n"


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
