"""A language model in llama.cpp, by token ids: nothing that a visitor types is ever read as a control token.

The low-level interface is used, because the high-level one tokenises strings with their special tokens, copies the
scores of every token, and cannot be stopped in the middle of a prompt.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.llama.bindings import bindings
from engine.llama.latch import Latch, Shut

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Logits = npt.NDArray[np.float32]

BATCH = 512
"""Tokens decoded together. Larger batches gain less than 7 % on two cores and delay a cancel."""


class ModelLoadError(Exception):
    """A model that cannot be loaded or run, in one sentence."""


class Cancelled(Exception):  # noqa: N818 -- it is a request, not an error
    """Generation was stopped by whoever asked for it."""


class Cancel:
    """A flag that stops one generation, set from any thread.

    llama.cpp asks an abort callback before each step of its graph. A Python callback would take the interpreter lock
    some 700 times a token; C's own `strlen` over these two bytes answers 0 (go on) or 1 (stop) without it. While it
    loads a model llama.cpp asks the other way round: `strlen` over `wanted` answers 1 (go on) or 0 (stop).
    """

    def __init__(self) -> None:
        self.bytes = ctypes.create_string_buffer(2)
        self.wanted = ctypes.create_string_buffer(b"\x01", 2)
        self.then: Callable[[], None] = lambda: None

    def set(self) -> None:
        """Ask for the stop: it takes effect within one step of the graph. Calls `then`, which may leave a queue."""
        self.bytes[0], self.wanted[0] = b"\x01", b"\0"
        self.then()

    def __bool__(self) -> bool:
        return self.bytes[0] != b"\0"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How many tokens of a prompt were computed, in what time, and how many were there from the prompt before."""

    computed: int
    reused: int
    seconds: float = 0.0


