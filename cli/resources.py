"""What commands work with: the settings, the portfolio, the assistant; a visitor's commands take those of the host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.output import visit

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.assistant import Assistant
    from engine.settings import Settings


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
    """Return the content pack that the options name. Raises ContentError."""
    return portfolio_of(settings_for(content=content))


def portfolio_of(settings: Settings) -> Portfolio:
    """Return the content pack of the settings, from the cache where it was read before. Raises ContentError."""
    visiting = visit.get()
    if visiting is not None:
        return visiting.portfolio
    from content.pack_cache import cached_portfolio

    return cached_portfolio(settings.content, settings.cache_dir)


@contextmanager
def assistant_for(settings: Settings) -> Iterator[Assistant]:
    """Open the assistant and close it at the end. A visitor of a door gets the host's, which stays open."""
    visiting = visit.get()
    if visiting is not None:
        yield visiting.assistant
        return
    from cli.progress import PullReport  # not for a visitor: every other one would wait for that
    from engine.assistant import Assistant

    assistant = Assistant.open(portfolio_of(settings), settings, report=PullReport())
    try:
        yield assistant
    finally:
        assistant.close()
