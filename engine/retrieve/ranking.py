"""Scores into an order: highest first, and of equals the first of the pack, whichever library made the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def even(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return `scores` without the last bits, in which equal rows of a matrix differ by where they lie in it: numpy
    2.4.6 gives up to three products of equal rows with one vector. Without this, chance would order equals."""
    return scores.round(5)


def best_of(scores: npt.NDArray[np.float32], count: int | None = None) -> npt.NDArray[np.int64]:
    """Return the places of the `count` highest scores, or of all, highest first; of equals the first come first."""
    import numpy as np

    if count is None or len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    near = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
    best: npt.NDArray[np.int64] = near[np.argsort(-scores[near], kind="stable")][:count]
    return best
