"""What may stand next on a command line: the scripts in `cli/shells` ask this at every Tab (`portfolio __complete`)."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer

# Typer carries a click of its own and gives no name of it away that completes. Its one public way, a variable of the
# environment, prints what may stand next, and not for which parameter: so no shell could be asked for paths there, and
# every command would be imported to list their names. tests/unit/cli/test_completion.py fails where these two go.
from typer._click.shell_completion import _resolve_context, _resolve_incomplete

from cli.app import app
from cli.commands import ENTRIES
from cli.exit_codes import ExitCode
from content.safe_text import one_line

_FILES, _FOLDERS = ":files", ":folders"
"""What the scripts take as a wish for paths, which the shells complete better."""
_PATHS = ("/", "./", "../", "~")
"""How a word begins that is a path wherever it stands."""

Suggested = tuple[str, str]
"""A value and what it is."""


def complete(shell: str, words: Sequence[str]) -> int:
    """Print what the last of the words may become: a line each, with a tab before what it is.

    Nobody who presses Tab wants to hear of a broken pack: what cannot be read offers nothing.
    """
    try:
        offers = list(_offers(shell, _as_given(shell, words)))
    except Exception:
        return ExitCode.FAILED
    for value, text in offers:
        sys.stdout.write(f"{one_line(value)}\t{one_line(text)}\n")
    return ExitCode.DONE


def _offers(shell: str, words: list[str]) -> Iterator[Suggested]:
    *before, typed = words
    command: Any = typer.main.get_command(app)
    context = _resolve_context(command, {}, "portfolio", before)
    asked, word = _resolve_incomplete(context, before, typed)
    if asked is command and not word.startswith("-"):
        _, beside, _ = context.command.make_parser(context).parse_args([*before])
        if beside:  # of a command that there is not
            return
        yield from ((name, entry.line) for name, entry in ENTRIES.items() if name.startswith(word))
        return
    joined = "" if shell == "bash" else typed.removesuffix(word)  # bash begins a word behind the `=` of --option=value
    offers = [(joined + str(item.value), item.help or "") for item in asked.shell_complete(context, word)]
    yield from offers or _paths(asked, word)


def _paths(asked: Any, word: str) -> Iterator[Suggested]:
    """Yield that paths are wanted, where the parameter is one or the word begins as one."""
    if getattr(getattr(asked, "type_descriptor", None), "is_path", False):
        yield (_FOLDERS if "DIR" in (asked.metavar or "") else _FILES), ""
    elif word.startswith(_PATHS):
        yield _FILES, ""


def _as_given(shell: str, words: Sequence[str]) -> list[str]:
    """Return the words as a command is given them. All shells hand on the quote of a word that is being typed."""
    *before, typed = words or [""]
    return _of_bash([*before, typed]) if shell == "bash" else [*before, _without_quotes(typed)]


def _of_bash(words: Sequence[str]) -> list[str]:
    """Return the words of a line of bash, which hands on all quotes, and parts words at `=`."""
    whole: list[str] = []
    for word in words:
        if whole and (word == "=" or whole[-1].endswith("=")) and whole[-1].startswith("--"):
            whole[-1] += word
        else:
            whole.append(word)
    return [_without_quotes(word) for word in whole]


def _without_quotes(word: str) -> str:
    for end in ("", '"', "'"):  # which may be open
        try:
            return "".join(shlex.split(word + end))
        except ValueError:
            continue
    return word
