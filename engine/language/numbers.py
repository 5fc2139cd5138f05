"""Numbers as they are written, in digits or in words, and what they are worth, so that 50k is 50,000."""

from __future__ import annotations

import re

from engine.language.language import Language

_TIMES = {"k": 1e3, "m": 1e6, "": 1.0}


def digits_in(language: Language) -> str:
    """Return the expression of a number in digits: 1,000.5, or in German 1.000,5."""
    decimal = re.escape(language.grammar.decimal)
    return rf"\d[\d{_grouping(language)}]*(?:{decimal}\d+)?"


def numbers_in(text: str, language: Language) -> dict[str, str]:
    """Return each number of `text` as it is typed, with its value in plain digits."""
    typed = re.finditer(rf"(?<![\w.])({digits_in(language)})(k|m)?(?![\w])", text, re.IGNORECASE)
    found = {match[0]: worth_of(match[1], language, match[2] or "") for match in typed}
    said = language.table("numbers")
    return found | {word: said[word.lower()] for word in re.findall(r"[^\W\d_]+", text) if word.lower() in said}


def worth_of(digits: str, language: Language, times: str = "") -> str:
    """Return the value of a number in digits, such as "50,000" or "50" with "k"."""
    plain = digits.replace(_grouping(language), "").replace(language.grammar.decimal, ".").rstrip(".")
    return f"{float(plain) * _TIMES[times.lower()]:g}" if plain.count(".") <= 1 else plain


def _grouping(language: Language) -> str:
    """Return what stands between thousands: the other one of both signs."""
    return "," if language.grammar.decimal == "." else "."
