"""`portfolio new`: a document to write in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content
from cli.output import put, talk
from cli.resources import settings_for

_MOST = 200
"""A longer title is a paragraph."""


class NewKind(StrEnum):
    """What can be begun."""

    ESSAY = "essay"
    PROJECT = "project"
    CASE_STUDY = "case-study"


def new(
    kind: Annotated[NewKind, typer.Argument(metavar="KIND", help="`essay`, `project` or `case-study`.")],
    title: Annotated[str, typer.Argument(metavar="TITLE", help="Its title, which also names its file.")],
    content: Content = None,
) -> None:
    """Begin an essay, a project or a case study in your pack.

    Visitors are shown nothing of it before you have written something. What is there already is never replaced.
    """
    import datetime

    from content.loader import DEFAULT_PACK, PROFILE_FILE
    from content.safe_text import one_line
    from content.scaffold.document import write_document

    root = settings_for(content=content).content
    if root == DEFAULT_PACK:
        raise CommandError("name your pack: --content DIR; `portfolio init DIR` makes one", ExitCode.USAGE)
    if not (root / PROFILE_FILE).is_file():
        message = f"{root} holds no pack (no {PROFILE_FILE}); `portfolio init {root}` makes one"
        raise CommandError(message, ExitCode.NOT_FOUND)
    line = one_line(title)
    if not 0 < len(line) <= _MOST:
        raise CommandError(f"a title has 1 to {_MOST} characters, and this one {len(line)}", ExitCode.USAGE)
    try:
        path = write_document(root, kind.value, line, datetime.date.today())
    except FileExistsError as error:
        raise CommandError(f"{error.filename} is there already; choose another title", ExitCode.USAGE) from error
    put(str(path))
    talk(
        f"Visitors see nothing of it yet. Write in place of what is in [square brackets]; then: portfolio check {root}"
    )
