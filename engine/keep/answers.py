"""Answers that were given before, kept in SQLite: the same question to the same engine need not be generated twice.

An entry is found by a hash over everything that decides an answer, so that a change of content, model or code finds
nothing instead of something stale. The cache never fails an answer: where the file cannot be read, there is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import time
import unicodedata
import zlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from content.loader import Portfolio
from engine.events import (
    SCHEMA_VERSION,
    Answer,
    AnswerKind,
    Composed,
    Drafted,
    Event,
    Retrieved,
    Sentence,
    Tokenized,
    Turn,
    Waiting,
    to_json,
)  # fmt: skip
from engine.fingerprint import ANSWERING
from engine.settings import Settings, is_built_in
from models.catalogue import find
from models.resolve import LlmFile

ANSWERS, _BYTES = 2_000, 64_000_000
"""What fits in. An answer takes about 10 KB; those that were not asked for longest go first."""

_KEPT: tuple[AnswerKind, ...] = ("answer", "near", "not-in-portfolio")
"""Answers worth keeping: no stopped ones, none that failed its checks, none that costs nothing."""

_PATIENCE = 1.0
"""Seconds to wait for another process that writes."""

TABLE = """
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, used REAL NOT NULL, events BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_use ON answers (used);
"""


@dataclass(frozen=True)
class Stat:
    """How much the cache holds, and where; `bytes` are those of the answers."""

    path: Path
    answers: int
    bytes: int


class AnswerCache:
    """The cache in folder `cache`. Any thread and process may use it at once; SQLite's write-ahead log sees to that."""

    def __init__(self, cache: Path, answers: int = ANSWERS, size: int = _BYTES) -> None:
        self.path = cache / "answers.sqlite3"
        self._answers, self._size = answers, size

    def through(self, key: str, events: Generator[Event] | Iterator[Event]) -> Iterator[Event]:
        """Yield what was kept for `key`, its trace marked as cached; without that `events`, and keep them."""
        kept = self.get(key)
        if kept is not None:
            yield from kept
            return
        seen: list[Event] = []
        with contextlib.closing(events) if isinstance(events, Generator) else contextlib.nullcontext():
            for event in events:
                if not isinstance(event, Waiting):
                    seen.append(event)
                if isinstance(event, Answer) and event.kind in _KEPT and not event.notice:
                    self.put(key, seen)
                yield event

    def get(self, key: str) -> tuple[Event, ...] | None:
        """Return the events kept for `key`, or None."""
        with contextlib.suppress(sqlite3.Error, OSError):
            if not self.path.exists():
                return None
            with self._open() as database:
                row = database.execute("SELECT events FROM answers WHERE key = ?", (key,)).fetchone()
                if row is None:
                    return None
                database.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time(), key))
            return _unpacked(row[0])
        return None

    def put(self, key: str, events: Sequence[Event]) -> None:
        """Keep `events` for `key`, and drop what no longer fits."""
        packed = _packed(events)
        with contextlib.suppress(sqlite3.Error, OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._write(key, packed)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):  # locked, or the disk is full: the file itself is well
                    raise
                self.clear()
                self._write(key, packed)

    def stat(self) -> Stat:
        """Return how much there is."""
        with contextlib.suppress(sqlite3.Error, OSError):
            if self.path.exists():
                with self._open() as database:
                    count, size = database.execute("SELECT COUNT(*), TOTAL(LENGTH(events)) FROM answers").fetchone()
                return Stat(self.path, count, int(size))
        return Stat(self.path, 0, 0)

    def clear(self) -> int:
        """Delete every answer, also from the bytes of the file; return how many there were. Raises OSError."""
        if not self.path.exists():
            return 0
        try:
            with self._open() as database:
                count = database.execute("DELETE FROM answers").rowcount
            with contextlib.closing(sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)) as database:
                database.execute("VACUUM")
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            raise OSError(f"the answer cache {self.path} is in use ({error}); try again") from error
        except sqlite3.DatabaseError:  # torn: nobody can be using it
            for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                self.path.with_name(name).unlink(missing_ok=True)
            return 0
        return int(count)

    def _write(self, key: str, packed: bytes) -> None:
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, time.time(), packed))
            database.execute(
                "DELETE FROM answers WHERE key IN (SELECT key FROM (SELECT key, ROW_NUMBER() OVER newest AS place, "
                "SUM(LENGTH(events)) OVER newest AS size FROM answers WINDOW newest AS (ORDER BY used DESC, key)) "
                "WHERE place > ? OR size > ?)",
                (self._answers, self._size),
            )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for one transaction: opening takes .2 ms and spares every thread one of its own."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(TABLE)
            with database:
                yield database


def cache_key(
    question: str, history: Sequence[Turn], portfolio: Portfolio, settings: Settings, file: LlmFile | None,
    *, probabilities: bool, long: bool = False,
) -> str | None:  # fmt: skip
    """Return the hash over all that decides an answer; None where the model's file is not here yet."""
    identity = _identity(file)
    if identity is None:
        return None
    embedder = settings.embedder_of(portfolio.profile.language)
    deciding = {
        "question": " ".join(unicodedata.normalize("NFC", question).split()),
        "history": [asdict(turn) for turn in history],
        "content": portfolio.digest,
        "embedder": [item.sha256 for item in find(embedder).files] if is_built_in(embedder) else [],
        "model": identity,
        "mode": settings.mode,
        "passages": settings.passages,
        "by": embedder,
        "abroad": settings.reads_more(),
        "probabilities": probabilities,
        "long": long,
        "code": ANSWERING.digest(),
        "events": SCHEMA_VERSION,
    }
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def may_keep(question: str, portfolio: Portfolio, *, local: bool) -> bool:
    """Return whether a question may be written down: a stranger's own words are not, the pack's questions are."""
    return local or question in portfolio.profile.suggested_questions


def _identity(file: LlmFile | None) -> list[Any] | None:
    if file is None:
        return ["none"]
    try:
        stat = file.path.stat()
    except OSError:
        return None
    return [str(file.path), file.mode, file.context, file.judges, stat.st_size, stat.st_mtime_ns]


def _packed(events: Sequence[Event]) -> bytes:
    return zlib.compress(json.dumps([to_json(event) for event in events], ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes) -> tuple[Event, ...] | None:
    """Return the events, the answer's trace marked as cached; None where they are not what this version writes."""
    from pydantic import ValidationError

    try:
        events = [_event(item) for item in json.loads(zlib.decompress(packed))]
    except (ValueError, KeyError, TypeError, zlib.error, ValidationError):
        return None
    if not events or not isinstance(events[-1], Answer):
        return None
    answer = events[-1]
    return (*events[:-1], replace(answer, trace=replace(answer.trace, cached=True)))


def _event(item: dict[str, Any]) -> Event:
    item.pop("stage", None)
    event: Event = _adapters()[item.pop("type")].validate_python(item)
    return event


@lru_cache(maxsize=1)
def _adapters() -> dict[str, Any]:
    from pydantic import TypeAdapter

    return {kind.type: TypeAdapter(kind) for kind in (Tokenized, Retrieved, Composed, Drafted, Sentence, Answer)}
