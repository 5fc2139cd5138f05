"""`portfolio cache`: the answers that were given before."""

from __future__ import annotations

import typer

from cli.options import Json
from cli.output import put, put_json, talk
from cli.resources import settings_for

app = typer.Typer(help="The answers that are kept: stat, clear.", no_args_is_help=True)


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
def clear() -> None:
    """Delete every answer that is kept."""
    from engine.keep.answers import AnswerCache

    cleared = AnswerCache(settings_for().cache_dir).clear()
    talk(f"{cleared} answers deleted" if cleared else "no answers were kept")
