"""Text to vectors: all-MiniLM-L6-v2 or multilingual-e5-small in llama.cpp, without torch.

One context gives both kinds of vectors. With pooling off it returns one vector a token; the mean of a text's token
vectors, normalised, is the sentence vector that sentence-transformers computes.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import queue
import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from content.files import write_file
from engine.llama.bindings import bindings
from engine.llama.context import Cancel, Cancelled, asks_about, load_model
from engine.llama.machine import physical_cores
from models.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Encoding

    Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
MAX_TOKENS = 256
"""Longest text in word pieces, [CLS] and [SEP] included: the length that the model was trained with."""

BATCH_TOKENS = 768
"""Word pieces computed together. llama.cpp computes attention over the whole batch and masks what crosses texts, so
that a larger batch wastes more than it saves: 33, 37 and 28 texts/s at 256, 768 and 2,048 on two cores."""

BATCH_TEXTS = 64
"""Texts computed together."""

MOST_CONTEXTS = 8
"""Batches computed side by side, at most. Each context has buffers of about 25 MB."""


@dataclass(frozen=True, slots=True)
class EmbedderKind:
    """An embedding model: its name, as its publisher gave it, and what it was trained to see in front of a text."""

    name: str
    lead: str = ""


MINILM = EmbedderKind("all-MiniLM-L6-v2")
EMBEDDER_KINDS = {"all-minilm-l6-v2": MINILM, "multilingual-e5-small": EmbedderKind("multilingual-e5-small", "query:")}
"""By their keys in the catalogue. E5's card has passages begin with "passage:", with which German questions on German
text find no more (hit@1 of late interaction 50 % instead of 55)."""


class EmbedderError(ModelError):
    """The embedding model cannot be used, in one sentence."""


class TextEmbedder(Protocol):
    """What the index and the search need of an embedder (see `Embedder` for what each returns)."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def dimensions(self) -> int: ...  # noqa: D102
    @property
    def digest(self) -> str: ...  # noqa: D102
    def embed(self, texts: Sequence[str]) -> Vectors: ...  # noqa: D102
    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]: ...  # noqa: D102
    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]: ...  # noqa: D102
    def encode(self, text: str) -> Encoding: ...  # noqa: D102


