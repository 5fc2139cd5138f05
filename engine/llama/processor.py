"""What this processor can do, and what of it llama.cpp was compiled for."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
LISTS = ("flags", "Features")
"""What the list of features is called: on x86, on ARM."""

FLAGS = {
    "SSE3": "pni", "SSSE3": "ssse3", "AVX": "avx", "AVX_VNNI": "avx_vnni", "AVX2": "avx2", "F16C": "f16c", "FMA": "fma",
    "BMI2": "bmi2", "AVX512": "avx512f", "AVX512_VBMI": "avx512vbmi", "AVX512_VNNI": "avx512_vnni",
    "AVX512_BF16": "avx512_bf16", "AMX_INT8": "amx_int8", "NEON": "asimd", "FP16_VA": "asimdhp", "DOTPROD": "asimddp",
    "MATMUL_INT8": "i8mm", "SVE": "sve", "SME": "sme",
}  # fmt: skip
"""Linux's words for what llama.cpp says that it was compiled for. It has others, which are no feature of a processor:
OPENMP, LLAMAFILE (matrix kernels), REPACK (weights laid out anew for the widest kernels)."""

KERNELS = ("AMX_INT8", "AVX512_VNNI", "AVX512_BF16", "AVX512", "AVX_VNNI", "AVX2", "AVX", "SME", "SVE", "MATMUL_INT8",
           "DOTPROD", "NEON", "LLAMAFILE", "REPACK")  # fmt: skip
"""Those of llama.cpp's words that name kernels for matrices, the widest first."""
OF_EXTRA_BUFFERS = ("AMX_INT8", "REPACK")
"""Those that compute on weights in extra buffers only."""


@lru_cache(maxsize=1)
def processor_features() -> frozenset[str]:
    """Return what the processor can do, in the system's words; its name alone where the system lists nothing."""
    return listed_features(CPUINFO) or frozenset((platform.machine(), platform.processor()))


def listed_features(path: Path) -> frozenset[str]:
    """Return the features in a file such as /proc/cpuinfo, of its first processor; none where there is no such list."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    found = (line.partition(":") for line in lines)
    return next((frozenset(value.split()) for name, _, value in found if name.strip() in LISTS), frozenset())


def kernels(compiled_for: Iterable[str], *, extra_buffers: bool) -> tuple[str, ...]:
    """Return which kernels for matrices are in use, as llama.cpp calls them."""
    names = set(compiled_for) - (set() if extra_buffers else set(OF_EXTRA_BUFFERS))
    return tuple(name for name in KERNELS if name in names)


def lacking(compiled_for: Iterable[str], features: frozenset[str]) -> tuple[str, ...]:
    """Return what llama.cpp was compiled for and a processor with `features` does not have."""
    return tuple(name for name in compiled_for if name in FLAGS and FLAGS[name] not in features)
