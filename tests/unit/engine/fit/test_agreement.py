"""Requirements and verdicts against what was written by hand from reading the pack: floors at what was measured."""

from __future__ import annotations

import pytest

from content.loader import load_portfolio
from engine.fit.evidence import Pages
from tests.fakes.adverts import Agreement, agreement
from tests.places import DATA


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages.of(load_portfolio())


@pytest.mark.parametrize(
    ("half", "found", "right", "wrongly_shown", "extra"),
    [("tuned", 102, 88, 1, 1), ("held", 110, 93, 1, 5)],
)
def test_the_reading_agrees_as_it_did(
    half: str, found: int, right: int, wrongly_shown: int, extra: int, pages: Pages
) -> None:
    now = agreement(DATA / "ads" / "default", pages, half)
    said = f"{now}\n" + "\n".join(now.wrong)
    assert now.found >= found, said
    assert now.right >= right, said
    assert now.wrongly_shown <= wrongly_shown, said
    assert now.extra <= extra, said


def test_half_of_the_advertisements_are_held_out(pages: Pages) -> None:
    halves = {half: agreement(DATA / "ads" / "default", pages, half).written for half in ("tuned", "held")}
    assert min(halves.values()) > 100
    assert agreement(DATA / "ads" / "default", pages, "other") == Agreement()
