"""What the processor can do beside what llama.cpp was compiled for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.llama.probe import compiled_for
from engine.llama.processor import kernels, lacking, listed_features, processor_features

X86 = "processor\t: 0\nmodel name\t: A\nflags\t\t: fpu avx2 amx_tile amx_int8\n\nprocessor\t: 1\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\n"


@pytest.mark.parametrize(
    ("text", "features"),
    [
        (X86, {"fpu", "avx2", "amx_tile", "amx_int8"}),
        (ARM, {"fp", "asimd", "asimddp", "i8mm"}),
        ("processor : 0", set()),
    ],
)
def test_features_are_those_of_the_first_processor(text: str, features: set[str], tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    assert listed_features(tmp_path / "cpuinfo") == features
    assert listed_features(tmp_path / "none") == frozenset()


def test_this_processor_has_features() -> None:
    assert processor_features()


def test_what_is_lacking_is_named_in_llama_cpps_words() -> None:
    compiled = ("AVX2", "AVX512_VNNI", "AMX_INT8", "OPENMP", "REPACK")
    assert lacking(compiled, frozenset({"avx2", "avx512_vnni"})) == ("AMX_INT8",)
    assert lacking(compiled, frozenset({"avx2", "avx512_vnni", "amx_int8"})) == ()


def test_kernels_of_extra_buffers_are_only_in_use_with_them() -> None:
    compiled = ("SSE3", "AVX2", "AVX512_VNNI", "AMX_INT8", "OPENMP", "REPACK")
    assert kernels(compiled, extra_buffers=True) == ("AMX_INT8", "AVX512_VNNI", "AVX2", "REPACK")
    assert kernels(compiled, extra_buffers=False) == ("AVX512_VNNI", "AVX2")


def test_llama_cpps_own_words_are_read() -> None:
    class Library:
        @staticmethod
        def llama_print_system_info() -> bytes:
            return b"CPU : SSE3 = 1 | AVX2 = 1 | AVX512 = 0 | OPENMP = 1 | "

    assert compiled_for(Library) == ["SSE3", "AVX2", "OPENMP"]
