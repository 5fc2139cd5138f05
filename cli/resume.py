"""`portfolio resume`: what the portfolio says, as a résumé, in the form that whoever asks for one expects."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Plain
from cli.output import colourful, put, put_bytes, put_markdown, talk, visit
from cli.resources import portfolio_for

if TYPE_CHECKING:
    from content.exporters.resume.document import Resume
    from content.loader import Portfolio


class ResumeForm(StrEnum):
    """What a résumé can be written as."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


class PaperSize(StrEnum):
    """What a PDF is set for."""

    A4 = "a4"
    LETTER = "letter"


_ENDINGS = {form: f".{form.value}" for form in ResumeForm} | {ResumeForm.TEXT: ".txt"}
"""How the name of a file of each form ends."""


def resume(
    form: Annotated[
        ResumeForm | None, typer.Option("--as", help="What to write; by default what the name of FILE says, or text.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write, such as cv.pdf.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Where the portfolio's pages are, for links to them.")
    ] = "",
    paper: Annotated[PaperSize, typer.Option("--paper", help="What a PDF is set for.")] = PaperSize.A4,
    content: Content = None,
    plain: Plain = False,
) -> None:
    """The portfolio as a résumé, to read, to print or to take along.

    It is the pack's own, where it has one, or else what the pack says, and nothing beyond that: text, Markdown, HTML,
    JSON Resume, or a PDF of one or two pages.
    """
    from content.exporters.resume.document import resume_of

    address = pages_address(url)
    if out is not None:
        _refuse_taken(out, replace)
        form = form or form_of(out)
    portfolio = portfolio_for(content)
    if form is None and colourful(plain):
        from content.exporters.resume.markdown import resume_markdown

        put_markdown(resume_markdown(resume_of(portfolio, address)))
        return
    if form is ResumeForm.PDF and out is None and sys.stdout.isatty():
        raise CommandError("a PDF is nothing to read on a terminal; name a file: -o cv.pdf", ExitCode.USAGE)
    data = resume_data_in(portfolio, resume_of(portfolio, address), form or ResumeForm.TEXT, paper)
    if out is not None:
        write_resume(out, data)
    elif isinstance(data, bytes):
        put_bytes(data)
    else:
        put(data, end="")


def pages_address(url: str = "") -> str:
    """Return where the pages are, without a slash at its end: the host's for a visitor. Raises CommandError."""
    visiting = visit.get()
    if visiting is not None:
        return visiting.address
    parts = urlsplit(url)
    if url and not (parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment):
        raise CommandError(
            f"{url} is no address of pages; expected https://HOST/ or https://HOST/PATH/", ExitCode.USAGE
        )
    return url.rstrip("/")


def form_of(path: PurePath) -> ResumeForm:
    """Return the form that the name of a file asks for. Raises CommandError where it asks for none."""
    for form, ending in _ENDINGS.items():
        if path.suffix.lower() == ending:
            return form
    raise CommandError(f"{path.name} says no form; its name ends in {' '.join(_ENDINGS.values())}", ExitCode.USAGE)


def resume_data_in(
    portfolio: Portfolio, shown: Resume, form: ResumeForm, paper: PaperSize = PaperSize.A4, ordered: str = ""
) -> str | bytes:
    """Return a résumé in a form. `ordered` is the JSON of it where that is another than the portfolio's own."""
    match form:
        case ResumeForm.PDF:
            return _pdf(shown, paper)
        case ResumeForm.JSON:
            from content.exporters.json_resume import json_resume_of, public_json_resume

            return ordered or (json_resume_of if visit.get() is None else public_json_resume)(portfolio)
        case ResumeForm.HTML:
            from content.exporters.resume.html import resume_html

            return resume_html(shown)
        case ResumeForm.MARKDOWN:
            from content.exporters.resume.markdown import resume_markdown

            return resume_markdown(shown)
    from content.exporters.resume.text import resume_as_text

    return resume_as_text(shown)


def check_resume_file(out: Path, *, replace: bool) -> None:
    """Raise CommandError where a file may not be written, before anything is made for it."""
    form_of(out)
    _refuse_taken(out, replace)


def _refuse_taken(out: Path, replace: bool) -> None:
    if out.exists() and not replace:
        raise CommandError(f"{out} is there already; --replace writes over it", ExitCode.USAGE)


def write_resume(out: Path, data: str | bytes) -> None:
    """Write a résumé into a file, and say so."""
    from content.files import write_file

    write_file(out, data)
    talk(f"wrote {out}")


def _pdf(shown: Resume, paper: PaperSize) -> bytes:
    from content.exporters.resume.pdf import FontError, resume_pdf
    from content.exporters.resume.shortening import left_out

    try:
        data, short = resume_pdf(shown, "a4" if paper is PaperSize.A4 else "us-letter")
    except FontError as error:
        raise CommandError(str(error), ExitCode.FAILED) from error
    if missing := left_out(shown, short):
        talk(f"two pages hold all but {missing} of its entries and points, the last of each part; --as text holds all")
    return data
