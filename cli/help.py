"""How `portfolio --help` lists the commands: under headings, and the exit codes below."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from cli.exit_codes import MEANING

READ, OWN = "Read", "Own and host"
EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code.value:<4} {meaning}" for code, meaning in MEANING.items())


class Headed(TyperGroup):
    """A command group whose help lists its commands under the `rich_help_panel` each was registered with."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in the order in which the headings first appear."""
        commands = [(name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        limit = formatter.width - 6 - max(len(name) for name, _ in commands)
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, command in commands:
            heading = getattr(command, "rich_help_panel", None) or READ
            if not command.hidden:
                sections.setdefault(str(heading), []).append((name, command.get_short_help_str(limit)))
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
