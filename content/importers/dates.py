"""Days as people write them in front matter and résumés, read only where there is one way to read them."""

from __future__ import annotations

import datetime
import re

EXPECTED_DATE = "expected a date such as 2024-05-31"

_ISO = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?=$|[T\s])")
_TIME = re.compile(r"[ ,]+(?:at )?\d{1,2}:\d{2}.*$|(?<=\d)T\d{2}:?\d{2}.*$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|(?<=\b\d)\.(?= \D)|(?<=\b\d\d)\.(?= \D)|\bof\b", re.IGNORECASE)
_TWO_WAYS = re.compile(r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<year>\d{4})$")
_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d. %m. %Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y",
    "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%Y %B %d", "%Y %b %d", "%d-%b-%Y", "%d-%B-%Y", "%d/%b/%Y", "%Y年%m月%d日",
)  # fmt: skip
_PARTS = {"%Y": "%Y", "%Y-%m": "%Y-%m", "%b %Y": "%Y-%m", "%B %Y": "%Y-%m", "%m/%Y": "%Y-%m", "%m.%Y": "%Y-%m"}
"""Ways to write a year or a month, and how a résumé writes it."""
_SECONDS, _MILLISECONDS = range(10**8, 10**10), range(10**11, 10**13)
"""Numbers that count from 1970: days of 1973 to 2286."""


def date_of(value: object) -> datetime.date | None:
    """Return the day that a date, a time, a number of seconds, or a text names; None where it names none for sure."""
    match value:
        case datetime.datetime():
            return value.date()
        case datetime.date():
            return value
        case bool():
            return None
        case int() if value in _SECONDS or value in _MILLISECONDS:
            seconds = value if value in _SECONDS else value // 1000
            return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
        case str():
            return _day_of(" ".join(value.split()))
    return None


def part_of_date(text: str) -> str:
    """Return the day, month or year that a text names as a résumé writes it (2016-03); the text itself otherwise."""
    text = " ".join(text.split()).strip(" .")
    for form, written in _PARTS.items():
        for part in (text, text.replace(".", "").replace("Sept ", "Sep ")):
            try:
                return datetime.datetime.strptime(part, form).strftime(written)
            except ValueError:
                continue
    day = date_of(text)
    return day.isoformat() if day else text


def _day_of(text: str) -> datetime.date | None:
    if match := _ISO.match(text):
        text = match["date"]
    text = _ORDINAL.sub("", _WEEKDAY.sub("", _TIME.sub("", text)))
    text = " ".join(text.replace(".,", ",").split()).strip(" ,").replace("Sept ", "Sep ").replace("Sept.", "Sep.")
    if match := _TWO_WAYS.match(text):
        one, two = int(match["one"]), int(match["two"])
        if one <= 12 and two <= 12 and one != two:
            return None  # the fifth of April, or the fourth of May
        month, day = (one, two) if one <= 12 else (two, one)
        text = f"{match['year']}-{month}-{day}"
    for form in _FORMS:
        for written in (text, text.replace(".", "")) if "%b" in form else (text,):
            try:
                return datetime.datetime.strptime(written, form).date()
            except ValueError:
                continue
    return None
