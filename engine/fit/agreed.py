"""What the two sides have to agree on, as the answers on hiring say it.

Years are counted, those of several jobs together. An answer is found by the questions that it is written for, which may
say it in other words: "hourly rate" where an hour costs something. What asks for money, a date or a place in words of
its own is near the answer to what somebody costs, when they are free and where they work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from engine.events import Passage
from engine.fit.requirement import denied, frame_of, telling
from engine.language.language import FormName, Language
from engine.language.numbers import numbers_in
from engine.language.sentences import sentences_of
from engine.language.words import words_of
from engine.retrieve.lists import lines_in

_ASKED_BY: dict[FormName, tuple[FormName, ...]] = {
    "advert_money": ("price",),
    "advert_start": ("available",),
    "advert_place": ("remote", "based"),
}
"""What is asked for in an advertisement, and what a question asks that is about it, too."""
_MONTH = re.compile(r"\b(?P<year>(?:19|20)\d\d)(?:-(?P<month>[01]\d))?\b")
_MONTHS, _ENDS = 12, 2
"""Months of a year, and dates that say when something began and ended."""
_PARTS, _DIGIT = re.compile(r"[,;](?=\s)"), re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Agreed(NamedTuple):
    """A sentence of an answer on hiring, and whether it says all that is asked for."""

    text: str
    passage: Passage
    enough: bool


class AgreedAnswers:
    """The answers on hiring of one portfolio. Immutable; any thread may call it."""

    def __init__(self, passages: Sequence[Passage], language: Language) -> None:
        self.language = language
        self._said = [
            (sentence, passage)
            for passage in passages
            for line in lines_in(passage, language)
            for sentence in line.sentences
        ]
        asks = [(ask, passage) for passage in passages for ask in passage.asks]
        self._asks = [
            (frozenset(language.terms_of(ask)), f" {' '.join(words_of(ask))} ", passage) for ask, passage in asks
        ]
        self._about = {
            asked: passage
            for ask, passage in reversed(asks)
            for asked, forms in _ASKED_BY.items()
            if any(language.form(form).search(" ".join(words_of(ask))) for form in forms)
        }

    def on(self, option: str, today: date | None = None) -> Agreed | None:
        """Return what is answered to a requirement that is personal, if anything is."""
        if years := self._asked_years(option):
            return self._for_years(years, option, today or date.today())
        return self._price_of(option) or self._asked_for(option)

    def near(self, option: str) -> Agreed | None:
        """Return how the answer begins that is about the same kind of thing as an option, unless it denies."""
        for asked, passage in self._about.items():
            if self.language.form(asked).search(option):
                first = self._first(passage)
                return None if self._denies(first) else Agreed(first, passage, enough=False)
        return None

    def _asked_years(self, option: str) -> int:
        asked = self.language.form("advert_years").search(option)
        return max(self._counted(asked[0]), default=0) if asked else 0

    def _counted(self, text: str) -> Iterator[int]:
        for number in numbers_in(text, self.language).values():
            if float(number).is_integer():
                yield int(float(number))

    def _for_years(self, years: int, option: str, today: date) -> Agreed | None:
        """Return the sentence in which the owner says the most years, of what is asked for where that is named."""
        of_what = telling(self.language.form("advert_years").sub(" ", option), self.language)
        terms = set(self.language.terms_of(" ".join(of_what)))
        told = [
            (not terms or bool(terms & set(self.language.terms_of(text))), most, text, passage)
            for text, passage in self._said
            if (most := self._years_in(text, today))
        ]
        plain = {self.language.stem(word) for word in frame_of(self.language)}
        told += self._jobs(terms - plain, today)
        if not told:
            return None
        fits, most, text, passage = max(told, key=lambda each: (each[0], min(each[1], years)))
        return Agreed(text, passage, fits and most >= years)

    def _jobs(self, terms: set[str], today: date) -> Iterator[tuple[bool, int, str, Passage]]:
        """Yield the years of all jobs that name some terms together, and the sentences of the first and the last."""
        found = []
        for text, passage in self._said:
            if self.language.form("advert_worked").search(text) and not self._denies(text):
                months = _span(text, self.language, today)
                if months and terms <= set(self.language.terms_of(text)):
                    found.append((months, text, passage))
        if jobs := sorted(found, key=lambda job: job[0]):
            held = {month for (begun, ended), _, _ in jobs for month in range(begun, ended)}
            texts = list(dict.fromkeys((jobs[0][1], jobs[-1][1])))
            yield True, len(held) // _MONTHS, " … ".join(texts), jobs[0][2]

    def _years_in(self, sentence: str, today: date) -> int:
        words = words_of(sentence)
        if self.language.form("own").search(sentence) is None or self._denies(sentence):
            return 0
        spans = self.language.form("advert_years").finditer(sentence)
        most = [limit.end() for limit in self.language.form("advert_most").finditer(sentence)]
        counted = [number for span in spans if span.start() - 1 not in most for number in self._counted(span[0])]
        ongoing = self.language.words("ongoing")
        since = [
            today.year - int(word) - 1
            for before, word in pairwise(words)
            if before in ongoing and _YEAR.fullmatch(word)
        ]
        return max((*counted, *since), default=0)

    def _price_of(self, option: str) -> Agreed | None:
        """Return what the answer on cost says of the unit that is asked for: what a day costs to "day rate"."""
        about = self._about.get("advert_money")
        asked = " ".join(words_of(option))
        units = [unit for name, unit in self.language.table("advert_units").items() if name in asked]
        if about is None or not units:
            return None
        for text, passage in self._said:
            told = self._sum_for(units[0], text) if passage.document == about.document else ""
            if told and not self._denies(told):
                enough = not _DIGIT.search(option) or self._is_within(option, told)
                terms = set(self.language.terms_of(" ".join(telling(option, self.language))))
                return Agreed(text, passage, enough and not self._takes_back(passage, terms))
        return None

    def _sum_for(self, unit: str, text: str) -> str:
        """Return what of a sentence says what a unit costs: the part that names it, or all of it where that names no
        sum. Nothing where none is told, or for half a unit."""
        stem, parts = self.language.terms_of(unit)[0], self.language.table("fractions")
        words = words_of(text)
        whole = any(
            stem in self.language.terms_of(word) and before not in parts for before, word in pairwise(("", *words))
        )
        named = (part for part in _PARTS.split(text) if stem in self.language.terms_of(part))
        told = next((part for part in (*named, text) if self.language.form("advert_sum").search(part)), "")
        return told if whole and _DIGIT.search(told) else ""

    def _asked_for(self, option: str) -> Agreed | None:
        """Return how the answer begins to a question that holds what an option asks for.

        It is not enough where a number that is asked for does not stand there, unless one that is no more will do.
        """
        terms = set(self.language.terms_of(" ".join(telling(option, self.language))))
        phrase = self._phrase(option)
        for asked, ask, passage in self._asks:
            if phrase not in ask:
                continue
            first = self._first(passage)
            left = terms - asked - set(self.language.terms_of(first))
            if terms & asked and all(any(char.isdigit() for char in term) for term in left):
                enough = (not left or self._is_within(option, first)) and not self._takes_back(passage, terms)
                return None if self._denies(first) else Agreed(first, passage, enough)
        return None

    def _phrase(self, option: str) -> str:
        """Return the words by which an option is personal, where a small one is among them: "on site" is no site."""
        found = self.language.form("advert_personal").search(option)
        words = words_of(found[0]) if found else []
        return f" {' '.join(words)} " if not self.language.words("stop").isdisjoint(words) else ""

    def _first(self, passage: Passage) -> str:
        return sentences_of(passage.text.splitlines()[0], self.language)[0]

    def _is_within(self, option: str, answer: str) -> bool:
        """Return whether an option names the most that a number may be, and each number of an answer is no more."""
        if self.language.form("advert_most").search(option) is None:
            return False
        most, told = (numbers_in(text, self.language).values() for text in (option, answer))
        return len(most) == 1 and bool(told) and all(float(number) <= float(next(iter(most))) for number in told)

    def _takes_back(self, passage: Passage, terms: set[str]) -> bool:
        told = (text for text, where in self._said if where is passage)
        return any(self._denies(text) and bool(terms & set(self.language.terms_of(text))) for text in told)

    def _denies(self, text: str) -> bool:
        return denied(text, words_of(text), self.language)


def _span(sentence: str, language: Language, today: date) -> tuple[int, int] | None:
    """Return the first month that a sentence speaks of and the one behind its last; a bare year counts as little as it
    can."""
    told = [(int(each["year"]), int(each["month"] or 0), each.start()) for each in _MONTH.finditer(sentence)]
    if not 0 < len(told) <= _ENDS:
        return None
    year, month, place = told[0]
    begun = year * _MONTHS + (month - 1 if month else _MONTHS)
    if len(told) == _ENDS:
        ended = told[1][0] * _MONTHS + told[1][1]
    elif words_of(sentence[:place])[-1:] and words_of(sentence[:place])[-1] in language.words("ongoing"):
        ended = today.year * _MONTHS + today.month - 1
    else:
        return None
    return (begun, ended) if begun < ended else None
