"""Text to vectors: all-MiniLM-L6-v2 in llama.cpp, without torch.

One context gives both kinds of vectors. With pooling off it returns one vector a token; the mean of a text's token vectors,
normalised, is the sentence vector that sentence-transformers computes.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Encoding

    Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 256
"""Longest text in word pieces, [CLS] and [SEP] included: the length that the model was trained with."""

BATCH_TOKENS = 768
"""Word pieces decoded together. llama.cpp computes attention over the whole batch and masks what crosses texts, so a larger
batch wastes more than it saves (measured on two cores: 768 was fastest)."""


class EmbedderError(Exception):
    """The embedding model cannot be used, in one sentence."""


class Embedder:
    """The embedding model. Any thread may call it; a lock lets one text batch in at a time."""

    def __init__(self, gguf: Path, tokenizer: Path, threads: int = 0) -> None:
        """Load the weights (`gguf`) and the word-piece vocabulary (`tokenizer`, a tokenizer.json). Raises EmbedderError.

        `threads` 0 takes one for each core.
        """
        from tokenizers import Tokenizer

        self._lock = threading.Lock()
        self.gguf = gguf
        self.digest = f"{gguf.stat().st_size}" if gguf.is_file() else ""
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # the library raises bare Exception
            raise EmbedderError(f"the tokenizer {tokenizer} cannot be read: {error}") from error
        self._tokenizer.no_padding()  # the shipped file pads, and cuts at 128
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._runner = _Runner(gguf, threads or os.cpu_count() or 1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text: float32, shape (texts, 384)."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for index, tokens in self._token_vectors(texts):
            vectors[index] = _normalised(tokens.mean(axis=0))
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Return, for each text, one normalised vector a word piece: float32, shape (pieces, 384)."""
        import numpy as np

        result = [np.zeros((0, DIMENSIONS), dtype=np.float32)] * len(texts)
        for index, tokens in self._token_vectors(texts):
            result[index] = _normalised(tokens)
        return result

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Return what `embed` and `embed_tokens` return, from one pass."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        pieces = [np.zeros((0, DIMENSIONS), dtype=np.float32)] * len(texts)
        for index, tokens in self._token_vectors(texts):
            vectors[index] = _normalised(tokens.mean(axis=0))
            pieces[index] = _normalised(tokens)
        return vectors, pieces

    def encode(self, text: str) -> Encoding:
        """Return the word pieces of `text` (`.ids`, `.tokens`), cut at 256 with [SEP] kept."""
        return self._tokenizer.encode(text)

    def _token_vectors(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Yield (index of the text, its token vectors), the short texts first so that batches fill evenly."""
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda index: len(encoded[index]))
        batch: list[int] = []
        size = 0
        for index in order:
            if batch and size + len(encoded[index]) > BATCH_TOKENS:
                yield from self._run(batch, encoded)
                batch, size = [], 0
            batch.append(index)
            size += len(encoded[index])
        if batch:
            yield from self._run(batch, encoded)

    def _run(self, batch: list[int], encoded: list[list[int]]) -> Iterator[tuple[int, Vectors]]:
        with self._lock:
            vectors = self._runner.vectors([encoded[index] for index in batch])
        start = 0
        for index in batch:
            stop = start + len(encoded[index])
            yield index, vectors[start:stop]
            start = stop


class _Runner:
    """llama.cpp's model and context. Not thread-safe: the embedder's lock guards it."""

    def __init__(self, gguf: Path, threads: int) -> None:
        import llama_cpp

        if not gguf.is_file():
            raise EmbedderError(
                f"the embedding model {gguf} is missing; `portfolio models pull all-minilm-l6-v2` gets it"
            )
        silence_llama()
        self._llama = llama_cpp
        llama_cpp.llama_backend_init()
        model_params = llama_cpp.llama_model_default_params()
        model_params.n_gpu_layers = 0  # 22 million weights: moving a text to a GPU takes longer than embedding it
        self._model = llama_cpp.llama_model_load_from_file(str(gguf).encode(), model_params)
        if not self._model:
            raise EmbedderError(f"the embedding model {gguf} cannot be loaded; `portfolio models verify` checks it")
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = BATCH_TOKENS
        params.n_seq_max = 64
        params.n_threads = params.n_threads_batch = threads
        params.embeddings = True
        params.pooling_type = llama_cpp.LLAMA_POOLING_TYPE_NONE
        params.flash_attn_type = 1
        params.kv_unified = True
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        self._batch = llama_cpp.llama_batch_init(BATCH_TOKENS, 0, 1)

    def vectors(self, texts: Sequence[Sequence[int]]) -> Vectors:
        import numpy as np

        batch, row = self._batch, 0
        for sequence, ids in enumerate(texts):
            for position, token in enumerate(ids):
                batch.token[row] = token
                batch.pos[row] = position
                batch.n_seq_id[row] = 1
                batch.seq_id[row][0] = sequence
                batch.logits[row] = 1
                row += 1
        batch.n_tokens = row
        code = self._llama.llama_encode(self._context, batch)
        if code:
            raise EmbedderError(f"llama.cpp could not embed a text (code {code})")
        pointer = self._llama.llama_get_embeddings(self._context)
        return np.ctypeslib.as_array(pointer, shape=(row, DIMENSIONS)).copy()


def _normalised(vectors: Any) -> Any:
    import numpy as np

    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def silence_llama() -> None:
    global _log
    import llama_cpp

    @llama_cpp.llama_log_callback
    def quiet(level: int, text: bytes, data: ctypes.c_void_p) -> None: ...

    _log = quiet
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p(0))
