"""The console script under hasty hands: packets, storms of signals, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.test_terminal import Terminal, assert_restored
from tests.fakes.hasty import PACE, SENT, VISIT, copied, messages_in
from tests.places import TINY

SIGNALS = 1_500


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Terminal]]:
    opened: list[Terminal] = []

    def begin() -> Terminal:
        terminal = Terminal(tmp_path, "--content", str(TINY))
        opened.append(terminal)
        terminal.wait_for("1 Home")
        return terminal

    yield begin
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize("pace", PACE.values(), ids=PACE)
def test_a_visit_ends_alike_however_fast_it_is_typed(
    start: Callable[[], Terminal], tmp_path: Path, pace: float | None
) -> None:
    terminal = start()
    for keys in [VISIT] if pace is None else VISIT:
        terminal.type(keys)
        time.sleep(pace or 0)
    terminal.wait_for("Copied link")
    assert copied(terminal.output) == "work/order-pipeline"
    terminal.type("\x11")
    assert terminal.wait_for_end() == 0
    assert_restored(terminal)
    assert messages_in(tmp_path / "data") == [SENT]


def test_a_storm_of_resizes_is_one(start: Callable[[], Terminal]) -> None:
    terminal = start()
    for _ in range(SIGNALS):
        os.kill(terminal.process.pid, signal.SIGWINCH)
    terminal.resize(50, 16)
    terminal.wait_for("This window is small")
    terminal.type("\x11")
    assert terminal.wait_for_end() == 0
    assert b"RecursionError" not in terminal.output
    assert_restored(terminal)


def test_a_question_half_typed_is_there_again(start: Callable[[], Terminal]) -> None:
    first = start()
    first.type("50k events, how")
    first.wait_for("50k events, how")
    first.type("\x03")
    first.wait_for("Ctrl-C again leaves")  # the rest of it stands in the next lines
    first.type("\x03")
    assert first.wait_for_end() == 0
    assert_restored(first)
    start().wait_for("50k events, how")


def test_the_shell_brings_back_the_same_frame(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--content", str(TINY), shell="{}; echo suspended; fg")
    try:
        terminal.wait_for("1 Home")
        terminal.type("\t6")
        terminal.wait_for("open")
        terminal.forget()
        terminal.type("\x1a")
        for seen in ("suspended", "1 Home", "quit"):
            terminal.wait_for(seen)
        terminal.type("\x11")
        assert terminal.wait_for_end() == 0
        assert_restored(terminal)
    finally:
        terminal.close()
