"""The owner's inbox: messages that visitors leave, in one SQLite file.

A message counts as left once `add` has returned: it is then on the disk, whatever happens to the process. Every call
opens the file anew, so that any thread and any process may use the inbox at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "inbox.sqlite3"
NAME_LIMIT, REACH_LIMIT, TEXT_LIMIT = 80, 120, 4_000
"""Longest name, way to reach the visitor, and message, in characters."""

CAPACITY = 10_000
"""How many messages are kept: at their longest, some 170 MB. A full inbox takes no more."""

PATIENCE = 10.0
"""Seconds to wait for another process that writes."""

SCHEMA = """
create table if not exists messages (
    id    integer primary key autoincrement,
    at    text not null,
    name  text not null,
    reach text not null,
    text  text not null,
    read  integer not null default 0
)
"""


class InboxError(Exception):
    """Why a message was not taken or the inbox cannot be used, in one sentence."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the inbox. `at` is in UTC; `reach` is how to reach who left it."""

    id: int
    at: datetime
    name: str
    reach: str
    text: str
    read: bool = False


class Inbox:
    """The messages in folder `folder`, which is made at the first message, for the owner's eyes only."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def add(self, name: str, reach: str, text: str) -> Message:
        """Keep a message, and return it. Raises InboxError where a field is empty or too long, or the inbox is full."""
        name = _clean("name", name, NAME_LIMIT)
        reach = _clean("way to reach you", reach, REACH_LIMIT)
        text = _clean("message", text, TEXT_LIMIT)
        at = datetime.now(UTC).replace(microsecond=0)
        with self._opened(create=True) as base:
            base.execute("begin immediate")
            if base.execute("select count(*) from messages").fetchone()[0] >= CAPACITY:
                raise InboxError("the inbox is full; please write by another way")
            row = base.execute(
                "insert into messages (at, name, reach, text) values (?, ?, ?, ?) returning id",
                (at.isoformat(), name, reach, text),
            ).fetchone()
            base.execute("commit")
        return Message(row[0], at, name, reach, text)

    def messages(self, *, unread: bool = False) -> list[Message]:
        """Return the messages, oldest first; with `unread` only those not yet marked as read."""
        where = "where read = 0" if unread else ""
        with self._opened() as base:
            return [_message(row) for row in base.execute(f"select * from messages {where} order by id")]

    def get(self, number: int) -> Message | None:
        """Return one message, or None where there is none of that number."""
        with self._opened() as base:
            row = base.execute("select * from messages where id = ?", (number,)).fetchone()
        return _message(row) if row else None

    def mark(self, number: int, *, read: bool = True) -> bool:
        """Mark a message as read or unread; False where there is none of that number."""
        with self._opened() as base:
            return base.execute("update messages set read = ? where id = ?", (read, number)).rowcount > 0

    def delete(self, number: int) -> bool:
        """Delete a message for good; False where there is none of that number."""
        with self._opened() as base:
            return base.execute("delete from messages where id = ?", (number,)).rowcount > 0

    def export(self) -> list[dict[str, object]]:
        """Return every message as JSON-ready data."""
        return [
            {"id": m.id, "at": m.at.isoformat(), "name": m.name, "reach": m.reach, "text": m.text, "read": m.read}
            for m in self.messages()
        ]

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file; without `create`, an inbox that was never written is an empty one in memory."""
        try:
            if create:
                self._prepare()
            where = str(self.path) if create or self.path.exists() else ":memory:"
            with closing(sqlite3.connect(where, timeout=PATIENCE, isolation_level=None)) as base:
                base.execute("pragma journal_mode = wal")
                base.execute("pragma synchronous = full")  # a commit is on the disk when it returns
                base.execute("pragma secure_delete = on")  # what is deleted leaves no trace in the file
                base.execute(SCHEMA)
                yield base
        except sqlite3.DatabaseError as error:
            raise InboxError(f"the inbox {self.path} cannot be used: {error}") from error
        except OSError as error:
            raise InboxError(f"the inbox {self.path} cannot be used: {error.strerror or error}") from error

    def _prepare(self) -> None:
        """Make the folder and the file, readable by the owner alone."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))


def _clean(what: str, value: str, limit: int) -> str:
    """Return a field without control characters and outer spaces; InboxError where nothing or too much is left."""
    kept = "".join(char for char in value.replace("\r\n", "\n") if char.isprintable() or char in "\n\t").strip()
    if not kept:
        raise InboxError(f"the {what} is empty")
    if len(kept) > limit:
        raise InboxError(f"the {what} has {len(kept)} characters, and {limit} is the limit")
    return kept


def _message(row: tuple[int, str, str, str, str, int]) -> Message:
    number, at, name, reach, text, read = row
    return Message(number, datetime.fromisoformat(at), name, reach, text, bool(read))
