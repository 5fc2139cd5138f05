"""A comparison taken apart: "how does A differ from B?" asks for A and for B, and each is searched for by itself."""

from __future__ import annotations

from engine.language.language import Language


def sides_of(question: str, language: Language) -> tuple[str, ...]:
    """Return what `question` holds against each other, two in their order; nothing where it compares nothing."""
    match = language.form("comparing").search(question.rstrip(" .?!"))
    if match is None:
        return ()
    found = [text.strip(" ,.?!") for name, text in sorted(match.groupdict().items()) if text]
    terms = [set(language.terms_of(text)) for text in found]
    return tuple(found) if len(found) == 2 and all(terms) and terms[0] != terms[1] else ()
