"""A process that tries llama.cpp, so that no other has to die of it: `python -m engine.llama.probe MODEL WAY [TOKENS]`.

It loads a model with llama.cpp's extra buffers (`extra`) or without (`plain`), computes so many tokens together, and
writes JSON: a line with what the library was compiled for, one with the tokens a second. What it does not survive, it
dies of.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import time
from typing import Any

from engine.llama.bindings import bindings
from engine.llama.context import silence
from engine.llama.verdict import EXTRA

LIMIT = 30
"""Seconds after which it is taken to hang, and ends. It needs a third of one, and more where others want the cores."""
UNLOADABLE, FAILED = 3, 4
"""Exit codes: the library cannot be opened (stderr says why); the model cannot be."""
TOKENS = 128
"""Computed together, about as many as a passage has: the kernels for prompts. Before them one, which has its own."""
TURNS = 2
"""How often, of which the fastest counts."""


def main(model: str, way: str, tokens: str = str(TOKENS)) -> int:
    """Load and compute; return the exit code."""
    _die_quietly()
    try:
        library = bindings()
    except (ImportError, OSError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return UNLOADABLE
    _tell(compiled_for(library))
    silence()
    library.llama_backend_init()
    speed = tokens_a_second(library, model, int(tokens), extra=way == EXTRA)
    if speed is None:
        return FAILED
    _tell(speed)
    return 0


def _tell(found: object) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()  # what comes next may be the end


def compiled_for(library: Any) -> list[str]:
    """Return the features and kernels that llama.cpp says it was compiled with."""
    told = library.llama_print_system_info().decode("ascii", "replace")
    pairs = (item.rpartition(":")[2].partition("=") for item in told.split("|"))
    return [name.strip() for name, _, value in pairs if value.strip() == "1"]


def tokens_a_second(library: Any, model: str, tokens: int, *, extra: bool) -> float | None:
    """Compute a token, then a batch of them in one thread; return the batch's speed, None where it cannot be done."""
    parameters = library.llama_model_default_params()
    parameters.n_gpu_layers = 0
    parameters.use_extra_bufts = extra
    loaded = library.llama_model_load_from_file(model.encode(), parameters)
    context = library.llama_init_from_model(loaded, _context(library)) if loaded else None
    if not context:
        return None
    size = library.llama_vocab_n_tokens(library.llama_model_get_vocab(loaded))
    seconds: list[float] = []
    for count in (1, *TURNS * (tokens,)):
        batch = library.llama_batch_init(tokens, 0, 1)
        batch.n_tokens = count
        for row in range(count):
            batch.token[row], batch.pos[row], batch.logits[row] = (1000 + row) % size, row, 1
            batch.n_seq_id[row], batch.seq_id[row][0] = 1, 0
        if memory := library.llama_get_memory(context):  # which a model that only embeds does not have
            library.llama_memory_clear(memory, True)
        start = time.thread_time()
        if library.llama_decode(context, batch):
            return None
        seconds.append(time.thread_time() - start)
    return tokens / min(seconds[1:])


def _context(library: Any) -> Any:
    parameters = library.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = TOKENS
    parameters.n_threads = parameters.n_threads_batch = 1
    parameters.embeddings = True
    parameters.pooling_type = library.LLAMA_POOLING_TYPE_NONE
    parameters.flash_attn_type = library.LLAMA_FLASH_ATTN_TYPE_ENABLED
    parameters.no_perf = True
    return parameters


def _die_quietly() -> None:
    """Leave no core behind, and end by oneself: whoever started this may be gone by then."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if hasattr(signal, "alarm"):
        signal.alarm(LIMIT)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
