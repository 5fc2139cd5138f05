"""Requirements and verdicts against what was written by hand from reading the packs: floors at what was measured."""

from __future__ import annotations

from functools import lru_cache

import pytest

from content.loader import load_portfolio
from engine.fit.evidence import Pages
from tests.fakes.adverts import Agreement, agreement
from tests.places import DATA, PACKS


@lru_cache(maxsize=5)
def pages_of(pack: str) -> Pages:
    return Pages.of(load_portfolio() if pack == "default" else load_portfolio(PACKS / pack))


@pytest.mark.parametrize(
    ("pack", "half", "floor"),
    [
        ("default", "tuned", Agreement(written=160, found=160, right=151, wrongly_shown=0, extra=3)),
        ("restorer", "tuned", Agreement(written=105, found=102, right=79, wrongly_shown=1, extra=12)),
        ("hospital", "tuned", Agreement(written=54, found=51, right=36, wrongly_shown=0, extra=12)),
        ("studio", "tuned", Agreement(written=99, found=98, right=55, wrongly_shown=0, extra=16)),
        ("uebersetzer", "tuned", Agreement(written=99, found=96, right=62, wrongly_shown=1, extra=16)),
        ("default", "held", Agreement(written=111, found=110, right=93, wrongly_shown=1, extra=5)),
        ("hospital", "held", Agreement(written=45, found=44, right=35, wrongly_shown=0, extra=6)),
        ("studio", "held", Agreement(written=47, found=44, right=37, wrongly_shown=1, extra=2)),
    ],
)
def test_the_reading_agrees_as_it_did(pack: str, half: str, floor: Agreement) -> None:
    now = agreement(DATA / "ads" / pack, pages_of(pack), half)
    said = "\n".join([str(now), *(now.wrong if half == "tuned" else ())])  # of what is held out, figures alone
    assert now.written == floor.written
    assert now.found >= floor.found, said
    assert now.right >= floor.right, said
    assert now.wrongly_shown <= floor.wrongly_shown, said
    assert now.extra <= floor.extra, said


def test_what_was_written_down_belongs_to_one_half() -> None:
    halves = [agreement(DATA / "ads" / "default", pages_of("default"), half).written for half in ("tuned", "held")]
    assert sum(halves) == 271
    assert agreement(DATA / "ads" / "default", pages_of("default"), "other") == Agreement()
