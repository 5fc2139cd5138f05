"""Several processes share one inbox and one log: nothing that was taken is lost, whoever is killed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from engine.keep.inbox import Inbox
from engine.keep.visits import Visits

WRITERS = 3
ENDLESS = """
import sys
from datetime import date
from pathlib import Path
from engine.keep.inbox import Inbox
from engine.keep.visits import Asked, Visits
folder, url, who = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
box, visits = Inbox(folder, url), Visits(folder, url)
number = 0
while True:
    visits.read("home", date(2026, 1, 2))
    visits.add(Asked(date(2026, 1, 2), f"{who} {number}", "answer", 0.5, 1, 0, 1.5, "m", ("essays/a",)))
    message = box.add(who, "a@b.cd", str(number))
    print(message.id, number, flush=True)
    number += 1
"""


def check_writers_that_are_killed(folder: Path, url: str = "", each: int = 8) -> None:
    """Start writers, kill them all in the middle of their work, and look for what they were told is kept."""
    processes = [
        subprocess.Popen([sys.executable, "-c", ENDLESS, str(folder), url, str(who)], stdout=subprocess.PIPE, text=True)
        for who in range(WRITERS)
    ]
    taken: dict[int, tuple[str, str]] = {}
    try:
        lines = {who: [process.stdout.readline() for _ in range(each)] for who, process in enumerate(processes)}  # type: ignore[union-attr]
    finally:
        for process in processes:
            process.kill()
    for who, process in enumerate(processes):
        rest = process.communicate()[0].splitlines(keepends=True)
        for line in [*lines[who], *rest]:
            if line.endswith("\n"):
                number, text = line.split()
                assert int(number) not in taken, "two writers were given one number"
                taken[int(number)] = (str(who), text)
    kept = {message.id: (message.name, message.text) for message in Inbox(folder, url).messages()}
    assert len(taken) >= WRITERS * each
    assert taken.items() <= kept.items()
    assert len(kept) - len(taken) <= WRITERS, "more was kept than was being written"
    visits = Visits(folder, url)
    asked = [entry.question for entry in visits.questions()]
    assert len(asked) == len(set(asked))
    assert {f"{who} {text}" for who, text in kept.values()} <= set(asked)
    [read] = visits.reads()
    assert len(asked) <= read.count <= len(asked) + WRITERS
    assert Inbox(folder, url).add("after", "a@b.cd", "x").id > max(kept)


def test_writers_of_one_file_lose_nothing_when_they_are_killed(tmp_path: Path) -> None:
    check_writers_that_are_killed(tmp_path / "data")
    for name in ("inbox.sqlite3", "visits.sqlite3"):
        with sqlite3.connect(tmp_path / "data" / name) as base:
            assert base.execute("pragma integrity_check").fetchone() == ("ok",)
            assert base.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_full_inbox_stays_within_its_capacity_whoever_writes(tmp_path: Path) -> None:
    code = (
        "import sys, json; from pathlib import Path; from engine.keep import inbox\n"
        "inbox.CAPACITY = 5; taken = 0; box = inbox.Inbox(Path(sys.argv[1]))\n"
        "for _ in range(5):\n"
        "    try: box.add('a', 'b@c.de', 'x'); taken += 1\n"
        "    except inbox.InboxError as error: assert 'full' in str(error)\n"
        "print(json.dumps(taken))"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(WRITERS)
    ]
    assert sum(json.loads(process.communicate()[0]) for process in processes) == 5
    assert len(Inbox(tmp_path).messages()) == 5
