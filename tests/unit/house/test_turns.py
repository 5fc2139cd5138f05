"""What measures time runs alone."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

import tests.turns
from tests.turns import turn


@pytest.mark.parametrize(("alone", "other", "waits"), [
    (False, fcntl.LOCK_SH, False), (False, fcntl.LOCK_EX, True),
    (True, fcntl.LOCK_SH, True), (True, fcntl.LOCK_EX, True),
])  # fmt: skip
def test_a_test_that_runs_alone_waits_for_all_and_all_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, alone: bool, other: int, waits: bool
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    monkeypatch.setattr(tests.turns, "__file__", str(tmp_path / "lock"))
    (tmp_path / "lock").touch()
    with turn(alone=alone), (tmp_path / "lock").open("rb") as lock:
        try:
            fcntl.flock(lock, other | fcntl.LOCK_NB)
        except BlockingIOError:
            assert waits
        else:
            assert not waits
