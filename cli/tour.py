"""The tour: played on the screens, or recorded as a terminal would have shown it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content
from content.safe_text import in_quotes

_SIZE = re.compile(r"([1-9][0-9]{1,2})x([1-9][0-9]{1,2})")


def tour(
    cast: Annotated[
        Path | None, typer.Option("--cast", metavar="FILE", help="Record it for asciinema, instead of playing it here.")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Record it as an SVG that moves by itself.")
    ] = None,
    size: Annotated[
        str, typer.Option("--size", metavar="COLUMNSxROWS", help="The terminal that a recording shows.")
    ] = "100x30",
    content: Content = None,
) -> None:
    """Watch the tour of the screens, or record it."""
    from cli.output import talk
    from cli.screens import open_tour, record_tour

    if cast is None and svg is None:
        open_tour(content)
        return
    match = _SIZE.fullmatch(size)
    if match is None:
        raise CommandError(f"the size is {in_quotes(size)}: expected columns and rows, such as 100x30", ExitCode.USAGE)
    talk("recording the tour, which takes as long as it plays")
    record_tour(cast, svg, (int(match[1]), int(match[2])), content)
    talk(f"written: {', '.join(str(file) for file in (cast, svg) if file)}")
