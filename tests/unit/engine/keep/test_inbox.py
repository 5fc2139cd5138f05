"""The inbox keeps what it took, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.keep import inbox
from engine.keep.inbox import Inbox, InboxError

ENDLESS = """
import sys
from pathlib import Path
from engine.keep.inbox import Inbox
box = Inbox(Path(sys.argv[1]))
while True:
    print(box.add("Ada", "ada@example.org", "hello").id, flush=True)
"""


@pytest.fixture
def box(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "data")


def test_a_message_comes_back_as_it_was_left(box: Inbox) -> None:
    left = box.add(" Ada ", "ada@example.org", "Hello,\nworld")
    assert box.get(left.id) == left
    assert (left.name, left.text, left.read) == ("Ada", "Hello,\nworld", False)
    assert datetime.now(UTC) - left.at < timedelta(minutes=1)


def test_an_inbox_that_was_never_written_is_empty_and_leaves_no_file(box: Inbox) -> None:
    assert box.messages() == []
    assert box.get(1) is None
    assert not box.mark(1)
    assert not box.delete(1)
    assert not box.path.exists()


def test_messages_are_marked_and_listed_by_that(box: Inbox) -> None:
    first, second = box.add("A", "a@b.cd", "1"), box.add("B", "b@b.cd", "2")
    assert box.mark(first.id)
    assert [message.id for message in box.messages(unread=True)] == [second.id]
    assert box.mark(first.id, read=False)
    assert [message.id for message in box.messages(unread=True)] == [first.id, second.id]


def test_a_deleted_message_is_gone_and_its_number_is_not_used_again(box: Inbox) -> None:
    first = box.add("A", "a@b.cd", "1")
    assert box.delete(first.id)
    assert box.get(first.id) is None
    assert box.add("B", "b@b.cd", "2").id == first.id + 1


def test_the_export_holds_everything(box: Inbox) -> None:
    left = box.add("A", "a@b.cd", "1")
    assert box.export() == [
        {"id": 1, "at": left.at.isoformat(), "name": "A", "reach": "a@b.cd", "text": "1", "read": False}
    ]


@pytest.mark.parametrize("field", ["name", "reach", "text"])
@pytest.mark.parametrize("value", ["", "  \n ", "\x1b\x07", "x" * 5000])
def test_empty_and_overlong_fields_are_refused_with_a_sentence(box: Inbox, field: str, value: str) -> None:
    fields = {"name": "A", "reach": "a@b.cd", "text": "hi"} | {field: value}
    with pytest.raises(InboxError, match=r"is empty|is the limit"):
        box.add(**fields)
    assert box.messages() == []


def test_control_characters_do_not_reach_the_owners_terminal(box: Inbox) -> None:
    assert box.add("A\x1b[31m", "a@b.cd", "x\x07\ty\n\u202ez").text == "x\ty\nz"


def test_a_full_inbox_takes_no_more(box: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "CAPACITY", 1)
    box.add("A", "a@b.cd", "1")
    with pytest.raises(InboxError, match="full"):
        box.add("A", "a@b.cd", "2")


def test_only_the_owner_can_read_the_file(box: Inbox) -> None:
    box.add("A", "a@b.cd", "1")
    assert stat.S_IMODE(box.path.stat().st_mode) == 0o600


def test_a_damaged_file_gives_a_sentence(box: Inbox) -> None:
    box.path.parent.mkdir()
    box.path.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    with pytest.raises(InboxError, match="cannot be used"):
        box.messages()


def test_a_folder_that_cannot_be_made_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InboxError, match="cannot be used"):
        Inbox(tmp_path / "file").add("A", "a@b.cd", "1")


def test_threads_may_write_at_once(box: Inbox) -> None:
    threads = [threading.Thread(target=box.add, args=("A", "a@b.cd", str(number))) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(message.text) for message in box.messages()) == list(range(12))


def test_no_message_that_was_taken_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    taken = [int(process.stdout.readline()) for _ in range(25)]
    os.kill(process.pid, signal.SIGKILL)
    taken += [int(line) for line in process.stdout.read().split()]
    process.wait()
    kept = {message.id for message in Inbox(tmp_path).messages()}
    assert set(taken) <= kept
    with sqlite3.connect(tmp_path / inbox.INBOX_FILE) as base:
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        assert base.execute("pragma journal_mode").fetchone() == ("wal",)
