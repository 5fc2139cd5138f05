"""Questions that every owner is asked about working together, in whatever words."""

from __future__ import annotations

from engine.language.language import FormName, Language
from engine.tokenize.conversation import ways_to_read

WORKING_TOGETHER: tuple[FormName, ...] = (
    "available", "price", "remote", "based", "contact", "unfit", "process", "company", "duration", "experience",
    "needs",
)  # fmt: skip


def asks_about_working_together(question: str, language: Language) -> bool:
    """Return whether `question` is one of them."""
    ways = ways_to_read(question, language)
    return any(language.form(form).search(way) for form in WORKING_TOGETHER for way in ways)
