"""What may be asked: some text, and nothing in it that a terminal would obey; what nobody sees is dropped."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cf", "Co"})
"""Unicode's classes of what has no picture: marks of byte order and direction, soft hyphens, joiners, spaces of no
width, and the private characters that icons are copied as."""


class QuestionError(ValueError):
    """A question that is not taken, with a sentence that says why and what to do."""


def check_question(text: str) -> str:
    """Return the question without what nobody sees, and with its white space folded.

    Raises QuestionError where it is empty, or holds control characters or undecodable bytes.
    """
    seen = "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)
    if any(not char.isprintable() and not char.isspace() for char in seen):
        raise QuestionError("the question holds control characters or bytes that are no text; ask in plain words")
    question = " ".join(seen.split())
    if not question:
        raise QuestionError("the question is empty; ask something, such as “What do you do?”")
    return question


def beginning(question: str, limit: int) -> str:
    """Return `question`, or as many of its words as fit in `limit` characters."""
    if len(question) <= limit:
        return question
    return question[: limit + 1].rpartition(" ")[0] or question[:limit]
