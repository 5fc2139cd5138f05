"""`portfolio import`: what an owner has written elsewhere, brought into a pack."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Json
from cli.output import put, put_json, talk

if TYPE_CHECKING:
    from content.importers.result import Import, Left, Placed


def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE",
            help="A résumé (JSON Resume, RenderCV, FRESH, Europass, LinkedIn and others), or a blog (folder, Ghost).",
        ),
    ],
    pack: Annotated[Path, typer.Argument(metavar="DIR", help="Your pack; a blank one is made where there is none.")],
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Take what is not for everybody, too, marked: nobody is shown a draft.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be placed where.")] = False,
    json: Json = False,
) -> None:
    """Bring a résumé or a blog into a pack. What is there stays; what has no place is listed with the reason."""
    found = _read(source, drafts)
    placed, left = _apply(found, pack, dry_run=dry_run)
    if json:
        put_json({"placed": [asdict(item) for item in placed], "left": [asdict(item) for item in left]})
    else:
        for done in placed:
            put(f"placed  {done.what} -> {done.where}")
        for rest in left:
            put(f"left    {rest.what}: {rest.why}")
    would = "would be " if dry_run else ""
    talk(f"{len(placed)} {would}placed in {pack}, {len(left)} left. Next: portfolio check {pack}")
    if not placed:
        talk(f"portfolio: nothing of {source} could be placed")
        raise typer.Exit(ExitCode.BAD_CONTENT)


def _read(source: Path, drafts: bool) -> Import:
    if not source.exists():
        raise CommandError(f"there is no {source}; name a résumé or a folder", ExitCode.NOT_FOUND)
    from content.importers.sources import read_source

    return read_source(source, drafts=drafts)


def _apply(found: Import, pack: Path, *, dry_run: bool) -> tuple[list[Placed], list[Left]]:
    """Bring what was found into the pack; into a new one only where something of it can be placed."""
    from content.files import write_folder
    from content.importers.apply import apply_import
    from content.scaffold.packs import write_pack

    new = not pack.exists() or (pack.is_dir() and not any(pack.iterdir()))
    if not (new or dry_run):
        return apply_import(found, pack)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "pack"
        if new:
            write_pack(work, blank=True)
        else:
            shutil.copytree(pack, work, ignore=shutil.ignore_patterns(".git"))
        result = apply_import(found, work)
        if new and result[0] and not dry_run:
            paths = [path for path in work.rglob("*") if path.is_file()]
            write_folder(pack, {path.relative_to(work).as_posix(): path.read_text(encoding="utf-8") for path in paths})
            talk(f"made a blank pack in {pack}")
    return result
