"""Formulas in TeX as plain text, which a terminal, a page and an answer can hold: `x^2 \\leq y` is x² ≤ y."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

_RAISED = dict(zip(map(ord, "0123456789+-−=()n"), "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip(map(ord, "0123456789+-−=()"), "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))

_MARKS = re.compile(r"[\\^_=+<>{}]|^\s*\w\s*$")
"""What tells a formula from prices: `$5, and A$` holds none of it."""
_WORDS = re.compile(r"\\(?:text|mathrm|mathbf|mathit|mathsf|mathtt|mathbb|mathcal|operatorname)\*?\s*\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([\^_])\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s{}]))")
_BRACES = re.compile(r"(?<!\\)\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SPACES = re.compile(r"\\(?:[,;:!>\s]|\\|q?quad\b|left\b|right\b|displaystyle\b|limits\b)|[~&]")

_DONE = {ord("^"): "\ue000", ord("_"): "\ue001"}
_MARKED = {0xE000: "^", 0xE001: "_"}
"""Marks that stay, while others are still looked for."""


def is_math(tex: str) -> bool:
    """Say whether what stands between two dollars is a formula."""
    return bool(_MARKS.search(tex))


def math_text(tex: str) -> str:
    """Return a formula as plain text. A command that is not known stays as it is."""
    text, before = _SPACES.sub(" ", tex), ""
    while text != before:  # from the inside out
        before = text
        text = _WORDS.sub(r"\1", text)
        text = _FRACTION.sub(lambda match: f"{_grouped(match[1])}/{_grouped(match[2])}", text)
        text = _ROOT.sub(lambda match: f"√{_grouped(match[1])}", text)
        text = _SCRIPT.sub(_script, text)
        if text == before:
            text = _BRACES.sub(r"\1", text, count=1)
    text = _COMMAND.sub(lambda match: _signs().get(match[1], match[0]), text)
    return " ".join(re.sub(r"\\([{}$%#_&])", r"\1", text.translate(_MARKED)).split())


def raised(text: str) -> str:
    """Return a power in signs that stand for it, or behind a mark where there are none: ⁹, ^(n+k)."""
    return _small(text, "^", _RAISED)


def lowered(text: str) -> str:
    """Return an index in signs that stand for it, or behind a mark where there are none."""
    return _small(text, "_", _LOWERED)


def _small(inside: str, mark: str, signs: dict[int, str]) -> str:
    inside = inside.strip()
    if all(ord(char) in signs for char in inside):
        return inside.translate(signs)
    return f"{mark}{inside}" if len(inside) == 1 else f"{mark}({inside})"


def _script(match: re.Match[str]) -> str:
    inside = (match[2] if match[2] is not None else match[3]).strip()
    inside = _COMMAND.sub(lambda command: _signs().get(command[1], command[0]), _SCRIPT.sub(_script, inside))
    return (raised(inside) if match[1] == "^" else lowered(inside)).translate(_DONE)


def _grouped(part: str) -> str:
    """Return a part of a fraction, in brackets where it is more than one thing."""
    part = part.strip()
    return part if re.fullmatch(r"\\?\w+|.", part) else f"({part})"


@cache
def _signs() -> dict[str, str]:
    import yaml

    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("math_signs.yaml").read_text(encoding="utf-8"))
    return {**data["signs"], **{name: name for name in data["names"]}}
