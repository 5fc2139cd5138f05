"""`portfolio fit`: an advertisement held against the portfolio, requirement by requirement."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json, Plain
from cli.output import colourful, opening, put, put_json, put_markdown, visit
from cli.resources import portfolio_for
from cli.resume import ResumeForm, check_resume_file, form_of, pages_address, resume_data_in, write_resume

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.fit.fit import Fit
    from engine.language.language import Language

_STDIN = "-"


def fit(
    advert: Annotated[
        str,
        typer.Argument(metavar="FILE", help="The advertisement, as text or Markdown; stdin without it or as `-`."),
    ] = _STDIN,
    resume_file: Annotated[
        Path | None,
        typer.Option("--resume", metavar="FILE", help="Also write the résumé, with what fits first, such as cv.pdf."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a résumé that is there.")] = False,
    content: Content = None,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Hold a job advertisement against the portfolio.

    Each requirement is `shown` by a sentence of the portfolio, which is quoted with its place, or something comes
    `near` it, or it is not said here. A portfolio that does not say a thing says nothing against it. No model is used.
    """
    from engine.fit.advert import AdvertError
    from engine.fit.evidence import Pages
    from engine.fit.fit import fit_of
    from engine.fit.spoken import advert_language
    from tui.drawing.fit import fit_lines, fit_markdown

    if resume_file is not None:
        check_resume_file(resume_file, replace=replace)
    try:
        text = _text(advert)
        portfolio = portfolio_for(content)
        pages = Pages.of(portfolio)
        found = fit_of(pages, text)
    except AdvertError as error:
        raise CommandError(str(error), ExitCode.USAGE) from error
    visiting = visit.get()
    if visiting is not None and visiting.sought is not None:
        visiting.sought(found.unsaid)
    if resume_file is not None:  # before what a pager may not read to its end
        _write_resume(resume_file, portfolio, found, pages.language)
    if json:
        put_json(found.to_json())
    elif colourful(plain):
        put_markdown(fit_markdown(found, opening))
    else:
        following = advert_language(found.language).says("fit_next")
        for line in (*fit_lines(found, opening), "", f"{following} ({opening('contact')})"):
            put(line)


def _write_resume(file: Path, portfolio: Portfolio, found: Fit, language: Language) -> None:
    """Write the résumé with what fits first; not a word of it changes."""
    from content.exporters.json_resume import json_resume_of
    from content.exporters.resume.document import resume_of
    from engine.fit.ordering import fitting_json, fitting_resume

    shown, form = fitting_resume(resume_of(portfolio, pages_address()), found, language), form_of(file)
    ordered = fitting_json(json_resume_of(portfolio), found, language) if form is ResumeForm.JSON else ""
    write_resume(file, resume_data_in(portfolio, shown, form, ordered=ordered))


def _text(advert: str) -> str:
    """Return the text of the advertisement. Raises CommandError for a file or a stdin that cannot be read as one."""
    if advert == _STDIN:
        if visit.get() is None and sys.stdin.isatty():
            raise CommandError("which advertisement? name its file, or pipe it in", ExitCode.USAGE)
        return _decoded(sys.stdin.buffer, "stdin")
    if visit.get() is not None:
        raise CommandError("send the advertisement on stdin: ssh HOST fit < FILE", ExitCode.USAGE)
    try:
        with Path(advert).open("rb") as file:
            return _decoded(file, advert)
    except OSError as error:
        raise CommandError(f"{advert} cannot be read: {error.strerror or error}", ExitCode.USAGE) from error


def _decoded(file: BinaryIO, name: str) -> str:
    """Read text: hardly more than may be given, so that an endless pipe ends, too."""
    from engine.fit.advert import MOST_CHARACTERS

    data = file.read(4 * MOST_CHARACTERS + 4)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) > 4 * MOST_CHARACTERS and error.start > 4 * MOST_CHARACTERS:  # the last character was cut
            return data[: error.start].decode("utf-8-sig")
        raise CommandError(f"{name} is no UTF-8 text; save the advertisement as plain text", ExitCode.USAGE) from error
