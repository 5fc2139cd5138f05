"""Runs the table of docs/speed.md: every row against a baseline measured in the same run.

    python -m benchmarks                  everything, and writes docs/speed.md
    python -m benchmarks --quick          fewer turns, no row that takes minutes
    python -m benchmarks --only help copy some rows; the others keep what was measured before
    python -m benchmarks --write          measures nothing, writes the page again
    python -m benchmarks soak             a full house under every fault at once; see benchmarks/soak.py

Figures are medians of turns in which both sides run one after the other. They are kept in benchmarks/results.json.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

from benchmarks import page
from benchmarks.measure import Options
from benchmarks.table import ROWS


def main() -> int:
    """Measure, print as it comes, write. Returns 1 where a row could not be measured."""
    if sys.argv[1:2] == ["soak"]:
        from benchmarks import soak

        return soak.main(sys.argv[2:])
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command itself does
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode, and what it is compared with
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="3 turns, short rows only")
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=[row.name for row in ROWS])
    parser.add_argument("--model", default="qwen2.5-coder-0.5b")
    parser.add_argument("--turns", type=int, help="turns of both sides (5; 3 with --quick)")
    parser.add_argument("--write", action="store_true", help="only write the page from what is kept")
    given = parser.parse_args()
    options = Options(given.model, given.turns or (3 if given.quick else 5), given.quick)
    failed = 0
    chosen = [row for row in ROWS if row.name in given.only] if given.only else [
        row for row in ROWS if row.quick or not given.quick
    ]  # fmt: skip
    for row in [] if given.write else chosen:
        began = time.monotonic()
        try:
            result = row.measure(options)
        except (Exception, SystemExit) as error:  # one row that cannot be measured leaves the others
            failed += 1
            page.keep_failure(row, f"{type(error).__name__}: {error}")
            print(f"{row.name:<12} could not be measured: {error}", file=sys.stderr, flush=True)
            continue
        page.keep(row, result, options)
        said = "met" if row.met(result) else "MISSED"
        print(f"{row.name:<12} {row.shown(result.ratio):>8} {row.goal:>9} {said:<7} {result.ours} against "
              f"{result.baseline}  ({time.monotonic() - began:.0f} s)", flush=True)  # fmt: skip
    page.write()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
