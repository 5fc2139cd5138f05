"""`portfolio export`: the portfolio where a terminal is not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content
from cli.output import put, talk
from cli.resources import portfolio_for

if TYPE_CHECKING:
    from content.loader import Portfolio


class ExportFormat(StrEnum):
    """What can be written."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON_RESUME = "json-resume"
    RESUME = "resume"


_FOLDERS = (ExportFormat.MARKDOWN, ExportFormat.HTML)


def export(
    form: Annotated[
        ExportFormat,
        typer.Argument(metavar="FORMAT", help="`markdown`, `html` (folders), `json-resume`, `resume` (files)."),
    ],
    out: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="The folder or file to write; a file is printed without it.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over files of an earlier export.")] = False,
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="The language of the HTML pages; the pack's by default.")
    ] = "",
    content: Content = None,
) -> None:
    """Write the portfolio as web pages or as a résumé.

    `html` is a static site, `markdown` a folder for a forge, `json-resume` a file for other tools, and `resume` one
    page of plain text.
    """
    portfolio = portfolio_for(content)
    if form in _FOLDERS:
        if out is None:
            raise CommandError(f"`{form}` is a folder of files; name one: portfolio export {form} DIR", ExitCode.USAGE)
        write_out(out, _folder(portfolio, form, language), replace=replace)
        return
    text = _text(portfolio, form)
    if out is None:
        put(text, end="")
        return
    from content.files import write_file

    if out.exists() and not replace:
        raise CommandError(f"{out} is there already; --replace writes over it", ExitCode.USAGE)
    write_file(out, text)
    talk(f"wrote {out}")


def _folder(portfolio: Portfolio, form: ExportFormat, language: str) -> Mapping[str, str | bytes]:
    if form is ExportFormat.MARKDOWN:
        from content.exporters.markdown import markdown_of

        return markdown_of(portfolio)
    from content.exporters.html.site import site_files
    from tui.drawing.diagram.formats.svg import write

    return site_files(portfolio, write, language)


def _text(portfolio: Portfolio, form: ExportFormat) -> str:
    if form is ExportFormat.JSON_RESUME:
        from content.exporters.json_resume import json_resume_of

        return json_resume_of(portfolio)
    from content.exporters.resume.document import resume_of
    from content.exporters.resume.text import resume_on_a_page

    return resume_on_a_page(resume_of(portfolio))


def write_out(out: Path, files: Mapping[str, str | bytes], *, replace: bool) -> None:
    """Write files into a folder that is new or empty, or with `replace` over those that are there. Says how many."""
    from content.files import write_file, write_folder

    if replace:
        for name, text in files.items():
            write_file(out / name, text)
    else:
        try:
            write_folder(out, files)
        except FileExistsError as error:
            raise CommandError(f"{out}: {error.strerror}, or add --replace", ExitCode.USAGE) from error
    talk(f"wrote {len(files)} files to {out}")
