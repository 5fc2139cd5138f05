"""Whether a model is loaded with llama.cpp's extra buffers: measured in children at its first use, and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.llama import ways
from engine.llama.context import Cancel
from engine.llama.tuning import way_taken
from engine.llama.verdict import EXTRA, PLAIN, Trial, Verdict
from engine.llama.ways import WaySpeeds, faster_with_extra_buffers, known_speeds

WORKS = Verdict("2026-11-29", trials={EXTRA: Trial(speed=1.0)})
DIES = Verdict("2026-11-29", trials={EXTRA: Trial(died="SIGILL"), PLAIN: Trial(speed=1.0)})

Measure = Callable[[Trial, Trial], list[str]]


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> Measure:
    """Have the two ways go so; return where the ways are noted that were tried."""

    def put(extra: Trial, plain: Trial) -> list[str]:
        tried: list[str] = []

        def child(model: Path, way: str, cancel: Cancel, tokens: int) -> tuple[Trial, tuple[str, ...]]:
            tried.append(way)
            return (extra if way == EXTRA else plain), ()

        monkeypatch.setattr(ways, "tried", child)
        return tried

    return put


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.mark.parametrize(
    ("extra", "plain", "expected"),
    [(996.0, 447.0, True), (246.0, 243.0, False), (88.0, 142.0, False)],
    ids=["twice as fast", "no faster", "slower"],
)
def test_the_faster_way_is_taken_and_measured_once(
    extra: float, plain: float, expected: bool, measure: Measure, model: Path, tmp_path: Path
) -> None:
    tried = measure(Trial(speed=extra), Trial(speed=plain))
    assert faster_with_extra_buffers(model, tmp_path, WORKS) is expected
    assert faster_with_extra_buffers(model, tmp_path, WORKS) is expected
    assert tried == [EXTRA, PLAIN]
    assert known_speeds(model, tmp_path) == WaySpeeds("model.gguf", extra, plain)


def test_what_dies_of_extra_buffers_is_not_measured(measure: Measure, model: Path, tmp_path: Path) -> None:
    tried = measure(Trial(speed=2.0), Trial(speed=1.0))
    assert not faster_with_extra_buffers(model, tmp_path, DIES)
    assert tried == []


@pytest.mark.parametrize("fails", [Trial(why="no memory"), Trial(died="SIGKILL")])
def test_what_cannot_be_measured_is_loaded_as_llama_cpp_does_and_measured_the_next_time(
    fails: Trial, measure: Measure, model: Path, tmp_path: Path
) -> None:
    tried = measure(Trial(speed=1.0), fails)
    assert faster_with_extra_buffers(model, tmp_path, WORKS)
    assert known_speeds(model, tmp_path) is None
    assert faster_with_extra_buffers(model, tmp_path, WORKS)
    assert tried == [EXTRA, PLAIN] * 2


@pytest.mark.parametrize("kept", ["", "[]", '{"model": "x"}', '{"model": "x", "extra": 0, "plain": 1}'])
def test_a_file_that_cannot_be_read_is_measured_again(kept: str, measure: Measure, model: Path, tmp_path: Path) -> None:
    measure(Trial(speed=1.0), Trial(speed=2.0))
    faster_with_extra_buffers(model, tmp_path, WORKS)
    (file,) = (tmp_path / "ways").iterdir()
    file.write_text(kept, encoding="utf-8")
    assert known_speeds(model, tmp_path) is None
    assert not faster_with_extra_buffers(model, tmp_path, WORKS)


def test_another_file_of_the_same_name_is_measured_for_itself(measure: Measure, model: Path, tmp_path: Path) -> None:
    tried = measure(Trial(speed=1.0), Trial(speed=2.0))
    faster_with_extra_buffers(model, tmp_path, WORKS)
    model.write_bytes(b"GGUF, another")
    faster_with_extra_buffers(model, tmp_path, WORKS)
    assert tried == [EXTRA, PLAIN] * 2


def test_the_way_taken_is_told_first() -> None:
    assert way_taken(WaySpeeds("a", 996.4, 447.0)) == (
        "loaded with extra buffers: 996 tokens a second, 447 without them"
    )
    assert way_taken(WaySpeeds("a", 88.0, 142.0)) == "loaded without extra buffers: 142 tokens a second, 88 with them"