class Embedder:
    """The embedding model. Any thread may call it.

    Each batch is computed by one thread in a context of its own, and batches side by side. Several threads in one batch
    wait for each other some hundred times in it, which a busy machine makes six times as slow: 6 texts/s against 38.
    """

    def __init__(
        self, gguf: Path, tokenizer: Path, threads: int = 0, *, extra_buffers: bool = True,
        cancel: Cancel | None = None, kind: EmbedderKind = MINILM,
    ) -> None:  # fmt: skip
        """Load the weights (`gguf`) and the word pieces (`tokenizer`, a tokenizer.json). Raises EmbedderError.

        `threads` is the number of batches computed at once; 0 takes one for each core. `extra_buffers` are those of
        `engine.llama.trust`. Once `cancel` is set, loading and embedding end with Cancelled, within one step.
        """
        from tokenizers import Tokenizer  # a shared library, which only questions need

        self._files = (gguf, tokenizer)
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # the library raises nothing narrower
            raise EmbedderError(
                f"the tokenizer {tokenizer} cannot be read; `portfolio models verify` checks it"
            ) from error
        self._tokenizer.no_padding()  # the file as published pads to, and cuts at, 128
        self._kind = kind
        self._lead = self._tokenizer.encode(kind.lead).ids[1:-1]
        self._tokenizer.enable_truncation(MAX_TOKENS - len(self._lead))
        self._cancel = Cancel() if cancel is None else cancel  # one that is not set is false
        self._weights = _Weights(gguf, extra_buffers, self._cancel)
        self._threads = min(threads or physical_cores(), MOST_CONTEXTS)
        self._lock = threading.Lock()
        self._last = threading.local()
        self._idle: queue.SimpleQueue[_Context] = queue.SimpleQueue()
        self._idle.put(_Context(self._weights, self._cancel))
        self._made = 1

    @property
    def name(self) -> str:
        """The model's name, as its publisher gave it."""
        return self._kind.name

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return DIMENSIONS

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the model's files: vectors of two models cannot be compared."""
        return digest_of(*self._files)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text: float32, shape (texts, 384)."""
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for index, tokens in self._token_vectors(texts):
            vectors[index] = _normalised(tokens.mean(axis=0))
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Return, for each text, one normalised vector a word piece: float32, shape (pieces, 384)."""
        return self.embed_both(texts)[1]

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Return what `embed` and `embed_tokens` return, from one pass. They are not to be written to.

        A thread that asks for one text has what it gets kept until it asks for the next one: search, answers that were
        written for a question and sentences all ask for the same question's.
        """
        if len(texts) != 1:
            return self._both(texts)
        if getattr(self._last, "text", None) != texts[0]:
            self._last.text, self._last.found = None, self._both(texts)
            self._last.text = texts[0]
        vectors, pieces = self._last.found
        return vectors, list(pieces)

    def _both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        import numpy as np

        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        pieces = [vectors[:0]] * len(texts)
        for index, tokens in self._token_vectors(texts):
            vectors[index] = _normalised(tokens.mean(axis=0))
            own = np.delete(tokens, range(1, 1 + len(self._lead)), axis=0) if self._lead else tokens
            pieces[index] = _normalised(own)
        return vectors, pieces

    def encode(self, text: str) -> Encoding:
        """Return the word pieces of `text` (`.ids`, `.tokens`) without its lead, cut at 256 with it, [SEP] kept."""
        return self._tokenizer.encode(text)

    def _token_vectors(self, texts: Sequence[str]) -> Iterator[tuple[int, Vectors]]:
        """Yield (index of the text, the vectors of its word pieces, those of its lead behind the first)."""
        encoded = (self.encode(text).ids for text in texts)
        pieces = [[*ids[:1], *self._lead, *ids[1:]] for ids in encoded]
        batches = list(_batches(pieces))
        if len(batches) == 1:
            yield from self._run(batches[0], pieces)
            return
        with ThreadPoolExecutor(self._threads, "embedding") as threads:
            for found in threads.map(lambda batch: list(self._run(batch, pieces)), batches):
                yield from found

    def _run(self, batch: list[int], pieces: list[list[int]]) -> Iterator[tuple[int, Vectors]]:
        context = self._context()
        try:
            vectors = context.vectors([pieces[index] for index in batch])
        finally:
            self._idle.put(context)
        start = 0
        for index in batch:
            stop = start + len(pieces[index])
            yield index, vectors[start:stop]
            start = stop

    def _context(self) -> _Context:
        """Return an idle context: a new one while there are fewer than threads, else the next that falls idle."""
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            with self._lock:
                if self._made < self._threads:
                    made = _Context(self._weights, self._cancel)
                    self._made += 1
                    return made
            return self._idle.get()


def digest_of(gguf: Path, tokenizer: Path) -> str:
    """Return the `digest` of the embedder in these files, which is kept beside them. Raises OSError.

    While size and time of both stay as they were, nobody reads their 29 MB again, which takes every start 20 ms.
    """
    stats = [path.stat() for path in (gguf, tokenizer)]
    seen = [[stat.st_size, stat.st_mtime_ns, stat.st_ino] for stat in stats]
    kept = gguf.with_suffix(".digest.json")
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["seen"] == seen:
            return str(known["digest"])
    digest = hashlib.sha256()
    for path in (gguf, tokenizer):
        digest.update(path.read_bytes())
    with contextlib.suppress(OSError):  # somebody else's cache, which is only read
        write_file(kept, json.dumps({"seen": seen, "digest": digest.hexdigest()}))
    return digest.hexdigest()


def _batches(pieces: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the indexes of texts to compute together, short texts first so that batches fill evenly."""
    batch: list[int] = []
    size = 0
    for index in sorted(range(len(pieces)), key=lambda index: len(pieces[index])):
        if batch and (size + len(pieces[index]) > BATCH_TOKENS or len(batch) == BATCH_TEXTS):
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += len(pieces[index])
    if batch:
        yield batch


