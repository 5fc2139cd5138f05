"""A file that several processes make in one moment: nobody who comes second is turned away."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.keep import database
from engine.keep.database import SqliteFile


def test_whoever_turns_a_new_file_over_to_a_journal_beside_another_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    class Busy(sqlite3.Connection):
        def execute(self, statement: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if "journal_mode" in statement and not refused:
                refused.append(statement)
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorname = "SQLITE_BUSY"
                raise error
            return super().execute(statement, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(database.sqlite3, "connect", lambda *given, **named: connect(*given, factory=Busy, **named))
    with SqliteFile(tmp_path / "a.sqlite3", ["create table if not exists a (b)"], lasting=True).opened(create=True):
        pass
    assert refused
