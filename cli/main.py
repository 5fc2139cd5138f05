"""The `portfolio` command: opens the screens or runs a command, and turns every failure into a sentence and a code."""

from __future__ import annotations

import gc
import os
import sys

from cli.exit_codes import ExitCode
from cli.streams import prepare_streams


def main() -> None:
    """Run the command line; the console script's entry."""
    gc.set_threshold(50_000)  # what start-up makes stays: looking through it 80 times costs a third of a command
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads wait for each other longer than they compute
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads every package's metadata
    prepare_streams()
    _name_a_home()
    if _only_asks(sys.argv[1:]):
        gc.disable()  # the process ends with its answer: to look through it once is 12 ms of the first words
    sys.exit(run(sys.argv[1:]))


def _name_a_home() -> None:
    """Give a user who has no home folder one that is not there: libraries ask for it, and fail without."""
    if not os.environ.get("HOME", "").startswith("/"):
        os.environ.pop("HOME", None)
        if os.path.expanduser("~") == "~":  # noqa: PTH111 -- which raises
            os.environ["HOME"] = "/nonexistent"  # as Debian calls it


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code. Nothing raised inside reaches the caller."""
    try:
        if arguments[:1] == ["__complete"]:
            return _complete(arguments[1:])
        if _opens_screens(arguments):
            return _open(arguments)
        return _ask(arguments[1:]) if _only_asks(arguments) else _command(arguments)
    except BaseException as error:  # the one place where failures become sentences
        if os.environ.get("PORTFOLIO_DEBUG"):
            raise
        from cli.failures import wants_json

        return _explain(error, json=wants_json(arguments))


def _opens_screens(arguments: list[str]) -> bool:
    """Whether these are `portfolio` or `portfolio open LINK`, whose first frame need not wait 45 ms for Typer."""
    return not arguments or (len(arguments) == 2 and arguments[0] == "open" and not arguments[1].startswith("-"))


def _open(arguments: list[str]) -> int:
    from cli.screens import open_at, open_screens

    open_at(arguments[1]) if arguments else open_screens()
    return ExitCode.DONE


def _only_asks(arguments: list[str]) -> bool:
    """Whether this is `portfolio ask QUESTION` without an option, which does without Typer, too."""
    return arguments[:1] == ["ask"] and len(arguments) > 1 and not any(word.startswith("-") for word in arguments)


def _ask(words: list[str]) -> int:
    from cli.asking import ask_and_print

    ask_and_print(words)
    return ExitCode.DONE


def _complete(arguments: list[str]) -> int:
    """Answer a shell, whose script in `cli/shells` says which it is and what is typed."""
    from cli.complete import complete

    return complete(arguments[0] if arguments else "", arguments[1:])


def _command(arguments: list[str]) -> int:
    from cli.app import run_command

    return run_command(arguments)


def _explain(error: BaseException, *, json: bool) -> int:
    """Print what went wrong, in words, and return the exit code for it."""
    from cli.failures import failure_of

    if isinstance(error, BrokenPipeError):
        _close_stdout()
        return ExitCode.DONE
    try:
        return failure_of(error).tell(json=json)
    except BrokenPipeError:
        _close_stdout()
        return failure_of(error).code


def _close_stdout() -> None:
    """A reader such as `head` is gone: point stdout at nothing, so that the interpreter's last flush is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
