"""The command line as Typer knows it: the options before a command, and the commands of `cli.commands`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.failures import in_words, wants_json
from cli.help import EPILOG, Headed
from cli.options import Content, LlmUrl, Model, Plain
from cli.output import talk
from cli.resources import BEFORE_COMMAND

_VERSION = "0.1.0"
"""As a constant: asking the installed package for it takes 20 ms. A test holds it against the package."""

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
        typer.echo(f"portfolio {_VERSION}")
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


def run_command(arguments: list[str]) -> int:
    """Run a command line and return its exit code. What the command raises goes on, except what Typer means by it."""
    try:
        result = app(arguments, prog_name="portfolio", standalone_mode=False)
    except typer.Exit as end:
        return end.exit_code
    except SystemExit as end:  # Typer's end, and Rich's, where a reader such as `head` is gone
        raise BrokenPipeError from end
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        if wants_json(arguments):
            raise CommandError(in_words(error), ExitCode.USAGE) from error
        show = getattr(error, "show", None)
        show() if show else talk(f"portfolio: {error}")
        return ExitCode.USAGE
    return result if isinstance(result, int) else ExitCode.DONE
