"""`portfolio tour`: what it says where there is no tour, or one with faults, before any screen opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.main import run

Captured = pytest.CaptureFixture[str]


def test_a_pack_without_a_tour_ends_with_4_and_says_what_would_hold_it(tiny_pack: Path, capsys: Captured) -> None:
    assert run(["tour", "--content", str(tiny_pack)]) == 4
    assert f"this portfolio has no tour; {tiny_pack}/tour.yaml would hold it" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["tour", "--content"], ["check", "--no-ask"]])
def test_a_tour_with_faults_ends_with_3_and_its_line(tiny_pack: Path, capsys: Captured, command: list[str]) -> None:
    (tiny_pack / "tour.yaml").write_text("steps:\n  - caption: Hello.\n    wait: 99\n", "utf-8")
    assert run([*command, str(tiny_pack)]) == 3
    shown = capsys.readouterr()
    assert "tour.yaml:3" in shown.out + shown.err


def test_the_tour_needs_a_terminal(capsys: Captured) -> None:
    assert run(["tour"]) == 2
    assert "need an interactive terminal" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["80", "80x", "0x24", "80x24x2", "wide"])
def test_a_size_that_is_none_ends_with_2(size: str, tmp_path: Path, capsys: Captured) -> None:
    assert run(["tour", "--cast", str(tmp_path / "x.cast"), "--size", size]) == 2
    assert f"the size is “{size}”: expected columns and rows" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_nothing_is_recorded_of_a_pack_without_a_tour(tiny_pack: Path, tmp_path: Path) -> None:
    assert run(["tour", "--cast", str(tmp_path / "x.cast"), "--content", str(tiny_pack)]) == 4
    assert not (tmp_path / "x.cast").exists()


@pytest.mark.slow
def test_a_tour_that_is_not_played_to_its_end_is_not_written(tiny_pack: Path, tmp_path: Path, capsys: Captured) -> None:
    (tiny_pack / "tour.yaml").write_text("steps:\n  - keys: [':quit', enter]\n    caption: Over.\n", "utf-8")
    options = ["--cast", str(tmp_path / "x.cast"), "--content", str(tiny_pack)]
    assert run(["--model", "none", "tour", *options]) == 1
    assert "the tour ended 1 step before its end, and nothing is written" in capsys.readouterr().err
    assert not (tmp_path / "x.cast").exists()
