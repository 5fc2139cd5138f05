"""Scores into an order: highest first, and of equals the first of the pack, whichever library made the scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


_GROUPS = 4
"""Groups of scores for each that is looked for: with more there is more to partition, with fewer more to sort."""


def even(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return `scores` without the last bits, in which equal rows of a matrix differ by where they lie in it: numpy
    2.4.6 gives up to three products of equal rows with one vector. Without this, chance would order equals."""
    return scores.round(5)


def best_of(scores: npt.NDArray[np.float32], count: int | None = None) -> npt.NDArray[np.int64]:
    """Return the places of the `count` highest scores, or of all, highest first; of equals the first come first."""
    import numpy as np

    if count is None or len(scores) <= count:
        return np.argsort(-scores, kind="stable")
    near = np.flatnonzero(scores >= _reached(scores, count))
    best: npt.NDArray[np.int64] = near[np.argsort(-scores[near], kind="stable")][:count]
    return best


def _reached(scores: npt.NDArray[np.float32], count: int) -> np.float32:
    """Return a score that at least `count` of more scores reach, and hardly more where most of them differ.

    That is the lowest of the highest `count` among the highest of each of several times as many groups. The groups are
    few, and mostly differ: numpy 2.4.6 partitions 10,000 scores of which most are 0 in .7 ms, and 100,000 in 16.
    """
    import numpy as np

    share = max(1, len(scores) // (_GROUPS * count))
    highest = scores[: len(scores) // share * share].reshape(share, -1).max(axis=0)
    reached: np.float32 = np.partition(highest, -count)[-count]
    return reached
