"""A comparison taken apart: "how does A differ from B?" asks for A and for B, and each is searched for by itself."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.language import Language

_SIGNS = 0x10600
"""The first letter of Linear A, which nobody types: each stands for a title while a question is read."""


def sides_of(question: str, language: Language, titles: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what `question` holds against each other, two in their order; nothing where it compares nothing.

    One of `titles` that stands in it is one side, whatever words and signs it has ("Netcode, from review to finished").
    """
    kept = {chr(_SIGNS + number): title for number, title in enumerate(sorted(titles, key=len, reverse=True))}
    for sign, title in kept.items():
        question = question.replace(title, sign)
    match = language.form("comparing").search(question.rstrip(" .?!"))
    if match is None:
        return ()
    read = (text.strip(' ,.?!“”"') for name, text in sorted(match.groupdict().items()) if text)
    found = ["".join(kept.get(sign, sign) for sign in text) for text in read]
    terms = [set(language.terms_of(text)) for text in found]
    return tuple(found) if len(found) == 2 and all(terms) and terms[0] != terms[1] else ()
