"""BM25: the lexical half of retrieval."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ARRAYS = ("scores", "texts", "starts")

K1, B = 1.5, 0.75
"""BM25's term saturation and length normalisation, at bm25s' own defaults."""


class Lexical:
    """BM25 over texts. bm25s computes each term's score in each text once, into a sparse matrix that is summed here.

    Column `columns[term]` of the matrix lies at `starts[column]:starts[column + 1]` of `scores` and `texts`. It is
    saved as arrays and not by bm25s, which takes 0.2 s to import and is only needed to build.
    """

    def __init__(
        self, columns: dict[str, int], scores: npt.NDArray[np.float32], texts: npt.NDArray[np.int32],
        starts: npt.NDArray[np.int32], size: int,
    ) -> None:  # fmt: skip
        self._columns, self._scores, self._texts, self._starts = columns, scores, texts, starts
        self._met: dict[str, tuple[slice, float]] = {}
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> Lexical:
        """Index texts by their terms. At least one of them must hold a term."""
        import bm25s  # 0.2 s, with scipy where that is installed
        import numpy as np

        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index(texts, create_empty_token=False, show_progress=False)
        scores, rows, starts = (bm25.scores[name] for name in ("data", "indices", "indptr"))
        for first, last in itertools.pairwise(starts):  # `scores_of` searches the texts of a term
            order = np.argsort(rows[first:last], kind="stable")
            rows[first:last], scores[first:last] = rows[first:last][order], scores[first:last][order]
        return cls(dict(bm25.vocab_dict), scores, rows, starts, int(bm25.scores["num_docs"]))

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Open what `save` wrote, memory-mapped. Raises OSError or ValueError."""
        import numpy as np

        terms = json.loads((folder / "terms.json").read_text(encoding="utf-8"))
        files = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS)
        scores, rows, starts = map(np.asarray, files)  # views, of which a slice is cut in a fraction of the time
        return cls(terms["columns"], scores, rows, starts, int(terms["size"]))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        import numpy as np

        folder.mkdir(exist_ok=True)
        for name, array in zip(ARRAYS, (self._scores, self._texts, self._starts), strict=True):
            np.save(folder / f"{name}.npy", array)
        terms = json.dumps({"size": self.size, "columns": self._columns}, ensure_ascii=False)
        (folder / "terms.json").write_text(terms, encoding="utf-8")

    def scores(self, terms: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """Return the BM25 score of every text for weighted `terms`: float32, shape (texts,)."""
        import numpy as np

        total = np.zeros(self.size, dtype=np.float32)
        for term, weight in terms.items():
            column = self._column(term)
            total[self._texts[column]] += np.float32(weight) * self._scores[column]
        return total

    def scores_of(self, texts: npt.NDArray[np.int64], terms: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """Return what `scores` gives `texts`, without scoring the others: float32, shape (texts,)."""
        import numpy as np

        met = [(column, weight) for term, weight in terms.items() if (column := self._column(term)).stop]
        if not met:
            return np.zeros(len(texts), dtype=np.float32)
        sought = texts.astype(self._texts.dtype)  # as others, each term's texts would be copied
        places = np.array([column.start + self._texts[column].searchsorted(sought) for column, _ in met])
        places = np.minimum(places, np.array([column.stop - 1 for column, _ in met])[:, None])
        weights = np.array([weight for _, weight in met], dtype=np.float32)[:, None]
        parts = (self._texts.take(places) == sought) * (weights * self._scores.take(places))
        total: npt.NDArray[np.float32] = parts.sum(axis=0)  # term by term, as `scores` adds them
        return total

    def bound(self, terms: Mapping[str, float]) -> float:
        """Return the highest score that a text could have for weighted `terms`; 1 for no terms."""
        return sum(weight * self.rarity(term) for term, weight in terms.items()) or 1.0

    def holds(self, term: str) -> bool:
        """Return whether any text holds `term`."""
        return term in self._columns

    def holders(self, term: str) -> npt.NDArray[np.int64]:
        """Return the numbers of the texts that hold `term`."""
        import numpy as np

        return np.asarray(self._texts[self._column(term)], dtype=np.int64)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of `term` as BM25 weighs it; highest for a term that no text holds."""
        return self._known(term)[1]

    def _column(self, term: str) -> slice:
        """Return where a term's texts stand; nowhere, and ending at 0, for one that no text holds."""
        return self._known(term)[0]

    def _known(self, term: str) -> tuple[slice, float]:
        """Return a term's column and rarity, which are kept for each that a text holds."""
        known = self._met.get(term)
        if known is None:
            column = self._columns.get(term)
            span = slice(0, 0) if column is None else slice(int(self._starts[column]), int(self._starts[column + 1]))
            count = span.stop - span.start
            known = span, math.log(1 + (self.size - count + 0.5) / (count + 0.5))
            if column is not None:
                self._met[term] = known
        return known
