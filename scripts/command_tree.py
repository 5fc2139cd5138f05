"""The commands as Typer has them, groups before their commands: what the reference and the man page are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

WIDTH = 88


class Listed(NamedTuple):
    """A command: its words, and how Typer holds it."""

    words: tuple[str, ...]
    command: Any
    context: Any


def every_command() -> Iterator[Listed]:
    """Yield `portfolio` and every command below it."""
    import typer

    from cli.app import app

    yield from _walk(typer.main.get_command(app), ("portfolio",), None)


def _walk(command: Any, words: tuple[str, ...], parent: Any) -> Iterator[Listed]:
    context = command.make_context(words[-1], [], parent=parent, resilient_parsing=True, terminal_width=WIDTH)
    yield Listed(words, command, context)
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _walk(child, (*words, name), context)