class Llama:
    """One model and one context. Tokenising is safe from any thread; everything else is for one thread at a time.

    Any thread may close it at any time: what computes is stopped, and whoever comes later hears a ModelLoadError.
    """

    def __init__(
        self, path: Path, context: int, threads: int, batch_threads: int, *, extra_buffers: bool = True,
        cancel: Cancel | None = None,
    ) -> None:  # fmt: skip
        """Load the GGUF file at `path` with room for `context` tokens. Raises ModelLoadError; Cancelled by `cancel`.

        `extra_buffers` are those of `engine.llama.trust`.
        """
        llama_cpp = bindings()

        self._c: Any = llama_cpp
        self._model = load_model(path, extra_buffers=extra_buffers, cancel=cancel)
        if not self._model:
            raise ModelLoadError(f"{path} is no model that llama.cpp can load; `portfolio models verify` checks it")
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self.size = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self.context = min(context, llama_cpp.llama_model_n_ctx_train(self._model) or context)
        self._context = llama_cpp.llama_init_from_model(self._model, self._parameters(threads, batch_threads))
        if not self._context:
            llama_cpp.llama_model_free(self._model)
            raise ModelLoadError(f"there is no memory for {path} with {self.context} tokens; choose a smaller model")
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._tokens: list[int] = []
        self._views: dict[int, Logits] = {}
        self._latch = Latch()
        self._abort = asks_about(llama_cpp.ggml_abort_callback)
        self._cancel = Cancel()

    def _parameters(self, threads: int, batch_threads: int) -> Any:
        params = self._c.llama_context_default_params()
        params.n_ctx = self.context
        params.n_batch = params.n_ubatch = BATCH
        params.n_threads, params.n_threads_batch = threads, batch_threads
        params.flash_attn_type = self._c.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.no_perf = True
        return params

    @contextmanager
    def _open(self) -> Iterator[None]:
        """Keep the memory from being given back meanwhile: llama.cpp would end the process."""
        try:
            with self._latch:
                yield
        except Shut:
            raise ModelLoadError("the language model was closed meanwhile; ask again") from None

    # -- the vocabulary

    @property
    def chat_template(self) -> str:
        """The model's own chat template (Jinja), or nothing."""
        with self._open():
            template = self._c.llama_model_chat_template(self._model, None)
        return template.decode("utf-8", "replace") if template else ""

    @property
    def bos(self) -> int | None:
        """The token that opens every text, where the model wants one."""
        with self._open():
            token = self._c.llama_vocab_bos(self._vocab)
            return int(token) if token >= 0 and self._c.llama_vocab_get_add_bos(self._vocab) else None

    def spelling(self, token: int) -> str:
        """Return how a token is written in the model's files, control tokens included; nothing for no token."""
        with self._open():
            return self._c.llama_vocab_get_text(self._vocab, token).decode("utf-8", "replace") if token >= 0 else ""

    @property
    def bos_text(self) -> str:
        """How the opening token is written."""
        with self._open():
            return self.spelling(self._c.llama_vocab_bos(self._vocab))

    @property
    def eos_text(self) -> str:
        """How the closing token is written."""
        with self._open():
            return self.spelling(self._c.llama_vocab_eos(self._vocab))

    def tokenize(self, text: str, *, control: bool = False) -> list[int]:
        """Return the ids of `text`. Only with `control` do `<|im_end|>` and its like become control tokens."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        ids = (self._c.llama_token * room)()
        with self._open():
            count = self._c.llama_tokenize(self._vocab, data, len(data), ids, room, False, control)
        return list(ids[:count])

    def bytes_of(self, token: int) -> bytes:
        """Return the bytes that a token stands for; control tokens stand for none."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            with self._open():
                count = self._c.llama_token_to_piece(self._vocab, token, buffer, room, 0, False)
            if count >= 0:
                return buffer.raw[:count]
            room = -count

    def ends(self, token: int) -> bool:
        """Return whether the model ends its answer with this token."""
        with self._open():
            return bool(self._c.llama_vocab_is_eog(self._vocab, token))

    @property
    def end_tokens(self) -> list[int]:
        """The tokens that end a text and a turn, where the model has them."""
        with self._open():
            tokens = (self._c.llama_vocab_eos(self._vocab), self._c.llama_vocab_eot(self._vocab))
        return sorted({int(token) for token in tokens if token >= 0})

    # -- the context

    def watch(self, cancel: Cancel) -> None:
        """Let `cancel` stop what is computed from now on."""
        with self._open():
            self._cancel = cancel
            self._c.llama_set_abort_callback(self._context, self._abort, ctypes.cast(cancel.bytes, ctypes.c_void_p))

    def prompt(self, tokens: Sequence[int]) -> Evaluated:
        """Compute `tokens` from the start, except what the context already holds. Raises Cancelled."""
        start = time.perf_counter()
        reused = min(_common(self._tokens, tokens), len(tokens) - 1)  # the last one again: its scores are needed
        self.cut(reused)
        self.extend(tokens[reused:])
        return Evaluated(len(tokens) - reused, reused, time.perf_counter() - start)

    def cut(self, length: int) -> None:
        """Forget all tokens after the first `length`."""
        with self._open():
            if length < len(self._tokens) and not self._c.llama_memory_seq_rm(self._memory, 0, length, -1):
                self._c.llama_memory_clear(self._memory, True)  # memory that cannot forget a part of itself
                kept, self._tokens = self._tokens[:length], []
                self.extend(kept)
            del self._tokens[length:]

    def extend(self, tokens: Sequence[int]) -> None:
        """Compute `tokens` after those that are there. Raises Cancelled, and ModelLoadError where there is no room."""
        for start in range(0, len(tokens), BATCH):
            piece = tokens[start : start + BATCH]
            ids = (self._c.llama_token * len(piece))(*piece)
            with self._open():
                code = self._c.llama_decode(self._context, self._c.llama_batch_get_one(ids, len(piece)))
                if code:
                    self._c.llama_memory_seq_rm(self._memory, 0, len(self._tokens), -1)
            if code and self._cancel:
                raise Cancelled
            if code:
                raise ModelLoadError(f"llama.cpp could not go on (code {code}); ask again, or choose a smaller model")
            self._tokens.extend(piece)
        if self._cancel:  # set after the last step of the graph
            raise Cancelled

    @property
    def room(self) -> int:
        """How many more tokens the context can take."""
        return self.context - len(self._tokens)

    def logits(self) -> Logits:
        """Return the scores of the next token: float32, shape (vocabulary,)."""
        import numpy as np

        with self._open():
            pointer = self._c.llama_get_logits_ith(self._context, -1)
            address = ctypes.addressof(pointer.contents)
            if address not in self._views:  # making a view takes 100 µs, and llama.cpp keeps its buffer
                self._views[address] = np.ctypeslib.as_array(pointer, shape=(self.size,))
            return self._views[address].copy()  # 40 µs; the buffer goes when the model is closed

    def begins_with(self, tokens: Sequence[int]) -> bool:
        """Return whether the context holds `tokens`, and perhaps more behind them."""
        return _common(self._tokens, tokens) == len(tokens)

    def state(self) -> bytes:
        """Return what the context holds, for `restore` in another process with the same model."""
        with self._open():
            size = self._c.llama_state_seq_get_size(self._context, 0)
            buffer = (ctypes.c_uint8 * size)()
            return ctypes.string_at(buffer, self._c.llama_state_seq_get_data(self._context, buffer, size, 0))

    def restore(self, state: bytes, tokens: Sequence[int]) -> bool:
        """Put `state`, which was made of `tokens`, in the place of what the context holds; return whether it fits."""
        with self._open():
            self.cut(0)
            buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
            if not self._c.llama_state_seq_set_data(self._context, buffer, len(state), 0):
                self._c.llama_memory_clear(self._memory, True)
                return False
            self._tokens = list(tokens)
            return True

    def close(self) -> None:
        """Give the memory back, once nobody uses it; what computes is stopped. Twice is once."""
        self._cancel.bytes[0] = b"\x01"
        if self._latch.shut():
            self._c.llama_free(self._context)
            self._c.llama_model_free(self._model)


def _common(left: Sequence[int], right: Sequence[int]) -> int:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


def load_model(path: Path, *, extra_buffers: bool = True, cancel: Cancel | None = None) -> Any:
    """Return llama.cpp's model in the GGUF file at `path`; None where that cannot be loaded. Raises Cancelled."""
    llama_cpp = bindings()

    silence()
    llama_cpp.llama_backend_init()
    parameters = llama_cpp.llama_model_default_params()
    parameters.n_gpu_layers = 0
    parameters.use_extra_bufts = extra_buffers
    if cancel is not None:
        parameters.progress_callback = asks_about(llama_cpp.llama_progress_callback)
        parameters.progress_callback_user_data = ctypes.cast(cancel.wanted, ctypes.c_void_p)
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
    if cancel:
        if model:
            llama_cpp.llama_model_free(model)
        raise Cancelled
    return model


def asks_about(kind: Any) -> Any:
    """Return C's `strlen` as a callback of llama.cpp, which passes it a string of a `Cancel`."""
    return ctypes.cast(ctypes.CDLL(None).strlen, kind)


def silence() -> None:
    """Keep llama.cpp from writing to stderr, which belongs to the program.

    C's own `labs` hears it all: a function in Python would wait for the interpreter lock, and break the process where
    it is called while the interpreter ends.
    """
    llama_cpp = bindings()
    llama_cpp.llama_log_set(ctypes.cast(ctypes.CDLL(None).labs, llama_cpp.llama_log_callback), ctypes.c_void_p(0))
