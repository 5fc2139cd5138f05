"""Vectors of sentences, kept for as long as they are likely to be needed again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.lexical import STOPWORDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from tokenizers import Encoding

    Vectors = npt.NDArray[np.float32]

KEPT = 2_000
"""How many sentences are kept: a pack has about 1,500, at some 30 KB each in half precision of their tokens."""


class Embeds(Protocol):
    """What is needed of an embedder."""

    def embed_both(self, texts: Sequence[str]) -> tuple[Vectors, list[Vectors]]: ...  # noqa: D102
    def encode(self, text: str) -> Encoding: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vector, shape (dimensions,), and its word pieces', shape (pieces, dimensions); all normalised."""

    whole: Vectors
    pieces: Vectors


class Meanings:
    """Meanings by text. The same sentences are looked at for every question on their passage. Safe from any thread."""

    def __init__(self, embedder: Embeds) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, Meaning] = OrderedDict()
        self._lock = threading.Lock()

    def asked(self, question: str) -> Meaning:
        """Return the meaning of a question without the pieces that say nothing of its topic, where any others are left."""
        meaning = self.of([question])[0]
        telling = [index for index, piece in enumerate(self._embedder.encode(question).tokens) if _is_telling(piece)]
        return Meaning(meaning.whole, meaning.pieces[telling]) if telling else meaning

    def of(self, texts: Sequence[str]) -> list[Meaning]:
        """Return the meaning of each text."""
        import numpy as np

        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            whole, pieces = self._embedder.embed_both(new)
            known |= {text: Meaning(whole[index], pieces[index].astype(np.float16)) for index, text in enumerate(new)}
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return [known[text] for text in texts]


def _is_telling(piece: str) -> bool:
    return piece[0].isalnum() and piece not in STOPWORDS or piece.startswith("##")


def maxsim(asked: Meaning, told: Meaning) -> float:
    """Return the late interaction of two texts: the best match of each of `asked`'s pieces, averaged, from 0 to 1."""
    import numpy as np

    if not len(asked.pieces) or not len(told.pieces):
        return 0.0
    similarities = asked.pieces.astype(np.float32) @ told.pieces.astype(np.float32).T
    return float(similarities.max(axis=1).mean())
