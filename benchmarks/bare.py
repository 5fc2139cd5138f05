"""llama.cpp with nothing around it: one model, one context, its own greedy sampler. The baseline of generation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any


class Bare:
    """Opens the model as the engine does (threads, batch, flash attention)."""

    def __init__(self, path: str, context: int, threads: int, batch: int, *, extra_buffers: bool = True) -> None:
        from engine.llama.bindings import bindings
        from engine.llama.context import silence

        llama_cpp = bindings()

        silence()
        self._c: Any = llama_cpp
        self._batch = batch
        self.tokens = 0
        parameters = llama_cpp.llama_model_default_params()
        parameters.n_gpu_layers = 0
        parameters.use_extra_bufts = extra_buffers
        self._model = llama_cpp.llama_model_load_from_file(path.encode(), parameters)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        options = llama_cpp.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_ubatch = context, batch, batch
        options.n_threads = options.n_threads_batch = threads
        options.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        options.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, options)
        self._greedy = llama_cpp.llama_sampler_init_greedy()

    def prompt(self, text: str) -> float:
        """Compute a prompt from the start; return the seconds that took."""
        data = text.encode()
        room = len(data) + 8
        ids = (self._c.llama_token * room)()
        count = self._c.llama_tokenize(self._vocab, data, len(data), ids, room, False, True)
        self._c.llama_memory_clear(self._c.llama_get_memory(self._context), True)
        self.tokens = count
        return self._decode(list(ids[:count]))

    def generate(self, count: int) -> float:
        """Generate `count` tokens at temperature 0, whatever they are; return the seconds that took."""
        began = time.perf_counter()
        for _ in range(count):
            self._decode([self._c.llama_sampler_sample(self._greedy, self._context, -1)])
        self._c.llama_synchronize(self._context)
        return time.perf_counter() - began

    def write(self, tokens: Sequence[int]) -> float:
        """Compute `tokens` as if the model had chosen each: one by one, sampled from. Return the seconds."""
        began = time.perf_counter()
        for token in tokens:
            self._c.llama_sampler_sample(self._greedy, self._context, -1)
            self._decode([token])
        self._c.llama_synchronize(self._context)
        return time.perf_counter() - began

    def _decode(self, tokens: Sequence[int]) -> float:
        began = time.perf_counter()
        for start in range(0, len(tokens), self._batch):
            piece = tokens[start : start + self._batch]
            ids = (self._c.llama_token * len(piece))(*piece)
            if code := self._c.llama_decode(self._context, self._c.llama_batch_get_one(ids, len(piece))):
                raise RuntimeError(f"llama_decode returned {code}")
        return time.perf_counter() - began

    def close(self) -> None:
        """Give the memory back."""
        self._c.llama_sampler_free(self._greedy)
        self._c.llama_free(self._context)
        self._c.llama_model_free(self._model)
