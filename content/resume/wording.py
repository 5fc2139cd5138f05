"""In which words a résumé answers: those of its pack's language where there are any, and English ones otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_WORDINGS = Path(__file__).with_name("wordings")
_FALLBACK = "en"
_PART = re.compile(r"\[([^][]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Wording:
    """A file of `wordings`: answers by their slug, headings by the part of a résumé, ways to ask for a time, and
    sentences by their name."""

    answers: Mapping[str, Mapping[str, Any]]
    headings: Mapping[str, str]
    by_year: Mapping[str, Sequence[str]]
    sentences: Mapping[str, str]

    def says(self, sentence: str, /, **fields: str) -> str:
        """Return a sentence with `fields` in their places. What stands in brackets stays away where one is empty."""
        parts = enumerate(_PART.split(self.sentences[sentence]))
        shown = (part for at, part in parts if not at % 2 or all(fields[name] for name in _FIELD.findall(part)))
        return "".join(_FIELD.sub(lambda field: fields[field[1]], part) for part in shown)

    def row(self, parts: Sequence[str]) -> str:
        """Return parts as one reads them: "a, b and c"."""
        *first, last = parts
        return self.says("and", first=", ".join(first), last=last) if first else last

    def period(self, start: str, end: str) -> str:
        """Say from when to when."""
        if start and start == end:
            return self.says("on", day=start) if len(start) == len("2024-05-31") else self.says("in", start=start)
        if start and end:
            return self.says("from_to", start=start, end=end)
        return self.says("since", start=start) if start else self.says("until", end=end) if end else ""


@cache
def wording_of(language: str) -> Wording:
    """Return the words for a pack in `language`, which is a code such as de-AT."""
    import yaml

    path = _WORDINGS / f"{language.lower().partition('-')[0]}.yaml"
    path = path if path.is_file() else _WORDINGS / f"{_FALLBACK}.yaml"
    return Wording(**yaml.safe_load(path.read_text(encoding="utf-8")))
