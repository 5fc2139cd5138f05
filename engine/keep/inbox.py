"""The owner's inbox: messages that visitors leave, in one SQLite file or in PostgreSQL.

A message counts as left once `add` has returned: it is then on the disk, whatever happens to the process. Any thread
and any process may use the inbox at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.keep.database import Base, Database, DatabaseError, Postgres, SqliteFile
from engine.settings import Settings

INBOX_FILE = "inbox.sqlite3"
NAME_LIMIT, REACH_LIMIT, TEXT_LIMIT = 80, 120, 4_000
"""Longest name, way to reach the visitor, and message, in characters."""

CAPACITY = 10_000
"""How many messages are kept: at their longest, some 170 MB. A full inbox takes no more."""

_SCHEMA = (
    """
create table if not exists messages (
    id    {number},
    at    text not null,
    name  text not null,
    reach text not null,
    text  text not null,
    read  integer not null default 0
)
""",
)
_COLUMNS = "id, at, name, reach, text, read"


class InboxError(Exception):
    """Why a message was not taken or the inbox cannot be used, in one sentence."""

    def __init__(self, words: str, detail: str = "") -> None:
        """`detail` is for the owner: unlike the words it may hold paths."""
        super().__init__(words)
        self.detail = detail or words


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
    """The messages in folder `folder`, which is made at the first message, or those at a `database` URL."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.path = folder / INBOX_FILE
        self._database: Database = (
            Postgres(database, _SCHEMA) if database else SqliteFile(self.path, _SCHEMA, lasting=True)
        )

    @classmethod
    def of(cls, settings: Settings) -> Inbox:
        """Return the inbox that the settings name."""
        return cls(settings.data_dir, settings.database)

    def check(self) -> None:
        """Make sure that messages can be kept. Raises InboxError."""
        with self._told():
            self._database.check()

    def add(self, name: str, reach: str, text: str) -> Message:
        """Keep a message, and return it. Raises InboxError where a field is empty or too long, or the inbox is full."""
        name = _clean("name", name, NAME_LIMIT)
        reach = _clean("way to reach you", reach, REACH_LIMIT)
        text = _clean("message", text, TEXT_LIMIT)
        at = datetime.now(UTC).replace(microsecond=0)
        with self._opened(create=True) as base:
            rows = base.execute(
                "insert into messages (at, name, reach, text) select :at, :name, :reach, :text"
                " where (select count(*) from messages) < :capacity returning id",
                {"at": at.isoformat(), "name": name, "reach": reach, "text": text, "capacity": CAPACITY},
            ).fetchall()
        if not rows:
            raise InboxError("the inbox is full; please write by another way")
        return Message(rows[0][0], at, name, reach, text)

    def messages(self, *, unread: bool = False) -> list[Message]:
        """Return the messages, oldest first; with `unread` only those not yet marked as read."""
        where = "where read = 0" if unread else ""
        with self._opened() as base:
            rows = base.execute(f"select {_COLUMNS} from messages {where} order by id").fetchall()
        return [_message(*row) for row in rows]

    def get(self, number: int) -> Message | None:
        """Return one message, or None where there is none of that number."""
        with self._opened() as base:
            rows = base.execute(f"select {_COLUMNS} from messages where id = :id", {"id": number}).fetchall()
        return _message(*rows[0]) if rows else None

    def mark(self, number: int, *, read: bool = True) -> bool:
        """Mark a message as read or unread; False where there is none of that number."""
        with self._opened() as base:
            values = {"id": number, "read": int(read)}
            return base.execute("update messages set read = :read where id = :id", values).rowcount > 0

    def delete(self, number: int) -> bool:
        """Delete a message for good; False where there is none of that number."""
        with self._opened() as base:
            return base.execute("delete from messages where id = :id", {"id": number}).rowcount > 0

    def export(self) -> list[dict[str, object]]:
        """Return every message as JSON-ready data."""
        return [
            {"id": m.id, "at": m.at.isoformat(), "name": m.name, "reach": m.reach, "text": m.text, "read": m.read}
            for m in self.messages()
        ]

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[Base]:
        with self._told(), self._database.opened(create=create) as base:
            yield base

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            missing = "the inbox is not there: "
            raise InboxError(f"{missing}{error}", f"{missing}{error.detail}") from error


def _clean(what: str, value: str, limit: int) -> str:
    """Return a field without control characters and outer spaces; InboxError where nothing or too much is left."""
    kept = "".join(char for char in value.replace("\r\n", "\n") if char.isprintable() or char in "\n\t").strip()
    if not kept:
        raise InboxError(f"the {what} is empty")
    if len(kept) > limit:
        raise InboxError(f"the {what} has {len(kept)} characters, and {limit} is the limit")
    return kept


def _message(number: int, at: str, *fields: Any) -> Message:
    name, reach, text, read = fields
    return Message(number, datetime.fromisoformat(at), name, reach, text, bool(read))
