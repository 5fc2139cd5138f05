"""Compiling llama.cpp as the set-up does against `pip wheel` as it is published, and how fast both wheels are."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import zipfile
from functools import cache, partial
from pathlib import Path
from statistics import median

from benchmarks.measure import PYTHON, Options, Result, Row, compared, in_turns, run, words

TOKENS = 64
PROMPT = "Explain what a transactional outbox buys, and what it costs. " * 8
ROOT = Path(__file__).parents[2]


@cache
def built(turns: int) -> tuple[list[float], list[float], list[float], tempfile.TemporaryDirectory[str]]:
    """Compile both in turns. Returns processor seconds of ours and theirs, elapsed seconds of ours, and a folder with
    both unpacked."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from llama_wheel import build_environment, compiler, kept_wheel, requirement

    folder = tempfile.TemporaryDirectory()
    elapsed: list[float] = []

    def compile_in(name: str, **environment: str) -> float:
        into = Path(folder.name) / name
        done = run(
            (
                PYTHON,
                "-m",
                "pip",
                "wheel",
                "-q",
                "--no-deps",
                "--no-cache-dir",
                "--wheel-dir",
                str(into),
                requirement(),
            ),
            **environment,
        )
        wheel = kept_wheel(into)
        assert wheel is not None
        zipfile.ZipFile(wheel).extractall(into)
        if name == "ours":
            elapsed.append(done.seconds)
        return done.processor

    added = build_environment(compiler())
    ours, theirs = in_turns(turns, lambda: compile_in("ours", **added), lambda: compile_in("theirs"))
    return ours, theirs, elapsed, folder


def compiled(options: Options) -> Result:
    """Compare the processor time of both compiles, all of pip and its fetching included."""
    ours, theirs, elapsed, _ = built(max(1, options.turns // 3))
    note = (
        f"compiles of each: {len(ours)}; ours took {words(median(elapsed), 's')} by the clock; what nothing here calls "
        "is left out, and what only calls the kernels is optimised less"
    )
    return compared(ours, theirs, note=note)


@cache
def speeds(options: Options) -> list[dict[str, tuple[float, float]]]:
    """Return what both wheels do in each turn, each in a process of its own."""
    folder = Path(built(max(1, options.turns // 3))[-1].name)

    def told(name: str) -> tuple[float, float]:
        command = (PYTHON, "-m", "benchmarks.rows.compiling", options.model)
        rate, passages = json.loads(run(command, PYTHONPATH=f"{folder / name}{os.pathsep}{ROOT}").out)
        return rate, passages

    return [{name: told(name) for name in ("ours", "theirs")} for _ in range(options.turns)]


def speed(at: int, unit: str, options: Options) -> Result:
    """Compare one figure of both wheels."""
    found = speeds(options)
    return compared([turn["ours"][at] for turn in found], [turn["theirs"][at] for turn in found], unit)


def measured(model: str) -> tuple[float, float]:
    """Return tokens and passages a second of processor time, of the llama.cpp that this process finds.

    Tokens are generated on one thread, and an index is built with a thread a batch: nobody waits for another, so that
    what else runs leaves the processor time as it is.
    """
    from benchmarks.bare import Bare
    from benchmarks.rows.indexing import build
    from engine.llama.context import BATCH
    from engine.settings import load_settings
    from models.resolve import ensure_llm

    file = ensure_llm(model, load_settings().cache_dir)
    bare = Bare(str(file.path), file.context, 1, BATCH)
    bare.prompt(PROMPT)
    began = time.process_time()
    bare.generate(TOKENS)
    rate = TOKENS / (time.process_time() - began)
    bare.close()
    began = time.process_time()
    _, count = build()
    return rate, count / (time.process_time() - began)


ROWS = (
    Row("compile", "compiling llama.cpp as the set-up does: processor time", "`pip wheel` as it is published", 0.5,
        compiled, quick=False),
    Row("wheel-tokens", "generation with the set-up's wheel: processor time", "the wheel as it is published", 0.97,
        partial(speed, 0, "tokens/s"), at_least=True, quick=False),
    Row("wheel-index", "index build with the set-up's wheel: processor time", "the wheel as it is published", 0.97,
        partial(speed, 1, "passages/s"), at_least=True, quick=False),
)  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
