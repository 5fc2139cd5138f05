"""Which part of a résumé a heading names, in the words of several languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

_MOST_WORDS = 4
"""A longer heading says something of its own."""


def part_of_heading(title: str) -> str:
    """Return the part of a JSON Résumé that a heading names (`work`), or an empty text."""
    words = " ".join(re.findall(r"[\w'&]+", title.replace("_", " ").lower()))
    names = _names()
    if words in names:
        return names[words]
    if len(words.split()) > _MOST_WORDS:
        return ""
    held = (name for name in names if f" {name} " in f" {words} ")
    return names.get(max(held, key=len, default=""), "")


@cache
def _names() -> dict[str, str]:
    data = yaml.safe_load(Path(__file__).with_name("parts.yaml").read_text(encoding="utf-8"))
    return {name: part for part, lines in data.items() for line in lines for name in line}
