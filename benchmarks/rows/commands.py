"""What a command costs before it has done anything."""

from __future__ import annotations

from functools import partial

from benchmarks.measure import PORTFOLIO, PYTHON, Options, Result, Row, compared, in_turns, run

TYPER = (PYTHON, "-c", "import typer")


def command(arguments: tuple[str, ...], options: Options) -> Result:
    """Compare `portfolio ARGUMENTS` with a process that imports Typer and ends."""
    ours, theirs = in_turns(
        3 * options.turns, lambda: run((PORTFOLIO, *arguments)).seconds, lambda: run(TYPER).seconds
    )  # fmt: skip
    return compared(ours, theirs)


AGAINST = '`python -c "import typer"`'
ROWS = (
    Row("help", "`portfolio --help`", AGAINST, 1.5, partial(command, ("--help",))),
    Row("version", "`portfolio --version`", AGAINST, 1.5, partial(command, ("--version",))),
    Row("services", "`portfolio services`", AGAINST, 3.0, partial(command, ("services",))),
)
