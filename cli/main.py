"""The `portfolio` command: puts the groups together, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.help import EPILOG, Headed
from cli.options import BEFORE_COMMAND, Content, LlmUrl, Model, Plain
from cli.version import VERSION

app = typer.Typer(
    name="portfolio",
    cls=Headed,
    help="A portfolio that runs in the terminal. Without a command it opens its screens.",
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"portfolio {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def portfolio(
    context: typer.Context,
    content: Content = None,
    model: Model = None,
    llm_url: LlmUrl = None,
    plain: Plain = False,
    watch: Annotated[bool, typer.Option("--watch", help="Reload the content in the open screens on save.")] = False,
    version: Annotated[  # noqa: ARG001 -- its callback prints and exits
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A portfolio that runs in the terminal. Without a command it opens its screens."""
    BEFORE_COMMAND.set({"content": content, "model": model, "llm_url": llm_url})
    if context.invoked_subcommand is None:
        from cli.screens import open_screens

        open_screens(plain=plain, watch=watch)


def main() -> None:
    """Run the command line; the console script's entry."""
    gc.set_threshold(50_000)  # what start-up makes stays: looking through it 80 times costs a third of a command
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads wait for each other longer than they compute
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some reads every package's metadata
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code. Nothing raised inside reaches the caller."""
    try:
        result = app(arguments, prog_name="portfolio", standalone_mode=False)
    except BaseException as error:  # the one place where failures become sentences
        if os.environ.get("PORTFOLIO_DEBUG"):
            raise
        return _explain(error)
    return result if isinstance(result, int) else ExitCode.DONE


def _explain(error: BaseException) -> int:
    """Print what went wrong, in words, and return the exit code for it."""
    from cli.output import talk
    from content.problems import ContentError
    from engine.question import QuestionError
    from engine.settings import SettingsError
    from models.errors import ModelError, UnknownModelError

    match error:
        case typer.Exit():
            return error.exit_code
        case typer.TyperException():
            show = getattr(error, "show", None)
            show() if show else talk(f"portfolio: {error}")
            return ExitCode.USAGE
        case KeyboardInterrupt() | typer.Abort():
            talk("")
            return ExitCode.INTERRUPTED
        case BrokenPipeError():
            _close_stdout()
            return ExitCode.DONE
        case CommandError():
            talk(f"portfolio: {error}")
            return error.code
        case ContentError():
            talk(str(error))
            talk(f"portfolio: the content has {len(error.problems)} problem(s)")
            return ExitCode.BAD_CONTENT
        case QuestionError() | SettingsError():
            talk(f"portfolio: {error}")
            return ExitCode.USAGE
        case UnknownModelError():
            talk(f"portfolio: {error}")
            return ExitCode.NOT_FOUND
        case ModelError():
            talk(f"portfolio: {error}")
            return ExitCode.NO_MODEL
        case OSError():
            where = f" ({error.filename})" if error.filename else ""
            talk(f"portfolio: {error.strerror or error}{where}")
            return ExitCode.FAILED
    talk(f"portfolio: something unexpected failed ({type(error).__name__}: {error}).")
    talk("Set PORTFOLIO_DEBUG=1 and run it again to see where.")
    return ExitCode.FAILED


def _close_stdout() -> None:
    """A reader such as `head` is gone: point stdout at nothing, so that the interpreter's last flush is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
