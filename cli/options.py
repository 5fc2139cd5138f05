"""Options that several commands share, as Typer declares them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.candidates import generators

Content = Annotated[
    Path | None,
    typer.Option("--content", metavar="DIR", help="The content pack to read; the built-in one by default."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Plain text: no colour, no frames, nothing that moves.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A model of the catalogue, a path to a GGUF file, or `none`.",
        autocompletion=generators,
    ),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url", metavar="URL", help="An OpenAI-compatible server that generates instead: http://host:8000/v1."
    ),
]
