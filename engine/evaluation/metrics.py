"""What is right in a record, and the figures of many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from content.questions import Floors, Question
from engine.evaluation.record import Record
from engine.evaluation.support import Unsupported

Miss = Literal[
    "fact missing",
    "source not cited",
    "source not found",
    "wrongly abstained",
    "wrongly answered",
    "unsupported sentence",
]
"""What a visitor was done wrong, worst last. A source is not found when no passage that was kept holds it."""

SILENT = ("near", "not-in-portfolio", "refused")
"""Kinds of answers that say that the portfolio does not say."""

CEILINGS = ("wrongly_abstains", "unsupported")
"""Floors that are ceilings."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One record, judged. `rank` is that of the first right passage, from 1; None where no candidate was right."""

    question: Question
    record: Record
    rank: int | None
    cites_source: bool
    missing: tuple[tuple[str, ...], ...]
    abstained: bool
    unsupported: tuple[Unsupported, ...]

    @property
    def misses(self) -> tuple[Miss, ...]:
        """What is wrong with the answer, of which the last is the worst."""
        found: list[Miss] = []
        if self.question.answerable and self.abstained:
            found.append("wrongly abstained")
        elif self.question.answerable:
            if self.missing:
                found.append("fact missing")
            if not self.cites_source:
                kept = self.rank is not None and self.rank <= (len(self.record.passages) or 1)
                found.append("source not cited" if kept else "source not found")
        elif not self.abstained:
            found.append("wrongly answered")
        if self.unsupported:
            found.append("unsupported sentence")
        return tuple(found)

    @property
    def leads(self) -> bool:
        """Whether the first sentence shown holds a required fact."""
        first = self.record.shown[0].text if self.record.shown else ""
        return len(self.question.facts_missing_from(first)) < len(self.question.facts)

    @property
    def right(self) -> bool:
        """Whether a visitor got what they should."""
        return not self.misses

    @property
    def useful(self) -> bool:
        """Whether they did, leaving aside the check of sentences: it is too strict with prose to compare by."""
        return not set(self.misses) - {"unsupported sentence"}


def judge(question: Question, record: Record, unsupported: tuple[Unsupported, ...]) -> Verdict:
    """Judge one record.

    Small talk makes no claim: as a reply to a question that the pack does not answer it counts as abstaining, as a
    reply to one that it does answer it counts as an answer without a source. What navigation opens is its source. Who
    holds every required fact has not abstained: "the portfolio does not state rates" may be the answer, and so may the
    nearest sentence, shown as the nearest.
    """
    rank = next((rank for rank, links in enumerate(record.ranked, 1) if leads_to(links, question.sources)), None)
    links = [link for passage in record.cited for link in (passage.link, *passage.also)]
    cites = leads_to((*links, *record.opened), question.sources)
    silent = SILENT if question.answerable else (*SILENT, "small-talk")
    missing = question.facts_missing_from(record.text)
    abstained = record.kind in silent and not (question.answerable and not missing)
    return Verdict(question, record, rank, cites, missing, abstained, unsupported)


def leads_to(links: Iterable[str], sources: Sequence[str]) -> bool:
    """Return whether one of `links` is one of `sources`, or a section of one."""
    return any(link == source or link.partition("#")[0] == source for link in links for source in sources)


@dataclass(frozen=True, slots=True)
class Figures:
    """Fractions from 0 to 1, seconds and words. None where there was no question to count.

    `leads` says whether the first sentence holds a fact, `length` how many sentences an answer has, and `in_order`
    whether what is quoted of one passage stands as it does there. `right_source`, `facts` and `leads` are shares of
    all answerable questions, so that abstaining gains nothing; `right_source_answered` and `facts_answered` are
    shares of those that were answered. `unsupported` counts sentences, of the `sentences` shown in answers. Times are
    those of questions that were answered.
    """

    questions: int
    answerable: int
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_5: float | None
    reciprocal_rank: float | None
    right_source: float | None
    right_source_answered: float | None
    facts: float | None
    facts_answered: float | None
    leads: float | None
    follow_ups: float | None
    near: int
    abstains: float | None
    wrongly_abstains: float | None
    sentences: int
    unsupported: int
    withheld: int
    fallbacks: int
    words: float | None
    length: float | None
    in_order: float | None
    first_p50: float | None
    first_p95: float | None
    seconds_p50: float | None
    seconds_p95: float | None
    load: float | None


