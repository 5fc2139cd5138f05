"""How `portfolio --help` lists the commands: under headings, and the exit codes below."""

from __future__ import annotations

import textwrap
from typing import Any

from typer.core import TyperGroup

from cli.commands import ENTRIES, AsGiven, Commands
from cli.exit_codes import MEANING

EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code.value:<4} {meaning}" for code, meaning in MEANING.items())


class Headed(AsGiven, TyperGroup):
    """The commands of `cli.commands`, listed under the heading that each has there."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = Commands()  # a mapping that makes what is looked up

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 -- the signature is Typer's
        """Return the names in the order of the list."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write a section for each heading, in the order in which the headings first appear."""
        limit = formatter.width - 6 - max(map(len, ENTRIES))
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, entry in ENTRIES.items():
            sections.setdefault(entry.heading, []).append((name, _shortened(entry.line, limit)))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def _shortened(line: str, limit: int) -> str:
    """Return the line, or its first words where it is longer."""
    return line if len(line) <= limit else textwrap.shorten(line, limit, placeholder="...")
