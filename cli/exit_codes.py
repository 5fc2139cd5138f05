"""Exit codes, in one place: what ended the command, for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from content.safe_text import in_quotes


class ExitCode(IntEnum):
    """Documented in `portfolio --help` and in the README."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BAD_CONTENT = 3
    NOT_FOUND = 4
    NO_MODEL = 5
    BELOW_FLOOR = 6
    INTERRUPTED = 130


MEANING = {
    ExitCode.DONE: "done; also when the honest answer is that the portfolio does not say",
    ExitCode.FAILED: "something went wrong on this machine (disk, network, memory, a llama.cpp of another processor)",
    ExitCode.USAGE: "the command, an option or the question cannot be used as given",
    ExitCode.BAD_CONTENT: "the content pack has faults; each is printed as file:line",
    ExitCode.NOT_FOUND: "nothing has that name; the nearest names are printed",
    ExitCode.NO_MODEL: "a model file is missing or damaged and could not be fetched",
    ExitCode.BELOW_FLOOR: "`portfolio eval` found a figure below the floor that the pack sets",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C",
}


class CommandError(Exception):
    """Ends a command with one sentence on stderr and an exit code."""

    def __init__(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.code = code


def not_found(name: str, known: Sequence[str]) -> CommandError:
    """Return the error that nothing has that name, with the nearest names."""
    import difflib

    near = difflib.get_close_matches(name, known, n=3, cutoff=0.3) or list(known)[:3]
    return CommandError(f"nothing here is called {in_quotes(name)}; the nearest: {', '.join(near)}", ExitCode.NOT_FOUND)
