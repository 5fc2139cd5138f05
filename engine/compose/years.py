"""A question about a year: what is dated otherwise is no answer to it, where something is dated so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from engine.compose.excerpts import WORDING, Excerpt
from engine.language.language import Language
from engine.language.words import words_of
from engine.tokenize.question import Question

_DATE = re.compile(r"(?<![\w.,#-])(?P<year>(?:19|20)\d\d)(?:-\d\d){0,2}(?![\w-]|[.,]\d)")
_ALWAYS = 9999
_BETWEEN = 5
"""At most so many characters stand between the two dates of a period: " to ", " – "."""

_Span = tuple[int, int]


def of_the_years(question: Question, ranked: Sequence[Excerpt]) -> list[Excerpt]:
    """Return what may be from a year that is asked for: what is dated in another one goes, if anything is from that.

    What has no date itself has those of its passage: what stands below a job was done there. A period that covers the
    year says it as well as one that names it, which the words alone speak for.
    """
    asked = {int(date["year"]) for date in _DATE.finditer(question.searched)}
    dated = {number: list(_spans(_told(ranked, number), question.language)) for number in {e.passage for e in ranked}}

    def fits(excerpt: Excerpt) -> bool | None:
        spans = list(_spans(excerpt.text, question.language)) or dated[excerpt.passage]
        return any(start <= year <= end for start, end in spans for year in asked) if spans else None

    fit = [fits(excerpt) for excerpt in ranked]
    if True not in fit:
        return list(ranked)
    found = [excerpt for excerpt, of_it in zip(ranked, fit, strict=True) if of_it is not False]
    named = [not asked.isdisjoint(_years(excerpt)) for excerpt in found]
    share = WORDING / len(set(question.terms)) if any(named) else 0.0
    return [
        excerpt if names or not _covers(excerpt, asked) else replace(excerpt, score=excerpt.score + share)
        for excerpt, names in zip(found, named, strict=True)
    ]


def _years(excerpt: Excerpt) -> set[int]:
    """Return the years that an excerpt names."""
    return {int(date["year"]) for date in _DATE.finditer(excerpt.text)}


def _covers(excerpt: Excerpt, years: Collection[int]) -> bool:
    """Return whether a period of an excerpt holds one of `years`."""
    return any(start <= year <= end for start, end in _spans(excerpt.text, excerpt.language) for year in years)


def _told(ranked: Sequence[Excerpt], passage: int) -> str:
    return " ".join(excerpt.text for excerpt in ranked if excerpt.passage == passage)


def _spans(text: str, language: Language) -> Iterator[_Span]:
    """Yield the first and the last year of each period that a text names."""
    dates = list(_DATE.finditer(text))
    index = 0
    while index < len(dates):
        start, begin = int(dates[index]["year"]), dates[index].start()
        behind = dates[index + 1] if index + 1 < len(dates) else None
        if behind is not None and behind.start() - dates[index].end() <= _BETWEEN and int(behind["year"]) >= start:
            yield start, int(behind["year"])
            index += 2
            continue
        before = words_of(text[:begin])
        yield start, _ALWAYS if before and before[-1] in language.words("ongoing") else start
        index += 1
