"""An advertisement of 2,000 words held against the portfolio, from the start of the command to its end."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.measure import PORTFOLIO, Options, Result, Row, run

WORDS = 2_000
SECONDS = 3.0
ADVERTS = Path(__file__).parents[2] / "tests" / "data" / "ads" / "default"


def advert() -> str:
    """Return the test data's advertisements one below the other, as often as it takes to have so many words."""
    texts = itertools.cycle(path.read_text(encoding="utf-8") for path in sorted(ADVERTS.glob("*.txt")))
    found = ""
    while len(found.split()) < WORDS:
        found += next(texts) + "\n"
    return found


def fit(options: Options) -> Result:
    """Measure the processor time of `portfolio fit`, which is its time where nothing else runs: it uses one core."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "advert.txt"
        path.write_text(advert(), encoding="utf-8")
        seconds = median(run((PORTFOLIO, "fit", str(path))).processor for _ in range(options.turns))
    return Result(seconds / SECONDS, f"{seconds:.2f} s of one core", f"{SECONDS:.0f} s")


ROWS = (Row("fit", f"`portfolio fit`, {WORDS:,} words without a model", "a limit", 1.0, fit),)
