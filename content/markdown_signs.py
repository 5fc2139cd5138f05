"""Markdown in which signs stand for footnotes, tasks and formulas, for readers that know CommonMark alone."""

from __future__ import annotations

import re

from content.markdown_edit import outside_code
from content.math_text import is_math, math_text, raised

_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:[ \t]*", re.MULTILINE)
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_TASK = re.compile(r"^(?P<item>[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?P<done>[ xX])\](?=\s)", re.MULTILINE)
_MATH = re.compile(r"\$\$(?P<shown>[^$]+)\$\$|(?<![\w$\\])\$(?P<inline>\S(?:[^$\n]*\S)?)\$(?![\d$])")
_STRUCK = re.compile(r"(?<![~\\])~~(?![~\s])(?P<inside>(?:(?!\n[ \t]*\n).)+?)(?<![\s~])~~(?!~)", re.DOTALL)


def with_signs(text: str) -> str:
    """Return Markdown with signs: ¹ for a footnote, ☑ and ☐ for tasks, and formulas as plain text."""
    if not any(mark in text for mark in ("[^", "$", "] ")):
        return text
    noted = set(_NOTE.findall(text))
    names = dict.fromkeys(name for name in _REFERENCE.findall(text) if name in noted)
    numbers = {name: raised(str(number)) for number, name in enumerate(names, 1)}

    def signs(prose: str) -> str:
        prose = _NOTE.sub(lambda match: f"\n{numbers[match[1]]} " if match[1] in numbers else match[0], prose)
        prose = _REFERENCE.sub(lambda match: numbers.get(match[1], match[0]), prose)
        prose = _TASK.sub(lambda match: f"{match['item']}{'☐' if match['done'] == ' ' else '☑'}", prose)
        return _MATH.sub(_formula, prose)

    return outside_code(text, signs)


def with_strokes(text: str) -> str:
    """Return Markdown with what was struck as `git diff --word-diff` prints it, for where no line can be drawn."""
    return outside_code(text, lambda prose: _STRUCK.sub(r"[-\g<inside>-]", prose)) if "~~" in text else text


def _formula(match: re.Match[str]) -> str:
    tex = match["shown"] or match["inline"]
    return math_text(tex) if match["shown"] or is_math(tex) else match[0]
