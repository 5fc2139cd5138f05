"""What is kept of the last conversation: for its owner alone, for a while, and nothing where nothing is wanted."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from engine.events import Told, Turn
from engine.keep.last_conversation import LastConversation
from engine.settings import Settings

TURNS = [
    Turn(f"question {n}", "an answer", ("work/a#b",), (Told("told", "work/a#b", "A", True),), "alone") for n in range(5)
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", content=tmp_path)


def test_the_last_turns_come_back_as_they_were(settings: Settings) -> None:
    LastConversation(settings).keep(TURNS)
    assert LastConversation(settings).turns() == tuple(TURNS[-3:])


def test_they_are_for_their_owner_alone_and_replaced_in_one_step(settings: Settings) -> None:
    for _ in range(2):
        LastConversation(settings).keep(TURNS)
    (kept,) = settings.data_dir.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_is_too_old_is_gone_from_the_disk_too(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    LastConversation(settings).keep(TURNS)
    later = time.time() + 25 * 3_600
    monkeypatch.setattr(time, "time", lambda: later)
    assert LastConversation(settings).turns() == ()
    assert list(settings.data_dir.iterdir()) == []


def test_nothing_is_kept_when_told_so_and_what_was_kept_goes(settings: Settings) -> None:
    LastConversation(settings).keep(TURNS)
    LastConversation(replace(settings, conversation_hours=0)).keep(TURNS)
    assert list(settings.data_dir.iterdir()) == []


def test_another_pack_does_not_go_on_with_it(settings: Settings, tmp_path: Path) -> None:
    LastConversation(settings).keep(TURNS)
    assert LastConversation(replace(settings, content=tmp_path / "other")).turns() == ()


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"at": 9e12}', '{"at": "now", "pack": 1, "turns": 3}', "\xff"])
def test_a_damaged_file_is_no_conversation(damage: str, settings: Settings) -> None:
    LastConversation(settings).keep(TURNS)
    next(settings.data_dir.iterdir()).write_text(damage, "latin-1")
    assert LastConversation(settings).turns() == ()


def test_a_disk_that_takes_nothing_is_no_error(settings: Settings) -> None:
    settings.data_dir.write_text("a file where the folder should be")
    LastConversation(settings).keep(TURNS)
    assert LastConversation(settings).turns() == ()
