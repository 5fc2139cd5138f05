"""Question to ranked passages: dense and lexical search, fused, then reranked by late interaction."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from engine.answerable import decide
from engine.embed import Embedder
from engine.events import Candidate, Retrieved
from engine.index import Index
from engine.lexical import terms_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

POOL = 20
"""How many passages of the fused list are reranked and reported."""


class Retriever:
    """Ranks the passages of one index. Immutable; any thread may call it."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self.index = index
        self.embedder = embedder

    def retrieve(self, question: str, keep: int = 4) -> Retrieved:
        """Return the candidates for `question`, best first, the first `keep` marked as kept, and the decision on it."""
        start = time.perf_counter()
        candidates = self._ranked(question, POOL, keep)
        decision = decide(question, candidates, self.index)
        return Retrieved(
            candidates, decision.answerable, decision.confidence, decision.threshold, decision.reason,
            time.perf_counter() - start,
        )  # fmt: skip

    def search(self, words: str, limit: int = 10) -> tuple[Candidate, ...]:
        """Return the best passages for `words`, for a reader and not for an answer: no decision, nothing kept."""
        return self._ranked(words, limit, keep=0)

    def _ranked(self, question: str, limit: int, keep: int) -> tuple[Candidate, ...]:
        import numpy as np

        vectors, pieces = self.embedder.embed_both([question])
        cosines, numbers = self.index.dense.search(vectors, len(self.index.passages))
        dense = np.zeros(len(self.index.passages), dtype=np.float32)
        dense[numbers[0]] = cosines[0]
        lexical = self.index.lexical.scores(terms_of(question))
        fused = _reciprocal_ranks(dense) + _reciprocal_ranks(lexical)
        pool = np.argsort(-fused)[: max(POOL, limit)]
        rerank = {int(number): _maxsim(pieces[0], self.index.token_vectors(int(number))) for number in pool}
        order = sorted(rerank, key=lambda number: -(dense[number] + rerank[number] + 0.01 * lexical[number]))
        return tuple(
            Candidate(
                self.index.passages[number],
                float(dense[number]),
                float(lexical[number]) or None,
                float(fused[number]),
                rerank[number],
                place < keep,
            )  # fmt: skip
            for place, number in enumerate(order[:limit])
        )


def _reciprocal_ranks(scores: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    import numpy as np

    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, 1 / (60 + ranks), 0.0)


def _maxsim(question: npt.NDArray[Any], passage: npt.NDArray[Any]) -> float:
    """Late interaction (ColBERT, Khattab and Zaharia 2020): each question token's best match, averaged."""
    return float((question @ passage.T).max(axis=1).mean())
