"""Options that several commands share."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.settings import Settings

Content = Annotated[
    Path | None,
    typer.Option("--content", metavar="DIR", help="The content pack to read; the built-in one by default."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Plain = Annotated[bool, typer.Option("--plain", help="Plain text: no colour, no frames, nothing that moves.")]
Model = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="A model of the catalogue, a path to a GGUF file, or `none`."),
]


BEFORE_COMMAND: ContextVar[dict[str, Any]] = ContextVar("BEFORE_COMMAND", default={})  # noqa: B039 -- never mutated
"""The options given before the command. A context variable, since one process may run commands for many visitors."""


def settings_for(**options: Any) -> Settings:
    """Return the settings, with what was given before the command (`portfolio --content DIR ask …`) below `options`."""
    from engine.settings import load_settings

    return load_settings(
        **(BEFORE_COMMAND.get() | {name: value for name, value in options.items() if value is not None})
    )


def portfolio_for(content: Path | None) -> Portfolio:
    """Load the content pack that the options name. Raises ContentError."""
    from content.loader import load_portfolio

    return load_portfolio(settings_for(content=content).content)
