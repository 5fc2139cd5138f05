"""Requirements and verdicts against what was written by hand from reading the packs: floors at what was measured."""

from __future__ import annotations

from functools import lru_cache

import pytest

from content.loader import load_portfolio
from engine.fit.evidence import Pages
from tests.fakes.adverts import Agreement, agreement
from tests.places import DATA, PACKS


@lru_cache(maxsize=4)
def pages_of(pack: str) -> Pages:
    return Pages.of(load_portfolio() if pack == "default" else load_portfolio(PACKS / pack))


@pytest.mark.parametrize(
    ("pack", "half", "floor"),
    [
        ("default", "tuned", Agreement(written=102, found=102, right=88, wrongly_shown=1, extra=1)),
        ("default", "held", Agreement(written=111, found=110, right=92, wrongly_shown=1, extra=5)),
        ("hospital", "held", Agreement(written=45, found=44, right=29, wrongly_shown=0, extra=6)),
        ("studio", "held", Agreement(written=47, found=44, right=32, wrongly_shown=0, extra=2)),
    ],
)
def test_the_reading_agrees_as_it_did(pack: str, half: str, floor: Agreement) -> None:
    now = agreement(DATA / "ads" / pack, pages_of(pack), half)
    said = f"{now}\n" + "\n".join(now.wrong)
    assert now.written == floor.written
    assert now.found >= floor.found, said
    assert now.right >= floor.right, said
    assert now.wrongly_shown <= floor.wrongly_shown, said
    assert now.extra <= floor.extra, said


def test_what_was_written_down_belongs_to_one_half() -> None:
    halves = [agreement(DATA / "ads" / "default", pages_of("default"), half).written for half in ("tuned", "held")]
    assert sum(halves) == 213
    assert agreement(DATA / "ads" / "default", pages_of("default"), "other") == Agreement()
