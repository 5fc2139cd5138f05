"""Which part of a résumé a heading names, in the words of several languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

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
    held = (name for name in names.keys() - _alone() if f" {name} " in f" {words} ")
    return names.get(max(sorted(held), key=len, default=""), "")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("parts.yaml").read_text(encoding="utf-8"))
    return data


@cache
def _names() -> dict[str, str]:
    return {name: part for part, lines in _data()["parts"].items() for line in lines for name in line}


@cache
def _alone() -> frozenset[str]:
    return frozenset(_data()["alone"])
