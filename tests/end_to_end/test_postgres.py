"""The inbox and the log in a real PostgreSQL, started here in a folder of its own."""

from __future__ import annotations

import socket
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.configuration import SettingsError
from engine.keep.inbox import Inbox, InboxError
from engine.keep.notices import notify
from engine.keep.visits import Asked, Visits, VisitsError, today
from engine.settings import load_settings
from tests.unit.engine.keep.test_stores_of_many_processes import check_writers_that_are_killed

pytestmark = pytest.mark.beside

pytest.importorskip("sqlalchemy", reason="the extra is missing: pip install -e .[postgres]")
pytest.importorskip("psycopg", reason="the extra is missing: pip install -e .[postgres]")


def asked(question: str, day: date) -> Asked:
    return Asked(day, question, "answer", 0.1234567890123, 1, 0, 1.5, "m", ("essays/a",))


def test_messages_are_kept_marked_and_deleted(url: str, tmp_path: Path) -> None:
    box = Inbox(tmp_path, url)
    assert box.messages() == []
    words = "Wörter'; drop table messages; -- :name %s %(x)s\n\U0001f600"
    left = box.add("Ada", "ada@example.org", words)
    assert box.messages() == [left]
    assert box.get(left.id) == left
    assert left.text == words
    assert box.mark(left.id)
    assert box.messages(unread=True) == []
    assert box.messages()[0].read
    assert box.export()[0]["read"] is True
    assert box.delete(left.id)
    assert not box.delete(left.id)
    assert box.get(left.id) is None
    assert not list(tmp_path.iterdir()), "nothing is written on this machine"


def test_questions_and_reads_are_kept_and_forgotten(url: str, tmp_path: Path) -> None:
    visits = Visits(tmp_path, url)
    old, young = asked("An old one", today() - timedelta(days=91)), asked("A young one", today())
    visits.add(old)
    visits.add(young)
    for _ in range(3):
        visits.read("home")
    assert visits.questions() == [old, young]
    assert [(read.place, read.count) for read in visits.reads()] == [("home", 3)]
    assert visits.forget_older(90) == 1
    assert visits.questions() == [young]
    assert visits.forget() == 2


def test_several_machines_may_make_the_tables_at_once(url: str, tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def start() -> None:
        try:
            Inbox(tmp_path, url).add("a", "b@c.de", "x")
            Visits(tmp_path, url).read("home")
        except (InboxError, VisitsError) as error:
            faults.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(Inbox(tmp_path, url).messages()) == 8
    assert Visits(tmp_path, url).reads()[0].count == 8


def test_writers_lose_nothing_when_they_are_killed(url: str, tmp_path: Path) -> None:
    check_writers_that_are_killed(tmp_path, url)


def test_a_message_is_told_of_by_command_from_there_too(url: str, tmp_path: Path) -> None:
    box = Inbox(tmp_path, url)
    box.add("Ada", "ada@example.org", "Hello.")
    told: list[bytes] = []
    for _ in range(2):
        notify(tmp_path / "data", ("send",), run=lambda command, message: told.append(message), inbox=box)
    assert len(told) == 1


def test_a_user_who_may_only_read_and_write_needs_no_right_to_make_tables(url: str, tmp_path: Path) -> None:
    import sqlalchemy

    Inbox(tmp_path, url).add("a", "b@c.de", "x")
    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("drop role if exists writer"))
        connection.execute(sqlalchemy.text("create role writer login"))
        connection.execute(sqlalchemy.text("grant select, insert on messages to writer"))
    engine.dispose()
    writer = url.replace("portfolio:secret-word", "writer")
    assert Inbox(tmp_path, writer).add("a", "b@c.de", "y").id == 2
    with pytest.raises(InboxError, match="permission denied"):
        Inbox(tmp_path, writer).delete(2)


def test_a_server_that_is_not_there_is_one_sentence_without_its_address(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # bound, not listening: nobody else takes the port
        address = f"postgresql://user:secret-word@127.0.0.1:{probe.getsockname()[1]}/x"
        with pytest.raises(InboxError, match="cannot be reached") as caught:
            Inbox(tmp_path, address).add("a", "b@c.de", "x")
        with pytest.raises(VisitsError, match="cannot be reached"):
            Visits(tmp_path, address).read("home")
    assert "127.0.0.1" not in str(caught.value)
    assert "secret-word" not in str(caught.value)


def test_settings_name_the_database_and_never_print_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", "postgresql://user:secret-word@host/name")
    settings = load_settings()
    assert settings.database == "postgresql://user:secret-word@host/name"
    assert "secret-word" not in repr(settings)
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", "mysql://user:secret-word@host/name")
    with pytest.raises(SettingsError, match="database_url") as caught:
        load_settings()
    assert "secret-word" not in str(caught.value)
