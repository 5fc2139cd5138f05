"""`portfolio check`: everything that is wrong with a pack, at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import ExitCode
from cli.options import settings_for
from cli.output import put, talk


def check(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The pack to check.")] = None,
) -> None:
    """List every problem of a content pack.

    Each is a line `file:line: what is wrong; what is expected`; exit code 3 where there is any.
    """
    from content.loader import load_portfolio
    from content.problems import ContentError

    root = settings_for(content=folder).content
    try:
        portfolio = load_portfolio(root)
    except ContentError as error:
        for problem in error.problems:
            put(str(problem))
        talk(f"{len(error.problems)} problem(s) in {root}")
        raise typer.Exit(ExitCode.BAD_CONTENT) from error
    words = sum(document.words for document in portfolio.documents)
    talk(f"{root}: {len(portfolio.documents)} documents, {words:,} words, no problems")
