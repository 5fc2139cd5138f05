"""What a text asks: one question or several, and what is told around them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.language import FormName, Language
from engine.language.sentences import sentences_of
from engine.tokenize.conversation import ways_to_read

_QUESTION_MARKS = "?？؟"
_CLOSERS = "\"'”’)]*_ "
_JOINTS = " ,;:-–—"
_WHOLE: tuple[FormName, ...] = ("introduces", "offers", "who_is_there")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The questions of a text in their order, at least one, and what it tells beside them: "" where nothing."""

    questions: tuple[str, ...]
    told: str = ""


def asked_in(text: str, language: Language) -> Inquiry:
    """Return what `text` asks. Where nothing in it looks like a question, it is one as a whole.

    A part that names nothing ("and why?") belongs to the one before, and a comparison is one question.
    """
    pieces = [piece for sentence in sentences_of(text, language) for piece in _clauses(sentence, language)]
    if len(pieces) < 2:
        return Inquiry((text,))
    asks = [_asks(piece) for piece in pieces]
    if not any(asks):
        asks = [language.form("questions").search(piece) is not None for piece in pieces]
    questions, told = list[str](), list[str]()
    for piece, is_asked in zip(pieces, asks, strict=True):
        if is_asked and questions and not language.terms_of(piece):
            questions[-1] = f"{questions[-1]} {piece}"
        else:
            (questions if is_asked else told).append(piece)
    if not questions or not any(map(language.terms_of, questions)):
        return Inquiry((text,))
    return Inquiry(tuple(questions), " ".join(told)) if len(questions) > 1 or told else Inquiry((text,))


def _asks(piece: str) -> bool:
    return piece.rstrip(_CLOSERS)[-1:] in tuple(_QUESTION_MARKS)


def _clauses(sentence: str, language: Language) -> list[str]:
    """Return the questions that one sentence joins, and what leads to them, each by itself."""
    if not _asks(sentence) or language.form("comparing").search(sentence.rstrip(f"{_CLOSERS}{_QUESTION_MARKS}")):
        return [sentence]
    cuts = [match.start() for match in language.form("joins").finditer(sentence)]
    if not cuts:
        return [sentence.strip(_JOINTS)]
    parts = [sentence[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(sentence)], strict=True)]
    found = list[str]()
    for part in parts:
        if found and not (_stands_alone(part, language) and _stands_alone(found[-1], language)):
            found[-1] += part
        else:
            found.append(part)
    return [_as_written(part, language, last=part is found[-1]) for part in found]


def _stands_alone(part: str, language: Language) -> bool:
    """Return whether a clause names something, or asks for the owner and the work as a whole, which names nothing."""
    return bool(language.terms_of(part)) or any(
        language.form(form).search(way) for form in _WHOLE for way in ways_to_read(part, language)
    )


def _as_written(part: str, language: Language, *, last: bool) -> str:
    """Return a clause as a sentence of its own: without what joins it to the one before, and with its mark."""
    match = language.form("joins").match(part)
    bare = part[match.end() :] if match else part
    opened = language.form("questions").search(bare.lstrip(_JOINTS))
    return bare.strip(_JOINTS) if last or not opened else f"{bare.strip(_JOINTS)}?"
