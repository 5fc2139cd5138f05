"""The figures of an answer: what counts as generated, and at which speed."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from engine.events import Drafted
from engine.llama.context import Evaluated
from engine.trace import Stopwatch


@pytest.fixture(autouse=True)
def _a_second_at_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count(1.0)
    monkeypatch.setattr("engine.trace.time", SimpleNamespace(perf_counter=lambda: next(seconds)))


def _after(*forced: bool) -> Stopwatch:
    watch = Stopwatch(began=0.0)
    watch.see(Evaluated(40, 0, 1.0))  # it began at 0 s and took one
    for index, given in enumerate(forced):
        watch.see(Drafted(index, "x", index, 0.0, forced=given))
    return watch


def test_tokens_that_copy_mode_gives_the_model_are_counted_apart_and_in_no_speed() -> None:
    trace = _after(False, True, True, True, False, True).trace("scripted", "copy")  # the last one at 7 s
    assert (trace.generated_tokens, trace.forced_tokens) == (2, 4)
    assert trace.tokens_per_second == pytest.approx(2 / (7.0 - 1.0))


def test_where_every_token_was_given_the_model_has_no_speed() -> None:
    trace = _after(True, True, True).trace("scripted", "copy")
    assert (trace.generated_tokens, trace.forced_tokens, trace.tokens_per_second) == (0, 3, None)


def test_a_model_that_writes_has_all_of_its_tokens_counted() -> None:
    trace = _after(False, False, False).trace("scripted", "free")
    assert (trace.generated_tokens, trace.forced_tokens) == (3, 0)
    assert trace.tokens_per_second == pytest.approx(3 / (4.0 - 1.0))
