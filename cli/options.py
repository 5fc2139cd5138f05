"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.visit import visit

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.assistant import Assistant
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
LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url", metavar="URL", help="An OpenAI-compatible server that generates instead: http://host:8000/v1."
    ),
]


BEFORE_COMMAND: ContextVar[dict[str, Any]] = ContextVar("BEFORE_COMMAND", default={})  # noqa: B039 -- never mutated
"""The options given before the command. A context variable, since one process may run commands for many visitors."""


def settings_for(**options: Any) -> Settings:
    """Return the settings, with what was given before the command (`portfolio --content DIR ask …`) below `options`."""
    from engine.settings import load_settings

    visiting = visit.get()
    if visiting is not None:
        return visiting.settings
    return load_settings(
        **(BEFORE_COMMAND.get() | {name: value for name, value in options.items() if value is not None})
    )


def portfolio_for(content: Path | None) -> Portfolio:
    """Load the content pack that the options name. Raises ContentError."""
    from content.loader import load_portfolio

    visiting = visit.get()
    if visiting is not None:
        return visiting.portfolio
    return load_portfolio(settings_for(content=content).content)


@contextmanager
def assistant_for(settings: Settings) -> Iterator[Assistant]:
    """Open the assistant and close it at the end. A visitor of a door gets the host's, which stays open."""
    from cli.progress import PullReport
    from content.loader import load_portfolio
    from engine.assistant import Assistant

    visiting = visit.get()
    if visiting is not None:
        yield visiting.assistant
        return
    assistant = Assistant.open(load_portfolio(settings.content), settings, report=PullReport())
    try:
        yield assistant
    finally:
        assistant.close()
