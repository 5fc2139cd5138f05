"""The inbox on the command line: read, answered, exported and told of, whatever visitors have typed."""

from __future__ import annotations

import email
import email.policy
import json
import mailbox
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.exit_codes import ExitCode
from cli.main import run
from engine.keep.inbox import Inbox, Message
from engine.keep.inbox_mail import address_in, email_of, mbox_of, reply_link
from engine.keep.notices import MARK, NotifyError, notify


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path / "data"))
    found = Inbox(tmp_path / "data")
    found.add("Ada", "ada@example.org", "Could you look at our queue?\nFrom Monday on it grows.")
    found.add("[bold]Bo[/bold]", "bridge 7, room 3", "Hello & good day?")
    return found


def message(name: str = "Ada", reach: str = "ada@example.org", text: str = "Hello.") -> Message:
    return Message(7, datetime(2026, 5, 4, 10, 30, tzinfo=UTC), name, reach, text)


def test_the_list_is_newest_first_and_shows_markup_as_text(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inbox", "list"]) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert out.index("[bold]Bo[/bold]") < out.index("Ada")
    assert "2 message(s), 2 not read" in err


def test_an_empty_inbox_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_DATA_DIR", str(tmp_path))
    assert run(["inbox", "list"]) == ExitCode.DONE
    assert run(["inbox", "export", "mbox"]) == ExitCode.DONE
    assert not list(tmp_path.iterdir())


def test_showing_a_message_marks_it_as_read_unless_told_otherwise(
    inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["inbox", "show", "1", "--keep-unread"])
    assert len(inbox.messages(unread=True)) == 2
    capsys.readouterr()
    assert run(["inbox", "show", "1"]) == ExitCode.DONE
    out = capsys.readouterr().out
    assert out.startswith("From:  Ada\nReach: ada@example.org\nDate:  ")
    assert out.endswith("\n\nCould you look at our queue?\nFrom Monday on it grows.\n")
    assert [item.id for item in inbox.messages(unread=True)] == [2]
    run(["inbox", "mark", "1", "--unread"])
    assert len(inbox.messages(unread=True)) == 2


def test_messages_as_json(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    run(["inbox", "list", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert [(item["id"], item["read"]) for item in listed] == [(2, False), (1, False)]
    run(["inbox", "export", "json"])
    assert [item["name"] for item in json.loads(capsys.readouterr().out)] == ["Ada", "[bold]Bo[/bold]"]


@pytest.mark.parametrize("command", [["show", "9"], ["reply", "9"], ["mark", "9"], ["delete", "9", "--yes"]])
def test_a_number_that_is_not_there_is_said(
    inbox: Inbox, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["inbox", *command]) == ExitCode.NOT_FOUND
    assert "the inbox has no message 9" in capsys.readouterr().err


def test_deleting_asks_first(inbox: Inbox) -> None:
    assert run(["inbox", "delete", "1"]) == ExitCode.USAGE
    assert run(["inbox", "delete", "1", "--yes"]) == ExitCode.DONE
    assert [item.id for item in inbox.messages()] == [2]


def test_a_reply_is_a_mailto_link(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inbox", "reply", "1"]) == ExitCode.DONE
    link = urlsplit(capsys.readouterr().out.strip())
    fields = parse_qs(link.query)
    assert (link.scheme, link.path) == ("mailto", "ada@example.org")
    assert "Ada wrote:\r\n> Could you look at our queue?\r\n> From Monday on it grows." in fields["body"][0]
    assert run(["inbox", "reply", "2"]) == ExitCode.NOT_FOUND
    assert "bridge 7, room 3" in capsys.readouterr().err


def test_a_long_message_is_quoted_in_part() -> None:
    link = reply_link(message(text="\n".join(f"line {number}" for number in range(100))))
    body = parse_qs(urlsplit(link).query)["body"][0]
    assert "> line 29" in body
    assert "line 30" not in body


@pytest.mark.parametrize(
    ("reach", "address"),
    [
        ("ada@example.org", "ada@example.org"),
        (" mailto:ada@example.org ", "ada@example.org"),
        ("ada@example.org?cc=all@example.org", ""),
        ("ada@example.org, bo@example.org", ""),
        ("a\nBcc: x@example.org", ""),
        ("@ada", ""),
        ("https://example.org/ada", ""),
    ],
)
def test_only_one_plain_address_is_an_address(reach: str, address: str) -> None:
    assert address_in(reach) == address


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_nothing_that_a_visitor_types_adds_a_header(name: str, reach: str, text: str) -> None:
    item = message(*(part.encode("utf-8", "replace").decode() for part in (name, reach, text)))
    data = email_of(item, "owner@example.org").as_bytes()
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    allowed = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    assert set(parsed.keys()) <= allowed | {"Content-Transfer-Encoding"}
    assert parsed["To"] == "owner@example.org"
    assert parsed.get_all("Reply-To", []) in ([], [address_in(reach)])


def test_a_mailbox_holds_every_message_whole(inbox: Inbox, tmp_path: Path) -> None:
    inbox.add("Cé", "c@example.org", "From here on:\n>From there.\nSchöne Grüße\n\nFrom ")
    assert run(["inbox", "export", "mbox", str(tmp_path / "in.mbox")]) == ExitCode.DONE
    assert (tmp_path / "in.mbox").stat().st_mode & 0o077 == 0
    box = mailbox.mbox(tmp_path / "in.mbox")
    bodies = [item.get_payload(decode=True).decode() for item in box]
    assert [item["Reply-To"] for item in box] == ["ada@example.org", None, "c@example.org"]
    assert len(bodies) == 3
    assert "Schöne Grüße" in bodies[2]
    assert run(["inbox", "export", "mbox", str(tmp_path / "in.mbox")]) == ExitCode.USAGE


def test_a_line_that_looks_like_the_next_message_is_quoted() -> None:
    data = mbox_of([message(text="From x\n>From y"), message(text="z")])
    assert data.count(b"\nFrom ") == 1
    assert b"\n>From x\n>>From y\n" in data


COLLECT = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('ab').write(sys.stdin.buffer.read() + b'\\0')"


@pytest.mark.slow
def test_the_command_gets_each_message_once_on_its_stdin(inbox: Inbox, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = (sys.executable, "-c", COLLECT, str(out))
    assert notify(inbox.path.parent, command, "owner@example.org") == 2
    assert notify(inbox.path.parent, command) == 0
    inbox.add("Cy", "cy@example.org", "Third.")
    assert notify(inbox.path.parent, command) == 1
    first, second, third, _ = out.read_bytes().split(b"\0")
    assert b"To: owner@example.org" in first
    assert b"Could you look at our queue?" in first
    assert b"[bold]Bo[/bold]" in second
    assert b"Third." in third


def test_a_command_that_is_new_is_not_run_for_what_the_owner_has_read(inbox: Inbox) -> None:
    inbox.mark(1)
    told: list[bytes] = []
    assert notify(inbox.path.parent, ("send",), run=lambda command, message: told.append(message)) == 1
    assert b"Message 2 from" in told[0]


def test_no_shell_sees_what_a_visitor_typed(inbox: Inbox, tmp_path: Path) -> None:
    inbox.add("$(touch pwned); `touch pwned`", "x; touch pwned", "$(touch pwned) | touch pwned")
    seen: list[tuple[str, ...]] = []
    notify(inbox.path.parent, ("send", "--to", "me"), run=lambda command, message: seen.append(tuple(command)))
    assert set(seen) == {("send", "--to", "me")}
    assert len(seen) == 3


def test_a_command_that_fails_is_tried_again_for_the_same_message(inbox: Inbox) -> None:
    told: list[bytes] = []

    def failing(command: object, message: bytes) -> None:
        if told:
            raise NotifyError("no network")
        told.append(message)

    with pytest.raises(NotifyError):
        notify(inbox.path.parent, ("send",), run=failing)
    assert (inbox.path.parent / MARK).read_text() == "1"
    assert notify(inbox.path.parent, ("send",), run=lambda command, message: told.append(message)) == 1
    assert b"Message 2 from" in told[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ('["/nowhere/at/all"]', "/nowhere/at/all cannot be run: No such file or directory"),
        (f'["{sys.executable}", "-c", "import sys; sys.exit(\'no relay\')"]', "ended with code 1: no relay"),
    ],
)
def test_a_command_that_cannot_be_run_is_one_sentence(
    inbox: Inbox, command: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTFOLIO_INBOX_COMMAND", command)
    assert run(["inbox", "notify"]) == ExitCode.FAILED
    assert said in capsys.readouterr().err


def test_without_a_command_there_is_nothing_to_run(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inbox", "notify"]) == ExitCode.USAGE
    assert "`inbox_command` is empty" in capsys.readouterr().err


def test_a_broken_inbox_is_one_sentence(inbox: Inbox, capsys: pytest.CaptureFixture[str]) -> None:
    inbox.path.write_bytes(b"not a database at all" * 100)
    for path in inbox.path.parent.glob("*-wal"):
        path.unlink()
    assert run(["inbox", "list"]) == ExitCode.FAILED
    assert "cannot be used" in capsys.readouterr().err
