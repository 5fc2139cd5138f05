"""What a program reads of the set-up that installs llama.cpp behind it, and how it waits for that."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.llama import installation as setup
from engine.llama.installation import (
    GivenUpError,
    Installation,
    InstallationError,
    installation,
    is_installed,
    wait_for_llama,
    write_installation,
)

HALFWAY = Installation("Compiling llama.cpp", 40, 80, 65.0, log="/log")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(setup, "STATE", tmp_path / "state.json")
    monkeypatch.setattr(setup, "LOCK", tmp_path / "lock")
    monkeypatch.setattr(setup, "POLL", 0)
    return tmp_path / "state.json"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[None]:
    """A set-up at work: it holds the lock."""
    with (tmp_path / "lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def no(*_: object) -> bool:
    return False


def test_nothing_is_being_installed_where_no_file_says_so(state: Path) -> None:
    assert installation() is None
    state.write_text('{"doing": "half a')
    assert installation() is None
    assert is_installed()
    wait_for_llama(pytest.fail, no)


@pytest.mark.usefixtures("held")
def test_it_is_told_in_words_how_far_it_is(state: Path) -> None:
    write_installation(HALFWAY, state)
    assert installation() == HALFWAY
    assert str(HALFWAY) == "Compiling llama.cpp: step 40 of 80, about 1 minute left"
    assert str(Installation("Packing llama.cpp")) == "Packing llama.cpp"
    assert str(Installation("Compiling llama.cpp", 79, 80, 2.0)).endswith(", less than a minute left")


@pytest.mark.usefixtures("held")
def test_who_waits_hears_every_step_once_and_goes_on_when_it_is_installed(state: Path) -> None:
    steps = [Installation("Compiling llama.cpp", step, 2) for step in (1, 1, 2)]
    heard = []

    def next_step() -> bool:
        write_installation(steps.pop(0), state) if steps else state.unlink()
        return False

    write_installation(Installation(), state)
    wait_for_llama(heard.append, next_step)
    assert heard == [Installation(), *(Installation("Compiling llama.cpp", step, 2) for step in (1, 2))]


@pytest.mark.usefixtures("held")
def test_who_gives_up_waits_no_longer(state: Path) -> None:
    write_installation(HALFWAY, state)
    with pytest.raises(GivenUpError):
        wait_for_llama(no, lambda: True)


def test_a_failure_says_why_and_where_the_log_is(state: Path) -> None:
    write_installation(Installation(failed="a C++ compiler is needed", log="/log"), state)
    with pytest.raises(InstallationError, match=r"a C\+\+ compiler is needed; the log is /log. `scripts/run` tries"):
        wait_for_llama(no, no)


def test_where_nobody_installs_it_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "PACKAGE", "no_such_package")
    assert not is_installed()
    with pytest.raises(InstallationError, match="is not installed here"):
        wait_for_llama(no, no)


def test_a_set_up_that_was_killed_is_not_waited_for(state: Path) -> None:
    write_installation(HALFWAY, state)
    with pytest.raises(InstallationError, match="what installs it was stopped"):
        wait_for_llama(no, no)
