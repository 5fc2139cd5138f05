"""`portfolio import`: what an owner has written elsewhere, brought into a pack."""

from __future__ import annotations

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
    update: Annotated[
        bool, typer.Option("--update", help="Bring a corrected source in: what you changed since stays, and is listed.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring a résumé or a blog into a pack. What is there stays; what has no place is listed with the reason."""
    found = read_found(source, drafts=drafts, language=_language_of(pack))
    placed, left = _apply(found, pack, source.name, dry_run=dry_run, update=update)
    if json:
        put_json({"placed": [asdict(item) for item in placed], "left": [asdict(item) for item in left]})
    else:
        put_plan(placed, left)
    would = "would be " if dry_run else ""
    talk(f"{len(placed)} {would}placed in {pack}, {len(left)} left. Next: portfolio check {pack}")
    if not placed and not update:
        talk(f"portfolio: nothing of {source} could be placed")
        raise typer.Exit(ExitCode.BAD_CONTENT)


def read_found(source: Path, *, drafts: bool = False, language: str = "en") -> Import:
    """Read a source for a pack in a language. Nothing is written."""
    if not source.exists():
        raise CommandError(f"there is no {source}; name a résumé or a folder", ExitCode.NOT_FOUND)
    from content.importers.sources import read_source

    return read_source(source, drafts=drafts, language=language)


def _language_of(pack: Path) -> str:
    """Return the code of a pack's language, as far as there is a pack and it says one."""
    from content.loader import PROFILE_FILE
    from content.located_yaml import YamlError, parse_yaml

    try:
        fields = parse_yaml((pack / PROFILE_FILE).read_text(encoding="utf-8")).data
    except (OSError, UnicodeDecodeError, YamlError):
        return "en"
    return str(fields.get("language") or "en") if isinstance(fields, dict) else "en"


def put_plan(placed: list[Placed], left: list[Left]) -> None:
    """Print what is placed where, and what is left: each reason once, with everything that it holds for."""
    for done in placed:
        put(f"placed  {done.what} -> {done.where}")
    reasons: dict[str, list[str]] = {}
    for rest in left:
        reasons.setdefault(rest.why, []).append(rest.what)
    for why, whats in reasons.items():
        put(f"left    {'; '.join(whats)}: {why}")


def _apply(found: Import, pack: Path, source: str, *, dry_run: bool, update: bool) -> tuple[list[Placed], list[Left]]:
    """Bring what was found into the pack; into a new one only where something of it can be placed."""
    from content.importers.apply import apply_import
    from content.importers.trial import is_new, keep_trial, trial_of

    new = is_new(pack)
    if not (new or dry_run):
        return apply_import(found, pack, source, update=update)
    with trial_of(pack) as trial:
        result = apply_import(found, trial, source, update=update)
        if new and result[0] and not dry_run:
            keep_trial(trial, pack)
            talk(f"made a blank pack in {pack}")
    return result
