"""The log of visits: only with the owner's opt-in, without what names a visitor, and gone when its time is up."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.events import Answer, AnswerKind, Citation, Event, Retrieved, Sentence, Tokenized, Trace
from engine.keep.visit_recorder import Recorder, recorded, recorder_for
from engine.keep.visits import Asked, Visits, VisitsError, notice, today, without_private
from engine.settings import load_settings


def answer(question: str = "What do you do?", kind: AnswerKind = "answer") -> Answer:
    sentences = (Sentence("Yes.", True, (1,), 1.0, "", 0.0), Sentence("No.", False, (), 0.1, "", 0.0))
    citations = (Citation(1, "essays/a#b", "A", "B", "Text."),)
    return Answer(question, "Yes.", kind, sentences, citations, (), Trace("quote", "quote", (), 1.5))


def retrieved(confidence: float = 0.7) -> Retrieved:
    return Retrieved((), True, confidence, 0.46, "", 0.0)


def asked(question: str, day: date | None = None, kind: AnswerKind = "answer") -> Asked:
    return Asked(day or today(), question, kind, 0.5, 1, 0, 1.0, "quote")


class Scripted:
    """An assistant that says what the test wants."""

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.name = "scripted"

    def ask(self, question: str, history: Any = (), **options: Any) -> Iterator[Event]:
        return iter(self.events)


def test_nothing_is_kept_and_nothing_is_said_unless_the_owner_opts_in(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    assistant = Scripted(answer())
    assert recorder_for(settings) is None
    assert recorded(assistant, None) is assistant
    assert notice(settings) == ""
    assert not list(tmp_path.iterdir())


def test_visitors_are_told_what_is_kept_and_for_how_long(tmp_path: Path) -> None:
    said = notice(load_settings(data_dir=tmp_path, visits=True, visits_days=30))
    assert "kept for 30 days" in said
    assert "without names, addresses or times" in said


def test_an_answer_is_kept_as_it_passes_by(tmp_path: Path) -> None:
    recorder = Recorder(Visits(tmp_path), 90)
    events = (Tokenized("x", (), "t", 0.0), retrieved(0.7), answer())
    assistant = recorded(Scripted(*events), recorder)
    assert tuple(assistant.ask("What do you do?", ())) == events
    assert assistant.name == "scripted"
    recorder.close()
    assert Visits(tmp_path).questions() == [
        Asked(today(), "What do you do?", "answer", 0.7, 1, 1, 1.5, "quote", ("essays/a#b",))
    ]


def test_stopping_a_recorded_answer_stops_the_answer(tmp_path: Path) -> None:
    class Stoppable(Scripted):
        stopped = False

        def ask(self, question: str, history: Any = (), **options: Any) -> Any:
            outer = self

            class Answering:
                def __next__(self) -> Event:
                    return answer()

                def stop(self) -> None:
                    outer.stopped = True

            return Answering()

    recorder = Recorder(Visits(tmp_path), 90)
    assistant = Stoppable()
    recorded(assistant, recorder).ask("x").stop()
    recorder.close()
    assert assistant.stopped


@pytest.mark.parametrize("kind", ["small-talk", "stopped"])
def test_small_talk_and_stopped_answers_are_not_kept(tmp_path: Path, kind: AnswerKind) -> None:
    recorder = Recorder(Visits(tmp_path), 90)
    list(recorded(Scripted(answer("Hello!", kind)), recorder).ask("Hello!"))
    recorder.close()
    assert Visits(tmp_path).questions() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Write to ada@example.org please", "Write to [address] please"),
        ("Call me on +31 6 1234 5678", "Call me on [number]"),
        ("Call (030) 901820-555 now", "Call ([number] now"),
        ("I sit at 192.168.17.4", "I sit at [address]"),
        ("at fe80:0:0:1:2:3:4:5?", "at [address]?"),
        ("See https://example.org/me?id=7 there", "See [link] there"),
        ("Do you carry 50,000 events in 2025?", "Do you carry 50,000 events in 2025?"),
    ],
)
def test_what_names_a_person_is_not_kept(typed: str, kept: str) -> None:
    assert without_private(typed) == kept


def test_the_log_holds_no_time_and_no_address(tmp_path: Path) -> None:
    Visits(tmp_path).add(asked("x"))
    Visits(tmp_path).read("essays/a")
    with sqlite3.connect(tmp_path / "visits.sqlite3") as base:
        columns = {row[1] for table in ("questions", "reads") for row in base.execute(f"pragma table_info({table})")}
    assert columns == {
        *("id", "day", "question", "kind", "confidence", "shown", "withheld", "seconds", "model", "cited"),
        *("place", "count"),
    }


def test_the_log_is_for_the_owners_eyes_only(tmp_path: Path) -> None:
    Visits(tmp_path / "data").add(asked("x"))
    assert stat.S_IMODE((tmp_path / "data" / "visits.sqlite3").stat().st_mode) == 0o600


def test_reads_are_counted_by_day_and_place(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    for place in ("essays/a", "essays/a", "home"):
        visits.read(place, date(2026, 1, 2))
    visits.read("essays/a", date(2026, 1, 3))
    assert [(read.day.day, read.place, read.count) for read in visits.reads()] == [
        (2, "essays/a", 2),
        (2, "home", 1),
        (3, "essays/a", 1),
    ]
    assert [read.day.day for read in visits.reads(date(2026, 1, 3))] == [3]


def test_what_is_too_old_goes_when_a_recorder_starts_and_leaves_no_trace(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    visits.add(asked("An old secret question", today() - timedelta(days=91)))
    visits.add(asked("A young question", today() - timedelta(days=89)))
    visits.read("essays/old", today() - timedelta(days=200))
    Recorder(visits, 90).close()
    assert [item.question for item in visits.questions()] == ["A young question"]
    assert visits.reads() == []
    assert b"old secret" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_forgetting_everything_says_how_much_there_was(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    visits.add(asked("one"))
    visits.read("home")
    assert visits.forget() == 2
    assert visits.questions() == []
    assert visits.forget() == 0


def test_a_log_that_was_never_written_is_empty_and_stays_unwritten(tmp_path: Path) -> None:
    assert Visits(tmp_path).questions() == []
    assert Visits(tmp_path).forget() == 0
    assert not list(tmp_path.iterdir())


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    threads = [threading.Thread(target=lambda: [visits.read("home") for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(read.count for read in visits.reads()) == 80


def test_a_broken_log_is_a_sentence_for_the_owner_and_silence_for_the_visitor(tmp_path: Path) -> None:
    (tmp_path / "visits.sqlite3").write_bytes(b"not a database, but long enough to look like one" * 50)
    with pytest.raises(VisitsError, match="cannot be used"):
        Visits(tmp_path).questions()
    recorder = Recorder(Visits(tmp_path), 90)
    assert list(recorded(Scripted(answer()), recorder).ask("x")) == [answer()]
    recorder.close()


def test_what_advertisements_seek_is_counted_without_addresses_and_goes_with_the_rest(tmp_path: Path) -> None:
    visits = Visits(tmp_path)
    recorder = Recorder(visits, 90)
    recorder.sought(["Terraform", "a mail to jobs@halden.example"])
    recorder.sought(["terraform", "x" * 500])
    recorder.close()
    found = dict(visits.sought())
    assert found["terraform"] == 2
    assert found["a mail to [address]"] == 1
    assert max(map(len, found)) == 80
    assert visits.sought(today() + timedelta(days=1)) == []
    assert visits.forget() == 3
    assert visits.sought() == []
