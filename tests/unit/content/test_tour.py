"""tour.yaml: read, or every problem of it named; and nothing that is searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import DEFAULT_PACK, pack_digest
from content.problems import ContentError
from content.tour import TourStep, load_tour, presses


def test_a_pack_may_have_none(tmp_path: Path) -> None:
    assert load_tour(tmp_path) is None


def test_named_keys_are_pressed_and_everything_else_is_typed() -> None:
    step = TourStep(keys=("3", ":mend", "enter", "left"), caption="Mended.")
    assert presses(step) == ["3", ":", "m", "e", "n", "d", "enter", "left"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("steps: []", "tour.yaml:1"),
        ("steps:\n  - keys: [enter]", "tour.yaml:2"),
        ("steps:\n  - caption: Hello.\n    wait: 31", "tour.yaml:3"),
        (f"steps:\n  - caption: {'x' * 151}", "tour.yaml:2"),
        ("steps:\n  - caption: Hello.\n    key: x", "tour.yaml:3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "tour.yaml").write_text(text, "utf-8")
    with pytest.raises(ContentError) as wrong:
        load_tour(tmp_path)
    assert problem in str(wrong.value.problems[0])


def test_a_change_of_the_tour_makes_no_index_old(tiny_pack: Path) -> None:
    before = pack_digest(tiny_pack)
    (tiny_pack / "tour.yaml").write_text("steps:\n  - caption: Hello.\n", "utf-8")
    assert pack_digest(tiny_pack) == before


def test_the_tour_of_the_default_pack_takes_about_ninety_seconds() -> None:
    tour = load_tour(DEFAULT_PACK)
    assert tour is not None
    assert 60 <= sum(step.wait for step in tour.steps) <= 90
