"""Text to vectors by any sentence-transformers model: the choice beside the built-in embedder, and its reference."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from content.safe_text import in_quotes
from engine.retrieve.embed import EmbedderError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Encoding

    Vectors = npt.NDArray[np.float32]

PROBE = "Every model has vectors of its own for this sentence."


class ReferenceEmbedder:
    """A sentence-transformers model as an embedder. Any thread may call it; a lock lets one batch in at a time.

    The decision whether a question can be answered is calibrated on the built-in embedder: with another one, `portfolio
    eval` tells what it is worth.
    """

    def __init__(self, name: str) -> None:
        """Load a model by its name on the model hub, or from its folder. Raises EmbedderError."""
        try:
            from sentence_transformers import SentenceTransformer  # torch with it: seconds, and half a gigabyte
        except ImportError as error:
            raise EmbedderError(
                f"the embedder {in_quotes(name)} needs an extra: "
                "pip install 'terminal-portfolio[sentence-transformers]'"
            ) from error
        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except Exception as error:  # the library raises whatever its own libraries raise
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise EmbedderError(f"the embedder {in_quotes(name)} cannot be loaded: {reason}") from error
        self._tokenizer: Any = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if self._tokenizer is None:
            raise EmbedderError(f"the embedder {in_quotes(name)} has no fast tokenizer, which citations need")
        self._lock = threading.Lock()
        self.name = name

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return int(self._model.encode([PROBE]).shape[1])

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the vector of a fixed sentence: vectors of two models cannot be compared."""
        return hashlib.sha256(self.embed([PROBE]).astype("float16").tobytes()).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised vector a text: float32, shape (texts, dimensions)."""
        with self._lock:
            vectors: Vectors = self._model.encode(list(texts), normalize_embeddings=True)
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """Return, for each text, one normalised vector a word piece: float32, shape (pieces, dimensions)."""
        import numpy as np

        with self._lock:
            rows = self._model.encode(list(texts), output_value="token_embeddings")
        found = [np.asarray(row.cpu(), dtype=np.float32) for row in rows]
        return [row / np.maximum(np.linalg.norm(row, axis=-1, keepdims=True), 1e-12) for row in found]

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]:
        """Return what `embed` and `embed_tokens` return."""
        return self.embed(texts), self.embed_tokens(texts)

    def encode(self, text: str) -> Encoding:
        """Return the word pieces of `text` (`.ids`, `.tokens`), cut at the model's own length."""
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._model.max_seq_length)
        encoding: Encoding = self._tokenizer.encode(text)
        return encoding
