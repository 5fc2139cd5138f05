"""What may be asked: some text, not too long, and nothing that a terminal would obey."""

from __future__ import annotations


class QuestionError(ValueError):
    """A question that is not taken, with a sentence that says why and what to do."""


def check_question(text: str, limit: int) -> str:
    """Return the question with its white space folded. `limit` is in characters.

    Raises QuestionError where it is empty, too long, or holds control characters or undecodable bytes.
    """
    if any(not char.isprintable() and not char.isspace() for char in text):
        raise QuestionError("the question holds control characters or bytes that are no text; ask in plain words")
    question = " ".join(text.split())
    if not question:
        raise QuestionError('the question is empty; ask something, such as "What do you do?"')
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question)} characters, and {limit} is the limit; ask more briefly")
    if not any(char.isalnum() for char in question):
        raise QuestionError('the question has no words in it; ask something, such as "What do you do?"')
    return question
