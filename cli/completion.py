"""`portfolio completion`: has a shell ask the program, at every Tab, what may stand next (`cli/complete.py`)."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.output import put, talk
from cli.resources import settings_for


class Shell(StrEnum):
    """The shells that can be told."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


_START_UP: dict[Shell, Callable[[], Path]] = {
    Shell.BASH: lambda: Path.home() / ".bashrc",
    Shell.ZSH: lambda: _folder("ZDOTDIR", "") / ".zshrc",
}
"""The files that shells read when they start, where they load no completion by themselves. fish does."""


def completion(
    shell: Annotated[
        Shell | None, typer.Argument(metavar="SHELL", help="`bash`, `zsh` or `fish`; by default the one you are in.")
    ] = None,
    print_only: Annotated[bool, typer.Option("--print", help="Print the script, and change nothing.")] = False,
) -> None:
    """Have your shell complete commands, options and slugs.

    For fish a file is written to its folder of completions. bash and zsh get a file in the data folder, and one line at
    the end of ~/.bashrc or ~/.zshrc that reads it; whoever deletes that line is rid of it.
    """
    shell = shell or _current_shell()
    script = Path(__file__).with_name("shells").joinpath(f"portfolio.{shell}").read_text(encoding="utf-8")
    if print_only:
        put(script, end="")
        return
    from content.files import write_file

    file = _file(shell)
    write_file(file, script)
    talk(f"wrote {file}")
    if shell in _START_UP:
        _have_read(file, _START_UP[shell]())
    talk(f"Open a new {shell}, and Tab completes `portfolio`")


def _current_shell() -> Shell:
    """Return the shell that this was typed in. Raises CommandError where it is none of ours."""
    import shellingham

    try:
        name, _ = shellingham.detect_shell()
    except (shellingham.ShellDetectionFailure, OSError):
        name = ""
    if name not in list(Shell):
        here = f"{name} is not among them" if name else "which one this is cannot be told"
        known = ", ".join(Shell)
        raise CommandError(
            f"completion is there for {known}, and {here}; name one: portfolio completion {Shell.BASH}", ExitCode.USAGE
        )
    return Shell(name)


def _file(shell: Shell) -> Path:
    if shell is Shell.FISH:
        return _folder("XDG_CONFIG_HOME", ".config") / "fish" / "completions" / "portfolio.fish"
    return settings_for().data_dir.absolute() / "completion" / f"portfolio.{shell}"


def _folder(variable: str, default: str) -> Path:
    given = os.environ.get(variable)
    return Path(given) if given else Path.home() / default


def _have_read(file: Path, start_up: Path) -> None:
    """Add the line that reads `file` to what a shell reads when it starts, unless it is there."""
    quoted = shlex.quote(str(file))
    line = f"[ -r {quoted} ] && . {quoted}  # completion of `portfolio`"
    there = start_up.read_text(encoding="utf-8", errors="replace") if start_up.exists() else ""
    if line in there.splitlines():
        return
    gap = "" if not there or there.endswith("\n") else "\n"
    with start_up.open("a", encoding="utf-8") as stream:  # at its end, and through a link to where it is kept
        stream.write(f"{gap}{line}\n")
    talk(f"added a line to {start_up}")
