"""Rows of a large matrix in runs, such as the pieces of a text or the texts of a passage: where they lie, and their
products with few vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

_SMALL = 1_024
"""Numbers of a product that are computed together. OpenBLAS copies both sides of a larger one first, which takes longer
than to multiply a few vectors: 7,200 rows with 10 of 384 numbers take 1.5 ms at once, and 0.9 like this."""
_FEWEST = 32
"""With fewer rows at once, which is to say with more vectors, nothing is gained."""


def starts_of(lengths: Numbers) -> Numbers:
    """Return where each of several runs begins that stand one behind the other."""
    return lengths.cumsum() - lengths


def rows_in(firsts: Numbers, lengths: Numbers) -> Numbers:
    """Return the numbers of all rows of several runs, which begin at `firsts`, run after run."""
    import numpy as np

    rows: Numbers = np.repeat(firsts - starts_of(lengths), lengths)
    rows += np.arange(len(rows))
    return rows


def products(matrix: npt.NDArray[np.int8], rows: Numbers, vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return `matrix[rows] @ vectors.T`: float32, shape (rows, vectors)."""
    import numpy as np

    found = np.empty((len(rows), len(vectors)), dtype=np.float32)
    some = _SMALL // max(1, len(vectors))
    step = some if some >= _FEWEST else max(1, len(rows))
    for start in range(0, len(rows), step):
        floats = matrix.take(rows[start : start + step], axis=0).astype(np.float32)
        np.matmul(floats, vectors.T, out=found[start : start + step])
    return found
