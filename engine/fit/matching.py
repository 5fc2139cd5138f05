"""Whether words stand in a sentence as they are asked for: in their order, near each other, in much the same form."""

from __future__ import annotations

from collections.abc import Sequence

BETWEEN = 2
"""Other words that may stand between two that name a requirement, at most."""
_ENDING = 3
"""Letters by which two forms of a word may differ, at most: "documents" says nothing of "documentation"."""


def stand_near(said: Sequence[str], part: Sequence[str], between: int = BETWEEN) -> bool:
    """Return whether the terms of a part stand somewhere in their order, with at most `between` others between two."""
    most = len(part) + between * (len(part) - 1)
    return any(term == part[0] and stand_in_order(part, said[start : start + most]) for start, term in enumerate(said))


def stand_in_order(terms: Sequence[str], run: Sequence[str]) -> bool:
    """Return whether a run of words holds some terms in their order."""
    rest = iter(run)
    return all(term in rest for term in terms)


def alike(one: str, other: str) -> bool:
    """Return whether two words are much the same form of one: "partition" and "partitioning"."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(long) - len(short) <= _ENDING
