"""`portfolio init`: a pack of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.output import put, talk


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    blank: Annotated[
        bool, typer.Option("--blank", help="Start from a pack that teaches, instead of a copy of the built-in one.")
    ] = False,
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="SOURCE", help="Begin with a résumé, as `portfolio import` reads it."),
    ] = None,
    blog: Annotated[
        Path | None, typer.Option("--blog", metavar="SOURCE", help="Begin with your blog: its folder, or Ghost's JSON.")
    ] = None,
    schemas: Annotated[
        bool,
        typer.Option("--schemas", help="Only write this version's JSON Schemas into the pack in DIR."),
    ] = False,
) -> None:
    """Make a content pack of your own.

    It is YAML and Markdown with comments that teach, to edit in place. On a terminal you are asked for your name, what
    you do, your address and the language, where they are not known. With --from or --blog it is made of what you have,
    and on a terminal it is checked, indexed and opened at once.
    """
    if schemas:
        _write_schemas(folder)
        return
    from cli.new_pack import make_pack, show_pack

    sources = [source for source in (from_, blog) if source]
    try:
        files = make_pack(folder, sources, blank=blank or bool(sources))
    except FileExistsError as error:
        raise CommandError(f"{folder}: {error.strerror}", ExitCode.USAGE) from error
    put(str(folder))
    shown = [name for name in files if not name.startswith(".")]
    talk(f"{len(shown)} files to edit; README.md there says which is which. Then:")
    talk(f"  portfolio check {folder}")
    talk(f"  portfolio --content {folder} --watch")
    if sources and sys.stdin.isatty() and sys.stdout.isatty():
        show_pack(folder)


def _write_schemas(folder: Path) -> None:
    from content.files import write_file
    from content.schemas.generate import BESIDE, shipped_schemas

    if not (folder / "profile.yaml").is_file():
        raise CommandError(
            f"{folder} holds no pack (no profile.yaml); `portfolio init {folder}` makes one", ExitCode.USAGE
        )
    for name, text in shipped_schemas().items():
        write_file(folder / BESIDE / name, text)
    put(str(folder / BESIDE))
