"""Questions that every owner is asked about working together, in whatever words."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.language import FormName, Language
from engine.tokenize.conversation import has_any

WORKING_TOGETHER: tuple[FormName, ...] = (
    "available", "price", "remote", "based", "contact", "unfit", "process", "company", "duration", "experience",
    "needs", "payment",
)  # fmt: skip

SAID_BY: Mapping[FormName, FormName] = {
    "company": "says_staffing",
    "asks_jobs": "says_jobs",
    "would_change": "says_change",
}
"""Forms of questions, and that of the sentences which answer each: nothing else does."""


def asks_about_working_together(question: str, language: Language) -> bool:
    """Return whether `question` is one of them."""
    return has_any(WORKING_TOGETHER, question, language)
