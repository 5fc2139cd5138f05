"""The languages in which an advertisement is taken apart: those of the engine, and some of which it knows no more."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from engine.language.language import FALLBACK, Language, has_data, language, languages, read_language
from engine.language.words import words_of

_FOLDER = Path(__file__).parent / "languages"
_WIDE = str.maketrans(
    {"，": ", ", "、": ", ", "；": "; ", "。": ". ", "：": ": ", "（": " (", "）": ") ", "！": "! ", "？": "? "}
)
_NUMBERED = re.compile(r"(?m)^(\s*\d{1,2})(?:、\s*|[.．)]\s*(?=[^\W\da-zA-Z]))")


def advert_languages() -> tuple[str, ...]:
    """Return the codes of the languages in which an advertisement is read, English first."""
    known = {*languages(), *(path.parent.name for path in _FOLDER.glob("*/advert.toml"))} - {FALLBACK}
    return (FALLBACK, *sorted(known))


@lru_cache(maxsize=8)
def advert_language(code: str) -> Language:
    """Return what is known of the language of an advertisement by its code."""
    folder = _FOLDER / code
    return language(code) if has_data(code) or not folder.is_dir() else read_language(folder)


def language_of_text(text: str) -> Language:
    """Return the language whose function words a text holds most of; English where it holds none, or more of a language
    in which none is read. A letter is none: "C" may be a name."""
    words = [word for word in words_of(text) if len(word) > 1]
    small: dict[str, frozenset[str]] = {code: advert_language(code).words("stop") for code in advert_languages()}
    most = max((small | _others()).items(), key=lambda each: sum(word in each[1] for word in words))[0]
    return advert_language(most if most in small else FALLBACK)


@lru_cache(maxsize=1)
def _others() -> dict[str, frozenset[str]]:
    import tomllib  # 2 ms, which only an advertisement needs

    words = tomllib.loads((_FOLDER / "others.toml").read_text(encoding="utf-8"))["words"]
    return {code: frozenset(words_of(listed)) for code, listed in words.items()}


def narrowed(text: str) -> str:
    """Return a text with the marks of scripts without spaces as they stand in the others: "，" as ", "."""
    return _NUMBERED.sub(r"\1. ", text).translate(_WIDE)
