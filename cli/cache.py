"""`portfolio cache`: the answers that were given before, and where all that is kept lies."""

from __future__ import annotations

import typer

from cli.options import Json
from cli.output import put, put_json, talk
from cli.resources import settings_for

app = typer.Typer(help="The answers that are kept: stat, clear; and where all lies: path.", no_args_is_help=True)


@app.command()
def stat(json: Json = False) -> None:
    """Tell how many answers are kept, and where."""
    from engine.keep.answers import AnswerCache

    settings = settings_for()
    found = AnswerCache(settings.cache_dir).stat()
    if json:
        put_json({"on": settings.answer_cache, "answers": found.answers, "bytes": found.bytes, "path": found.path})
        return
    put(f"{found.answers} answers, {found.bytes / 1e6:.1f} MB in {found.path}")
    if not settings.answer_cache:
        talk("answers are neither kept nor taken from here: the setting answer_cache is off")


@app.command()
def path(json: Json = False) -> None:
    """Name the folders that this program writes to, which uninstalling it leaves."""
    from engine.settings import CONFIG_FILE

    settings = settings_for()
    folders = {
        "can be made again: models, indexes, kept answers": settings.cache_dir,
        "cannot be made again: inbox, host key, log of visits": settings.data_dir,
        "your settings": CONFIG_FILE.parent,
    }
    if json:
        put_json([{"path": folder, "holds": holds, "there": folder.exists()} for holds, folder in folders.items()])
        return
    for holds, folder in folders.items():
        put(f"{folder}  {holds}{'' if folder.exists() else '; not there'}")


@app.command()
def clear() -> None:
    """Delete every answer that is kept."""
    from engine.keep.answers import AnswerCache

    cleared = AnswerCache(settings_for().cache_dir).clear()
    talk(f"{cleared} answers deleted" if cleared else "no answers were kept")
