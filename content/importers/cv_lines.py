"""The lines of a CV: periods, and who was what where. What cannot be told for sure stays together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from content.importers.dates import part_of_date

_SEPARATORS = (r" *\| *", r" [–—·•] ", r" - ", r"; ", r", ")
"""What stands between the parts of a line, the clearest first."""
_COMPOUND = 6
"""Shorter words end others by chance."""


@dataclass(frozen=True)
class CvPeriod:
    """From when to when, as a résumé writes it; an `end` that is empty has not come."""

    start: str = ""
    end: str = ""


def period_in(line: str) -> tuple[CvPeriod, str]:
    """Return the period that a line names, and the line without it."""
    match = _periods().search(line)
    if not match:
        return CvPeriod(), line
    start, end = (_date(match[name] or "") for name in ("start", "end"))
    if match["link"]:
        end = "" if end.lower() in _words()["now"] else end
    elif match["until"]:
        start, end = "", start
    elif not match["since"]:
        end = start
    return CvPeriod(start, end), _without(line, match)


def split_line(line: str) -> list[str]:
    """Return the parts of a line between its clearest separators."""
    for separator in _SEPARATORS:
        parts = [part.strip(" ,;|.") for part in re.split(separator, line)]
        if len(parts := [part for part in parts if part]) > 1:
            return parts
    return [line.strip(" .")] if line.strip(" .") else []


def split_commas(line: str) -> list[str]:
    """Return what stands between the commas of a line; those in brackets divide nothing."""
    return [part for part in (part.strip(" .;") for part in re.split(r"[,;](?![^()]*\))", line)) if part]


def position_at(line: str) -> tuple[str, str] | None:
    """Return the position and the employer of a line that says `position at employer`; None where it does not."""
    match = re.fullmatch(rf"(?P<what>.+?) (?:{_any('at')}) (?P<where>.+)", line, re.IGNORECASE)
    return (match["what"], match["where"]) if match else None


def name_greeted(text: str) -> str:
    """Return the name with which a line such as `Hi, I'm Ada Low!` ends; an empty text where it greets nobody."""
    match = re.fullmatch(rf"(?:.*\W)?(?:{_any('greetings')})\s+(?P<name>.+?)\W*", text.replace("’", "'"), re.IGNORECASE)
    return match["name"] if match else ""


def is_role(text: str) -> bool:
    """Say whether a text names a position."""
    return _holds(text, "roles")


def is_programming(text: str) -> bool:
    """Say whether a text names a programming language."""
    return text.lower() in _words()["programming"]


def is_title(text: str) -> bool:
    """Say whether a text is what a CV is called."""
    return text.lower() in _words()["titles"]


def is_school(text: str) -> bool:
    """Say whether a text names a place of learning."""
    return _holds(text, "schools")


def _holds(text: str, kind: str) -> bool:
    known = _words()[kind]
    ends = tuple(word for word in known if len(word) >= _COMPOUND)  # as in Softwareentwickler, Berufsschule
    return any(word in known or word.endswith(ends) for word in re.findall(r"[\w'-]+", text.lower()))


def _without(line: str, match: re.Match[str]) -> str:
    """Return the line without what was matched, and without the brackets and separators that it leaves."""
    before, after = line[: match.start()].rstrip(" (["), line[match.end() :].lstrip(" )]")
    return f"{before.rstrip(' ,;|·•–—-')} | {after.lstrip(' ,;|·•–—:-')}".strip(" |:")


def _date(text: str) -> str:
    """Return a date as a résumé writes it, with the month's name in any of the languages."""
    match = re.fullmatch(r"(?P<month>[^\W\d_]+)\.? (?P<year>\d{4})", text)
    month = _months().get(match["month"].lower()) if match else None
    return f"{match['year']}-{month:02}" if match and month else part_of_date(text)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cv_words.yaml").read_text(encoding="utf-8"))
    return data


@cache
def _words() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in _data().items() if isinstance(words, list)}


@cache
def _months() -> dict[str, int]:
    return {name: month for month, names in _data()["months"].items() for name in names}


def _any(kind: str) -> str:
    return _alternatives(_words()[kind])


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _periods() -> re.Pattern[str]:
    month = rf"(?:\d{{1,2}}\.? )?(?:{_alternatives(_months())})\.? "
    date = rf"(?:(?:{month})?(?:19|20)\d{{2}}(?:-\d{{2}}(?:-\d{{2}})?)?|\d{{1,2}}[./](?:19|20)\d{{2}})"
    return re.compile(
        rf"(?:\b(?P<until>{_any('to')}) |\b(?P<since>{_any('since')}) )?(?<![\w./-])(?P<start>{date})(?![\w/]|\.\d)"
        rf"(?: *(?P<link>[–—→-]+|\b(?:{_any('to')})\b) *(?P<end>{date}|(?:{_any('now')})\b)(?![\w/]|\.\d))?",
        re.IGNORECASE,
    )
