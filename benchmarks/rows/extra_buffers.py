"""llama.cpp's extra buffers on and off, with one library; and what it takes to try it before it is trusted.

Everything in one thread and by processor time, so that what else runs leaves the figures as they are.
"""

from __future__ import annotations

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


def prompt(options: Options) -> Result:
    """Compare the reading of a prompt."""
    ours, theirs = pair(options.model)
    return compared(*in_turns(options.turns, lambda: read(ours), lambda: read(theirs)), "tokens/s")


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
    Row("extra-prompt", "reading a prompt with extra buffers: processor time", "without them, the same library", 0.97,
        prompt, at_least=True),
    Row("extra-tokens", "generation with extra buffers: processor time", "without them, the same library",
        0.97, tokens, at_least=True),
    Row("extra-passages", "embedding with extra buffers: processor time", "without them, the same library",
        0.97, passages, at_least=True),
    Row("probe", "trying llama.cpp before it is trusted: processor time", "half a second", 1.0, probe),
)  # fmt: skip
