"""Writes the man page from the commands. Run by scripts/docs; the wheel carries it, and pipx links it for `man`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from command_tree import Listed, every_command

FILE = Path(__file__).parents[1] / "docs" / "portfolio.1"
_HEAD = r""".\" Generated from the program by scripts/docs; a test fails when the two differ.
.TH PORTFOLIO 1 "" "portfolio {version}" "User Commands"
.nh
.SH NAME
portfolio \- a portfolio that runs in the terminal
.SH SYNOPSIS
.B portfolio
[\fIOPTIONS\fR] [\fICOMMAND\fR [\fIARGUMENTS\fR]]
.SH DESCRIPTION
"""
_DESCRIPTION = (
    "A portfolio that runs in the terminal. Without a command it opens its screens. Its assistant answers from the "
    "portfolio's own words alone, on this machine.",
    "stdout is data and stderr is talk. What prints JSON takes --json. A pipe, --plain and NO_COLOR give plain text.",
)
_ENVIRONMENT = {
    "PORTFOLIO_CONTENT": "The content pack to read, as --content.",
    "PORTFOLIO_MODEL": "Who writes the answers, as --model.",
    "PORTFOLIO_DATA_DIR, PORTFOLIO_CACHE_DIR": "Where messages, and where models and indexes lie.",
    "PORTFOLIO_DEBUG": "Where set, what is unexpected ends with a trace of where it happened.",
    "NO_COLOR": "Where set, nothing is coloured.",
}
_EXAMPLES = (
    'portfolio ask "How do you keep tenants apart?"',
    "portfolio topology --format mermaid",
    "portfolio --content my-site --watch",
    "portfolio completion",
)


def man_page() -> str:
    """Return the man page, in the macros of man(7) and in ASCII."""
    from cli.app import _VERSION
    from cli.exit_codes import MEANING

    top, *commands = every_command()
    lines = [*_paragraphs(_DESCRIPTION), ".SH OPTIONS", *_parameters(top), ".SH COMMANDS"]
    for listed in commands:
        lines += [f".SS {_text(' '.join(listed.words))}", *_command(listed)]
    lines += [".SH ENVIRONMENT", *_terms(_ENVIRONMENT.items())]
    lines += [".SH EXIT STATUS", *_terms((str(code.value), f"{meaning}.") for code, meaning in MEANING.items())]
    lines += [".SH EXAMPLES", ".EX", *map(_text, _EXAMPLES), ".EE"]
    return _HEAD.replace("{version}", _VERSION) + "\n".join(lines) + "\n"


def _command(listed: Listed) -> Iterator[str]:
    """Yield a command: how it is typed, what it does, its arguments and options."""
    words = [f"\\fB{_text(' '.join(listed.words))}\\fR"]
    words += ["[\\fIOPTIONS\\fR]" if piece == "[OPTIONS]" else _text(piece) for piece in _usage(listed)]
    yield " ".join(words)
    for paragraph in _help(listed.command):
        yield ".PP"
        yield from _lines(paragraph)
    yield from _parameters(listed)


def _usage(listed: Listed) -> list[str]:
    return list(listed.command.collect_usage_pieces(listed.context))


def _help(command: Any) -> list[str]:
    return [" ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n")]


def _parameters(listed: Listed) -> Iterator[str]:
    records = [parameter.get_help_record(listed.context) for parameter in listed.command.get_params(listed.context)]
    wanted = [(term, text) for term, text in filter(None, records) if not term.startswith("-h,")]
    return _terms((term.partition(" <")[0], text) for term, text in wanted)  # without the type of an argument


def _paragraphs(paragraphs: tuple[str, ...]) -> Iterator[str]:
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield ".PP"
        yield from _lines(paragraph)


def _terms(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in pairs:
        yield from (".TP", f"\\fB{_text(term)}\\fR", *_lines(text))


def _lines(text: str) -> Iterator[str]:
    """Yield a paragraph in lines that a reader of the source can read, too."""
    for line in textwrap.wrap(_text(text), 80, break_long_words=False, break_on_hyphens=False):
        yield f"\\&{line}" if line.startswith(".") else line


def _text(text: str) -> str:
    """Return a text as roff takes it: nothing of it is a request, and hyphens are those that are typed."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in plain)
