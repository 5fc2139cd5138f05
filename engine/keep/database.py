"""Where rows are kept: a SQLite file of this machine, or PostgreSQL by URL where several machines share them.

Both take the same SQL, with parameters as `:name`. Every use opens a connection of its own, so that any thread and any
process may keep rows at once, and each statement is a transaction.

SQLite goes without SQLAlchemy, which is an extra for PostgreSQL: importing it takes 140 ms and 27 MB, sqlite3 2 ms
and 2 MB, and a row costs 1.5 ms instead of 0.9 (one core of two, Python 3.11). A visitor's own machine keeps messages
and visits in the file, and would pay that at the first one.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.keep.faults import StoreFault, tell

if TYPE_CHECKING:
    import sqlalchemy

_PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
_EXTRA = "database_url needs an extra: pip install 'terminal-portfolio[postgres]'"
CONNECTING = 5
"""Seconds to wait for a connection to PostgreSQL."""


_CAUSES = {
    "SQLITE_FULL": "disk full",
    "SQLITE_READONLY": "read-only",
    "SQLITE_BUSY": "busy",
    errno.ENOSPC: "disk full",
    errno.EDQUOT: "disk full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
}
"""What SQLite and the operating system call a cause, and we."""


class DatabaseError(Exception):
    """Why rows cannot be kept or read, in words that a visitor may read, without a path; `detail` is for the owner."""

    def __init__(self, words: str, detail: str = "") -> None:
        super().__init__(words)
        self.detail = detail or words


class StoredRows(Protocol):
    """What a statement gave: rows, or how many it changed."""

    @property
    def rowcount(self) -> int: ...  # noqa: D102
    def fetchall(self) -> Sequence[Sequence[Any]]: ...  # noqa: D102


class Base(Protocol):
    """An open connection."""

    def execute(self, statement: str, values: Mapping[str, Any] = ..., /) -> StoredRows: ...  # noqa: D102


class Database(Protocol):
    """Opens connections to one database."""

    def opened(self, *, create: bool = False) -> AbstractContextManager[Base]: ...  # noqa: D102
    def scrub(self) -> None: ...  # noqa: D102
    def check(self) -> None: ...  # noqa: D102
    def __str__(self) -> str: ...


class SqliteFile:
    """A file, made when it is first written to, readable by its owner alone."""

    def __init__(self, path: Path, schema: Sequence[str], *, lasting: bool) -> None:
        """With `lasting` a row is on the disk when its statement returns; else a power cut may cost the last ones."""
        self.path = path
        self._schema = [statement.format(number="integer primary key autoincrement") for statement in schema]
        self._synchronous = "full" if lasting else "normal"

    @contextmanager
    def opened(self, *, create: bool = False) -> Iterator[Base]:
        """Give a connection; without `create`, a file that was never written is an empty one in memory."""
        try:
            if create and not self.path.exists():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            where = str(self.path) if self.path.exists() else ":memory:"
            with closing(sqlite3.connect(where, timeout=_PATIENCE, isolation_level=None)) as base:
                _journal(base)
                base.execute(f"pragma synchronous = {self._synchronous}")
                base.execute("pragma secure_delete = on")  # what is deleted leaves no trace in the file
                for statement in self._schema:
                    base.execute(statement)
                yield base
        except sqlite3.DatabaseError as error:
            code = str(getattr(error, "sqlite_errorname", "")).split("_")[:2]
            raise self._failed(_CAUSES.get("_".join(code)) or self._disk_says(), str(error)) from error
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise self._failed(_CAUSES.get(error.errno or 0) or self._disk_says(), words) from error
        else:
            tell(str(self), None)

    def _disk_says(self) -> str:
        """The cause, where SQLite names a symptom: beside its journal, a full disk is an error of input and output."""
        with suppress(OSError):
            disk = os.statvfs(self.path.parent)
            if disk.f_flag & os.ST_RDONLY or not os.access(self.path.parent, os.W_OK):
                return "read-only"
            if not disk.f_bavail:
                return "disk full"
        return "cannot be used"

    def _failed(self, cause: str, words: str) -> DatabaseError:
        error = DatabaseError(f"its file cannot be used: {words}", f"{self.path} cannot be used: {words}")
        tell(str(self), StoreFault(cause, error.detail))
        return error

    def check(self) -> None:
        """Make sure that rows can be kept. Raises DatabaseError."""
        with self.opened(create=True) as base:
            base.execute("begin immediate")
            base.execute("rollback")

    def __str__(self) -> str:
        return str(self.path)

    def scrub(self) -> None:
        """Empty the journal, so that nothing of what was deleted stays behind."""
        with self.opened() as base:
            base.execute("pragma wal_checkpoint(truncate)")


def _journal(base: sqlite3.Connection) -> None:
    """Keep a journal beside the file. SQLite waits for nobody who turns a new file over to one in the same moment."""
    latest = time.monotonic() + _PATIENCE
    while True:
        try:
            base.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > latest:
                raise
            time.sleep(0.01)
        else:
            return


class Postgres:
    """PostgreSQL at a URL. Its errors are told without the address, since visitors read them."""

    def __init__(self, url: str, schema: Sequence[str]) -> None:
        self._url = url
        number = "bigint generated always as identity primary key"
        self._schema = [statement.format(number=number) for statement in schema]

    @contextmanager
    def opened(self, *, create: bool = False) -> Iterator[Base]:  # noqa: ARG002 -- its tables are made when missing
        """Give a connection."""
        try:
            from sqlalchemy import exc  # an extra
        except ImportError as error:
            raise self._failed("not installed", "the database is not set up", _EXTRA) from error
        try:
            with self._engine().connect() as connection:
                base = _Statements(connection)
                self._make_tables(connection)
                yield base
        except exc.OperationalError as error:
            raise self._failed("unreachable", "the database cannot be reached, or takes too long") from error
        except ImportError as error:  # the driver, or the C library that it calls
            raise self._failed("not installed", "the database is not set up", f"{_EXTRA} ({error})") from error
        except exc.SQLAlchemyError as error:
            cause = str(getattr(error, "orig", "") or type(error).__name__).splitlines()[0]
            raise self._failed("refused", f"the database refuses: {cause}") from error
        else:
            tell(str(self), None)

    def _failed(self, cause: str, words: str, detail: str = "") -> DatabaseError:
        tell(str(self), StoreFault(cause, detail or words))
        return DatabaseError(words, detail)

    def check(self) -> None:
        """Make sure that the database is there. Raises DatabaseError."""
        with self.opened():
            pass

    def __str__(self) -> str:
        return "the database"

    def scrub(self) -> None:
        """Do nothing: PostgreSQL gives the room of deleted rows free by itself (vacuum)."""

    def _engine(self) -> sqlalchemy.Engine:
        import sqlalchemy

        url = sqlalchemy.make_url(self._url).set(drivername="postgresql+psycopg")
        return sqlalchemy.create_engine(
            url,
            poolclass=sqlalchemy.NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # they are what visitors typed
            connect_args={"connect_timeout": CONNECTING, "application_name": "portfolio"},
        )

    def _make_tables(self, connection: sqlalchemy.Connection) -> None:
        """Make what is missing. Two processes that start at once wait for each other."""
        from sqlalchemy import text

        connection.execute(text(f"set statement_timeout = {int(_PATIENCE * 1000)}"))
        names = [statement.split()[5] for statement in self._schema]
        found = connection.execute(
            text("select count(*) from unnest(cast(:names as text[])) as name where to_regclass(name) is not null"),
            {"names": names},
        ).scalar_one()
        if found == len(names):
            return
        connection.execute(text("select pg_advisory_lock(724711)"))
        try:
            for statement in self._schema:
                connection.execute(text(statement))
        finally:
            connection.execute(text("select pg_advisory_unlock(724711)"))


class _Statements:
    """Takes statements as plain text, as SQLite's connection does."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Mapping[str, Any] | None = None, /) -> StoredRows:
        from sqlalchemy import text

        rows: StoredRows = self._connection.execute(text(statement), values or {})
        return rows