def figures_of(verdicts: Sequence[Verdict]) -> Figures:
    """Return the figures of the verdicts on one contestant."""
    yes = [verdict for verdict in verdicts if verdict.question.answerable]
    no = [verdict for verdict in verdicts if not verdict.question.answerable]
    told = [verdict for verdict in yes if not verdict.abstained]
    records = [verdict.record for verdict in verdicts]
    answers = [record for record in records if record.kind in ("answer", "fallback")]
    return Figures(
        questions=len(verdicts),
        answerable=len(yes),
        hit_at_1=_hit(yes, 1),
        hit_at_3=_hit(yes, 3),
        hit_at_5=_hit(yes, 5),
        reciprocal_rank=mean([1 / verdict.rank if verdict.rank else 0.0 for verdict in yes]),
        right_source=mean([verdict.cites_source and not verdict.abstained for verdict in yes]),
        right_source_answered=mean([verdict.cites_source for verdict in told]),
        facts=mean([not verdict.missing and not verdict.abstained for verdict in yes]),
        facts_answered=mean([not verdict.missing for verdict in told]),
        leads=mean([verdict.leads and not verdict.abstained for verdict in yes]),
        follow_ups=mean([verdict.right for verdict in verdicts if verdict.question.after]),
        near=sum(record.kind == "near" for record in records),
        abstains=mean([verdict.abstained for verdict in no]),
        wrongly_abstains=mean([verdict.abstained for verdict in yes]),
        sentences=sum(len(record.shown) for record in answers),
        unsupported=sum(len(verdict.unsupported) for verdict in verdicts),
        withheld=sum(len(record.sentences) - len(record.shown) for record in records),
        fallbacks=sum(record.kind == "fallback" for record in records),
        words=mean([len(record.text.split()) for record in answers]),
        length=mean([len(record.shown) for record in answers]),
        in_order=mean([order for record in answers if (order := in_order(record)) is not None]),
        first_p50=percentile([record.first for record in answers], 50),
        first_p95=percentile([record.first for record in answers], 95),
        seconds_p50=percentile([record.seconds for record in answers], 50),
        seconds_p95=percentile([record.seconds for record in answers], 95),
        load=percentile([record.load for record in records], 50),
    )


def in_order(record: Record) -> bool | None:
    """Return whether the sentences quoted of each passage stand in its order; None where none is quoted twice."""
    places: dict[int, list[int]] = {}
    for sentence in record.shown:
        for number in sentence.passages[:1]:
            place = record.passages[number - 1].text.find(sentence.text)
            if place >= 0:
                places.setdefault(number, []).append(place)
    repeated = [found for found in places.values() if len(found) > 1]
    return all(found == sorted(found) for found in repeated) if repeated else None


@dataclass(frozen=True, slots=True)
class Broken:
    """A floor that a contestant does not reach, or a ceiling that it breaks."""

    name: str
    reached: float
    floor: float

    def __str__(self) -> str:
        bound = "at most" if self.name in CEILINGS else "at least"
        return f"{self.name} is {self.reached:.3f}, expected {bound} {self.floor:g}"


def broken(figures: Figures, floors: Floors) -> tuple[Broken, ...]:
    """Return the floors that the figures break. A figure without a question to count breaks none."""
    reached = {
        "hit_at_5": figures.hit_at_5,
        "right_source": figures.right_source,
        "facts": figures.facts,
        "abstains": figures.abstains,
        "wrongly_abstains": figures.wrongly_abstains,
        "unsupported": figures.unsupported / figures.sentences if figures.sentences else None,
    }
    found = []
    for name, value in reached.items():
        floor = float(getattr(floors, name))
        if value is not None and (value > floor if name in CEILINGS else value < floor):
            found.append(Broken(name, value, floor))
    return tuple(found)


def _hit(verdicts: Sequence[Verdict], depth: int) -> float | None:
    return mean([verdict.rank is not None and verdict.rank <= depth for verdict in verdicts])


def mean(values: Sequence[float]) -> float | None:
    """Return the mean; None of nothing."""
    return sum(values) / len(values) if values else None


def percentile(values: Sequence[float], percent: int) -> float | None:
    """Return the value below which `percent` of `values` lie, by the nearest rank; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)]
