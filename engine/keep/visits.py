"""What visitors asked and read, kept only where the owner has opted in: no names, no addresses, days and no times.

The setting `visits` switches it on, and `notice` is what visitors are then told. The recorder deletes what is older
than `visits_days` when it starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.events import Answer, AnswerKind, Retrieved
from engine.keep.database import Base, Database, DatabaseError, Postgres, SqliteFile
from engine.settings import Settings

FILE = "visits.sqlite3"
_COLUMNS = "day, question, kind, confidence, shown, withheld, seconds, model, cited"

_SCHEMA = (
    """
create table if not exists questions (
    id {number}, day text not null, question text not null, kind text not null, confidence double precision,
    shown integer not null, withheld integer not null, seconds double precision not null, model text not null,
    cited text not null
)
""",
    "create index if not exists questions_by_day on questions (day)",
    """
create table if not exists reads (
    day text not null, place text not null, count integer not null, primary key (day, place)
)
""",
    """
create table if not exists sought (
    day text not null, thing text not null, count integer not null, primary key (day, thing)
)
""",
)

NOTICE = (
    "The owner reads what is asked here, to learn what this portfolio leaves out. Questions are kept for {days} days,"
    " without names, addresses or times."
)
PRIVATE = (
    (re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE), "[address]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE), "[address]"),
    (re.compile(r"\+?\d(?:[\s().-]*\d){8,}"), "[number]"),
)
"""What a visitor may type without meaning it to be kept, and what is kept instead."""


class VisitsError(Exception):
    """The log of visits cannot be used, in one sentence."""

    def __init__(self, words: str, detail: str = "") -> None:
        """`detail` is for the owner: unlike the words it may hold paths."""
        super().__init__(words)
        self.detail = detail or words


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and how its answer came out. `confidence` is None where retrieval was not needed."""

    day: date
    question: str
    kind: AnswerKind
    confidence: float | None
    shown: int
    withheld: int
    seconds: float
    model: str
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """How often a place (a screen or a document's link) was opened on one day."""

    day: date
    place: str
    count: int


def notice(settings: Settings) -> str:
    """Return what visitors have to be told, or an empty text where nothing is kept."""
    return NOTICE.format(days=settings.visits_days) if settings.visits else ""


def without_private(question: str) -> str:
    """Return a question without addresses, links and long numbers."""
    for pattern, instead in PRIVATE:
        question = pattern.sub(instead, question)
    return question


def asked_of(answer: Answer, retrieved: Retrieved | None) -> Asked:
    """Return what is kept of an answer."""
    shown = sum(sentence.shown for sentence in answer.sentences)
    return Asked(
        day=today(),
        question=without_private(answer.question),
        kind=answer.kind,
        confidence=retrieved.confidence if retrieved else None,
        shown=shown,
        withheld=len(answer.sentences) - shown,
        seconds=answer.trace.seconds,
        model=answer.trace.model,
        cited=tuple(citation.link for citation in answer.citations),
    )


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()


class Visits:
    """The log in folder `folder`, or at a `database` URL. Any thread and any process may use it at once."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.path = folder / FILE
        self._database: Database = (
            Postgres(database, _SCHEMA) if database else SqliteFile(self.path, _SCHEMA, lasting=False)
        )

    @classmethod
    def of(cls, settings: Settings) -> Visits:
        """Return the log that the settings name."""
        return cls(settings.data_dir, settings.database)

    def __str__(self) -> str:
        return str(self._database)

    def check(self) -> None:
        """Make sure that questions can be kept. Raises VisitsError."""
        with self._told():
            self._database.check()

    def add(self, asked: Asked) -> None:
        """Keep a question. Raises VisitsError."""
        row = asdict(asked) | {"day": asked.day.isoformat(), "cited": json.dumps(asked.cited)}
        places = ", ".join(f":{name}" for name in _COLUMNS.split(", "))
        with self._opened(create=True) as base:
            base.execute(f"insert into questions ({_COLUMNS}) values ({places})", row)

    def read(self, place: str, day: date | None = None) -> None:
        """Count that a place was opened. Raises VisitsError."""
        with self._opened(create=True) as base:
            base.execute(
                "insert into reads (day, place, count) values (:day, :place, 1)"
                " on conflict (day, place) do update set count = reads.count + 1",
                {"day": (day or today()).isoformat(), "place": place},
            )

    def seek(self, things: Iterable[str], day: date | None = None) -> None:
        """Count things that an advertisement asked for and the portfolio does not say. Raises VisitsError."""
        with self._opened(create=True) as base:
            for thing in things:
                base.execute(
                    "insert into sought (day, thing, count) values (:day, :thing, 1)"
                    " on conflict (day, thing) do update set count = sought.count + 1",
                    {"day": (day or today()).isoformat(), "thing": thing},
                )

    def sought(self, since: date = date.min) -> list[tuple[str, int]]:
        """Return what advertisements asked for and the portfolio does not say from day `since` on, and how often."""
        with self._opened() as base:
            statement = (
                "select thing, sum(count) from sought where day >= :day group by thing order by sum(count) desc, thing"
            )
            rows = base.execute(statement, {"day": since.isoformat()}).fetchall()
            return [(thing, int(count)) for thing, count in rows]

    def questions(self, since: date = date.min) -> list[Asked]:
        """Return the questions from day `since` on, oldest first."""
        with self._opened() as base:
            statement = f"select {_COLUMNS} from questions where day >= :day order by id"
            return [_asked(*row) for row in base.execute(statement, {"day": since.isoformat()}).fetchall()]

    def reads(self, since: date = date.min) -> list[Read]:
        """Return how often each place was opened, by day, from day `since` on."""
        with self._opened() as base:
            statement = "select day, place, count from reads where day >= :day order by day, place"
            rows = base.execute(statement, {"day": since.isoformat()}).fetchall()
            return [Read(date.fromisoformat(day), place, count) for day, place, count in rows]

    def forget(self, before: date = date.max) -> int:
        """Delete what is older than day `before`, everything without one; return how many entries went."""
        with self._opened() as base:
            day = {"day": before.isoformat()}
            gone = base.execute("delete from questions where day < :day", day).rowcount
            gone += base.execute("delete from reads where day < :day", day).rowcount
            gone += base.execute("delete from sought where day < :day", day).rowcount
        with self._told():
            self._database.scrub()
        return gone

    def forget_older(self, days: int) -> int:
        """Delete what is more than `days` days old; return how many entries went."""
        return self.forget(today() - timedelta(days=days))

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[Base]:
        with self._told(), self._database.opened(create=create) as base:
            yield base

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            missing = "the log of visits is not there: "
            raise VisitsError(f"{missing}{error}", f"{missing}{error.detail}") from error


def _asked(day: str, *row: Any) -> Asked:
    question, kind, confidence, shown, withheld, seconds, model, cited = row
    links = tuple(json.loads(cited))
    return Asked(date.fromisoformat(day), question, kind, confidence, shown, withheld, seconds, model, links)