class _Weights:
    """llama.cpp's model, which contexts share."""

    def __init__(self, gguf: Path, extra_buffers: bool, cancel: Cancel) -> None:
        if not gguf.is_file():
            raise EmbedderError(f"the embedding model {gguf} is missing; `portfolio models pull` fetches it")
        llama_cpp = bindings()
        self.model: Any = load_model(gguf, extra_buffers=extra_buffers, cancel=cancel)
        if not self.model:
            raise EmbedderError(f"{gguf} is no model that llama.cpp can load; `portfolio models verify` checks it")
        _when_dropped(self, llama_cpp.llama_model_free, self.model)
        if llama_cpp.llama_model_n_embd(self.model) != DIMENSIONS:
            raise EmbedderError(f"{gguf} gives vectors of another size than {DIMENSIONS}: it is not in the catalogue")


class _Context:
    """llama.cpp's context, for one thread at a time. `weights` are kept, since they have to outlive it."""

    def __init__(self, weights: _Weights, cancel: Cancel) -> None:
        llama_cpp = bindings()
        self._llama = llama_cpp
        self._cancel = cancel
        self._context = llama_cpp.llama_init_from_model(weights.model, self._parameters())
        if not self._context:
            raise EmbedderError("there is no memory for the embedding model, which needs about 100 MB")
        _when_dropped(self, _free, llama_cpp.llama_free, self._context, weights)
        self._asks = asks_about(llama_cpp.ggml_abort_callback)
        llama_cpp.llama_set_abort_callback(self._context, self._asks, ctypes.cast(cancel.bytes, ctypes.c_void_p))
        self._batch = llama_cpp.llama_batch_init(BATCH_TOKENS, 0, 1)
        _when_dropped(self, llama_cpp.llama_batch_free, self._batch)

    def _parameters(self) -> Any:
        parameters = self._llama.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = BATCH_TOKENS
        parameters.n_seq_max = BATCH_TEXTS
        parameters.kv_unified = True
        parameters.n_threads = parameters.n_threads_batch = 1
        parameters.embeddings = True
        parameters.pooling_type = self._llama.LLAMA_POOLING_TYPE_NONE
        parameters.flash_attn_type = self._llama.LLAMA_FLASH_ATTN_TYPE_ENABLED  # 80 texts/s against 25 without
        parameters.no_perf = True
        return parameters

    def vectors(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """Return the vectors of all word pieces of `texts`, one below the other: float32, shape (pieces, 384)."""
        import numpy as np

        batch, row = self._batch, 0
        for number, pieces in enumerate(texts):
            for position, piece in enumerate(pieces):
                batch.token[row], batch.pos[row], batch.logits[row] = piece, position, 1
                batch.n_seq_id[row], batch.seq_id[row][0] = 1, number
                row += 1
        batch.n_tokens = row
        code = self._llama.llama_encode(self._context, batch)
        if self._cancel:
            raise Cancelled
        if code:
            raise EmbedderError(f"llama.cpp could not embed a text (code {code})")
        vectors = np.ctypeslib.as_array(self._llama.llama_get_embeddings(self._context), shape=(row, DIMENSIONS))
        return vectors.copy()  # the next batch overwrites the buffer


def _when_dropped(owner: object, free: Any, *what: Any) -> None:
    """Call `free` once nobody holds `owner`; never at the interpreter's exit, when a thread may still compute in it."""
    weakref.finalize(owner, free, *what).atexit = False


def _free(free: Any, context: Any, weights: _Weights) -> None:  # noqa: ARG001 -- holding them is the purpose
    free(context)


def _normalised(vectors: Vectors) -> Vectors:
    """Return each vector at length 1."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    normalised: Vectors = vectors / np.maximum(lengths, 1e-12)
    return normalised
