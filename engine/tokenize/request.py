"""What is asked, apart from how the answer is wished for: briefly, as a list, in other words."""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.language import FormName, Language
from engine.language.words import words_of

_MARKS = " ,.;:-–—"
_ENDS = f"{_MARKS}?!"
_ASKS = 3
"""Words that make a question though none of them names anything: "what you do"."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question without wishes about its answer; whether that is to be `brief`, and whether it is to be a list."""

    question: str
    brief: bool = False
    listed: bool = False


def read_request(text: str, language: Language) -> Request:
    """Return what `text` asks and wishes. A wish alone is left as it is: it is about the answer before."""
    question, brief = _without("brief", text, language)
    question, listed = _without("listed", question, language)
    question, _ = _without("voiced", question, language)
    return Request(question, brief, listed)


def _without(form: FormName, text: str, language: Language) -> tuple[str, bool]:
    """Return `text` without what has `form` in front or behind, and whether anything had."""
    match = language.form(form).search(text.rstrip(_ENDS))
    if match is None:
        return text, False
    rest = text[: match.start()].rstrip(_MARKS) or text[match.end() :].lstrip(_ENDS)
    asks = language.terms_of(rest) or len(words_of(rest)) >= _ASKS
    return (rest, True) if asks else (text, False)
