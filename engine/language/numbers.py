"""Numbers as they are written, in digits or in words, and what they are worth, so that 50k is 50,000."""

from __future__ import annotations

import re

from engine.language.language import Language

_TYPED = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(k|m)?(?![\w])", re.IGNORECASE)
_TIMES = {"k": 1e3, "m": 1e6, "": 1.0}


def numbers_in(text: str, language: Language) -> dict[str, str]:
    """Return each number of `text` as it is typed, with its value in plain digits."""
    found = {match[0]: worth_of(match[1], match[2] or "") for match in _TYPED.finditer(text)}
    said = language.table("numbers")
    return found | {word: said[word.lower()] for word in re.findall(r"[^\W\d_]+", text) if word.lower() in said}


def worth_of(digits: str, times: str = "") -> str:
    """Return the value of a number in digits, such as "50,000" or "50" with "k"."""
    plain = digits.replace(",", "").rstrip(".")
    return f"{float(plain) * _TIMES[times.lower()]:g}" if plain.count(".") <= 1 else plain
