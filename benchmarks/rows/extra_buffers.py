"""llama.cpp's extra buffers on and off, with one library, and whether the faster way was chosen; and what it takes to
try it before it is trusted.

Everything in one thread and by processor time, so that what else runs leaves the figures as they are.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
import time
from functools import cache
from pathlib import Path
from statistics import median

from benchmarks.bare import Bare
from benchmarks.measure import Options, Result, Row, compared, in_turns, words

PROMPT = "Explain what a transactional outbox buys, and what it costs. " * 24
TOKENS = 64
PASSAGES = 64
HALF_A_SECOND = 0.5
SMALLEST = "smollm2-135m"
KINDS = ("Q4_0", "Q8_0")


@cache
def pair(model: str) -> tuple[Bare, Bare]:
    """Load the language model both ways."""
    from engine.llama.context import BATCH
    from engine.settings import load_settings
    from models.resolve import ensure_llm

    file = ensure_llm(model, load_settings().cache_dir)
    ours, theirs = (Bare(str(file.path), file.context, 1, BATCH, extra_buffers=extra) for extra in (True, False))
    return ours, theirs


def read(bare: Bare) -> float:
    """Return prompt tokens a second."""
    began = time.process_time()
    bare.prompt(PROMPT)
    return bare.tokens / (time.process_time() - began)


def write(bare: Bare) -> float:
    """Return generated tokens a second."""
    began = time.process_time()
    bare.generate(TOKENS)
    return TOKENS / (time.process_time() - began)


def requantised(path: Path, kind: str, folder: Path) -> Path:
    """Write the model in `path` with weights of another kind into `folder`. It is a worse one, and as fast."""
    from engine.llama.bindings import bindings
    from engine.llama.context import silence

    silence()
    library, target = bindings(), folder / f"{path.stem}-{kind}.gguf"
    wanted = library.llama_model_quantize_default_params()
    wanted.ftype, wanted.allow_requantize = getattr(library, f"LLAMA_FTYPE_MOSTLY_{kind}"), True
    if library.llama_model_quantize(str(path).encode(), str(target).encode(), ctypes.byref(wanted)):
        raise SystemExit(f"{path} could not be written as {kind}")
    return target


def chosen(options: Options) -> Result:
    """Compare the way that is chosen for a model with the other: the named model, and one requantised in two ways."""
    from engine.llama.context import BATCH
    from engine.llama.trust import trusted
    from engine.llama.ways import faster_with_extra_buffers
    from engine.settings import load_settings
    from models.resolve import ensure_llm

    cache = load_settings().cache_dir
    ratios: list[float] = []
    told: list[str] = []
    took: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = ensure_llm(SMALLEST, cache).path
        files = dict.fromkeys([ensure_llm(options.model, cache).path, small])
        for path in (*files, *(requantised(small, kind, folder) for kind in KINDS)):
            verdict = trusted(path, cache)
            began = time.perf_counter()
            extra = faster_with_extra_buffers(path, folder, verdict)
            took.append(time.perf_counter() - began)
            with_extra, without = (Bare(str(path), 1024, 1, BATCH, extra_buffers=way) for way in (True, False))
            runs = in_turns(options.turns, lambda bare=with_extra: read(bare), lambda bare=without: read(bare))
            one, other = map(median, runs)
            with_extra.close()
            without.close()
            ratios.append(one / other if extra else other / one)
            way = "with" if extra else "without"
            told.append(f"{path.stem} {words(one, 'tokens/s')} with, {words(other, 'tokens/s')} without: {way}")
    least = min(ratios)
    note = f"{'; '.join(told)}. To find it out took {words(median(took), 's')}, once for each model and processor"
    return Result(least, f"{least:.2f} of the other way at the worst", f"{max(ratios):.2f} at the best", note)


def tokens(options: Options) -> Result:
    """Compare generation."""
    ours, theirs = pair(options.model)
    for bare in (ours, theirs):
        bare.prompt(PROMPT)
    return compared(*in_turns(options.turns, lambda: write(ours), lambda: write(theirs)), "tokens/s")


def passages(options: Options) -> Result:
    """Compare the embedding of the pack's first passages."""
    from content.loader import load_portfolio
    from engine.retrieve.embed import Embedder
    from engine.retrieve.index import embedded_text
    from engine.retrieve.passages import passages_of
    from engine.settings import load_settings
    from models.convert import ensure_embedder

    texts = [embedded_text(passage) for passage in passages_of(load_portfolio())[:PASSAGES]]
    files = ensure_embedder(load_settings().cache_dir)
    ours, theirs = (Embedder(files.gguf, files.tokenizer, 1, extra_buffers=extra) for extra in (True, False))

    def embed(embedder: Embedder) -> float:
        began = time.process_time()
        embedder.embed_both(texts)
        return len(texts) / (time.process_time() - began)

    return compared(*in_turns(options.turns, lambda: embed(ours), lambda: embed(theirs)), "passages/s")


def all_computed() -> float:
    """Return the processor seconds of this process and of all its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def probe(options: Options) -> Result:
    """Compare the trial of llama.cpp with half a second."""
    from engine.llama import trust
    from engine.settings import load_settings
    from models.convert import ensure_embedder

    model = ensure_embedder(load_settings().cache_dir).gguf
    computed: list[float] = []
    elapsed: list[float] = []
    again: list[float] = []
    for _ in range(options.turns):
        with tempfile.TemporaryDirectory() as name:
            trust._known.clear()
            began, before = time.perf_counter(), all_computed()
            trust.trusted(model, Path(name))
            elapsed.append(time.perf_counter() - began)
            computed.append(all_computed() - before)
            trust._known.clear()
            began = time.perf_counter()
            trust.trusted(model, Path(name))
            again.append(time.perf_counter() - began)
    seconds = median(computed)
    note = f"once for each library and processor, {words(median(elapsed), 's')} by the clock; later starts "
    note += f"read a file in {words(median(again), 's')}"
    return Result(seconds / HALF_A_SECOND, words(seconds, "s"), words(HALF_A_SECOND, "s"), note)


ROWS = (
    Row("kernels", "reading a prompt the way that is chosen for the model: processor time",
        "the other way (extra buffers or none), four kinds of weights", 0.95, chosen, at_least=True),
    Row("extra-tokens", "generation with extra buffers: processor time", "without them, the same library",
        0.97, tokens, at_least=True),
    Row("extra-passages", "embedding with extra buffers: processor time", "without them, the same library",
        0.97, passages, at_least=True),
    Row("probe", "trying llama.cpp before it is trusted: processor time", "half a second", 1.0, probe),
)  # fmt: skip
