"""`portfolio topology`: the diagram and its boxes, in five forms."""

from __future__ import annotations

import difflib
from json import loads
from typing import TYPE_CHECKING, Annotated

import typer

from cli.candidates import documents_on
from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json, Plain
from cli.output import colourful, columns, put, put_json
from cli.resources import portfolio_for
from cli.streams import takes_any_text
from content.safe_text import in_quotes
from tui.drawing.diagram.formats import Format

if TYPE_CHECKING:
    from content.schema import Topology

_COLOURS = {"title": "bold", "request": "green", "event": "cyan", "border": "dim", "label": "dim", "name": "dim"}
"""How the roles of a drawing look on a terminal."""
WIDEST = 120
"""Columns that the drawing takes on a wide terminal, at most."""


def topology(
    slug: Annotated[
        str | None,
        typer.Argument(
            metavar="SLUG", help="Only this box and what it talks to.", autocompletion=documents_on("topology")
        ),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.TEXT,
    ascii_only: Annotated[bool, typer.Option("--ascii", help="Draw with plain ASCII characters.")] = False,
    content: Content = None,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """The backend topology: its diagram and its boxes."""
    from tui.drawing.diagram.formats import around, write

    shown = portfolio_for(content).topology
    if not shown.boxes:
        raise CommandError("this portfolio has no topology", ExitCode.NOT_FOUND)
    if slug is not None:
        slugs = [box.slug for box in shown.boxes]
        if slug not in slugs:
            near = difflib.get_close_matches(slug, slugs, n=3, cutoff=0.3) or slugs[:3]
            raise CommandError(
                f"no box is called {in_quotes(slug)}; the nearest: {', '.join(near)}", ExitCode.NOT_FOUND
            )
        shown = around(shown, slug)
    form = Format.JSON if json else form
    match form:
        case Format.TEXT:
            _put_text(shown, slug, ascii_only=ascii_only or not takes_any_text(), colour=colourful(plain))
        case Format.JSON:
            put_json(loads(write(shown, form)))
        case _:
            put(_printable(write(shown, form), form), end="")


def _printable(drawing: str, form: Format) -> str:
    """Return a drawing with what stdout's encoding may lack by the names that its `form` has for characters."""
    if takes_any_text():
        return drawing
    named = drawing.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return named.replace("&#", "#") if form is Format.MERMAID else named


def _put_text(shown: Topology, slug: str | None, *, ascii_only: bool, colour: bool) -> None:
    from tui.drawing.diagram.formats import text as prose

    width = min(columns(), WIDEST)
    lines = [*prose.rows(shown, width, ascii_only=ascii_only)]
    if slug is not None:
        lines += prose.details(shown.box(slug), width, ascii_only=ascii_only)
    if not colour:
        for line in lines:
            put("".join(part for part, _ in line))
        return
    from rich.console import Console
    from rich.text import Text

    shell = Console(markup=False, highlight=False, emoji=False)
    for line in lines:
        text = Text.assemble(*((part, _COLOURS.get(role, "")) for part, role in line))
        shell.print(text, no_wrap=True, crop=False, overflow="ignore")
