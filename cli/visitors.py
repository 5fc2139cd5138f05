"""The commands that a visitor may run through a door (`ssh host ask "…"`): those that read, on the host's own pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import typer
from rich.cells import cell_len, set_cell_size
from typer.core import TyperGroup

from cli import ask, fit, read, resume, search, topology
from cli.exit_codes import CommandError, ExitCode
from cli.failures import Failure, in_words, wants_json
from cli.output import Colours, Visit, put, talk, visit
from content.links import LinkError
from content.safe_text import in_quotes

if TYPE_CHECKING:
    from content.loader import Portfolio
    from content.schema import LinkedFigure, Profile
    from engine.settings import Settings
    from tui.hosting.engine.questions import Questions
    from tui.hosting.host import Visitor
    from tui.hosting.stdio_router import Streams
    from tui.hosting.terminal import Terminal

_RESUME = "resume"
COMMANDS: dict[str, Callable[..., Any]] = {
    "ask": ask.ask,
    "services": read.services,
    "work": read.work,
    "essays": read.essays,
    "topology": topology.topology,
    "contact": read.contact,
    "search": search.search,
    "fit": fit.fit,
    _RESUME: resume.resume,
}
HIDDEN_OPTIONS = {"content", "model", "llm_url", "goes_on", "out", "replace", "card", "resume_file", "url"}
"""Options that name what is the host's, a file of it included, or go on with what was kept: not for visitors."""
_COLOURS: dict[str, Colours | None] = {"none": None, "16": "standard", "256": "256", "truecolor": "truecolor"}
HELP_FLAGS = ("help", "--help", "-h")

HELP = """\
{poster}

  ssh -t HOST                     opens the screens (so does ssh HOST)
  ssh -t HOST essays/SLUG         opens them at an essay; work/SLUG and topology/SLUG work, too
  ssh -t HOST open LINK           opens what `y` copied there, such as a topology that is broken

Without a terminal, or with a command, HOST answers in text:

{commands}
  ssh HOST help [COMMAND]         this page, or the options of a command

  ssh HOST ask "What do you do?"
  ssh HOST essays SLUG | less
  ssh HOST topology --format dot | dot -Tsvg
  ssh HOST fit < advertisement.txt
  ssh HOST resume.pdf > cv.pdf    and resume.md, resume.html, resume.json, resume.txt
  echo "How do you price work?" | ssh HOST ask

Exit codes: 0 done, 1 failed, 2 the command cannot be used as given, 4 nothing has that name, 130 stopped.
After a broken connection, `reset` gives you your terminal back."""


class VisitorCommands:
    """Runs visitors' commands on the host's portfolio and engine. Any thread may call it."""

    def __init__(
        self,
        portfolio: Portfolio,
        settings: Settings,
        questions: Questions,
        opened: Callable[[str], None] | None = None,
        sought: Callable[[list[str]], None] | None = None,
        address: str = "",
    ) -> None:
        """`opened` hears of every place that is printed, `sought` of what advertisements ask for and is not said.

        At `address` are the portfolio's pages.
        """
        self._sought, self._address = sought, address
        self._portfolio, self._settings, self._questions, self._opened = portfolio, settings, questions, opened

    def __call__(self, arguments: list[str], streams: Streams, terminal: Terminal, visitor: Visitor) -> int:  # noqa: ARG002
        """Run one command; what it prints goes to the streams of the calling context. Returns its exit code."""
        visit.set(
            Visit(
                self._settings,
                self._portfolio,
                self._questions.assistant_for(visitor),
                terminal.size.columns,
                _COLOURS[terminal.depth] if terminal.capable else None,
                self._sought,
                self._address,
            )
        )
        try:
            return self._run(arguments, terminal.size.columns)
        except typer.Exit as error:
            return error.exit_code
        except Exception as error:
            return _failure_of(error).tell(json=wants_json(arguments))

    def place(self, line: str) -> str | None:
        """Return the link that a line opens: `open LINK`, or a link that is no command; None for every other line."""
        from tui.deep_links import is_link, read_link

        opens, text = line.startswith("open "), line.removeprefix("open ").strip().strip("\"'")
        if not opens and not is_link(text):
            return None
        try:
            return read_link(text, self._portfolio).path
        except LinkError:
            return None

    def _run(self, arguments: list[str], columns: int) -> int:
        if not arguments or arguments[0] in HELP_FLAGS:
            if len(arguments) < 2:
                put(self._help())
                return ExitCode.DONE
            arguments = [arguments[1], "--help"]
        name, *rest = self._as_command(arguments)
        if name not in COMMANDS:
            raise CommandError(
                f"there is no {in_quotes(name[:40])} here: this host shows a portfolio and runs nothing else."
                f" It knows {', '.join(COMMANDS)} and help",
                ExitCode.USAGE,
            )
        if self._opened is not None:
            self._record(name, rest, self._opened)
        result = _group().main([name, *rest], prog_name="ssh HOST", standalone_mode=False, terminal_width=columns)
        return result if isinstance(result, int) else ExitCode.DONE

    def _as_command(self, arguments: list[str]) -> list[str]:
        """Turn a link (`open topology?break=data`) into the command that prints its page, and the name of a file
        (`resume.pdf`) into the one that writes it; leave all else alone."""
        from tui.deep_links import is_link, read_link
        from tui.navigation import RESUME_LINK

        file = PurePath(arguments[0])
        if file.stem == _RESUME and file.suffix:
            return [_RESUME, "--as", resume.form_of(file).value, *arguments[1:]]
        opens = arguments[0] == "open" and len(arguments) > 1
        link, *rest = arguments[1:] if opens else arguments
        if not opens and not is_link(link):
            return arguments
        try:
            place = read_link(link, self._portfolio)
        except LinkError as error:
            raise CommandError(str(error), ExitCode.NOT_FOUND if error.named else ExitCode.USAGE) from None
        if place.anchor == RESUME_LINK:
            return [_RESUME, *rest]
        if place.screen not in COMMANDS:
            raise CommandError(f"{place.screen} is a screen: `ssh -t HOST open {place.path}` opens it", ExitCode.USAGE)
        return [place.screen, *filter(None, (place.slug,)), *rest]

    def _record(self, name: str, rest: list[str], opened: Callable[[str], None]) -> None:
        """Say what is kept of a question; keep which document or list is read."""
        from engine.keep.visits import notice

        if name in ("ask", "fit"):
            talk(notice(self._settings))
        elif name != "search":
            place = f"{name}/{rest[0]}" if rest else name
            opened(place if self._portfolio.document(place) else name)

    def _help(self) -> str:
        commands = _group().commands
        lines = [f"  ssh HOST {name:<23}{commands[name].get_short_help_str(60)}" for name in COMMANDS]
        return HELP.format(poster=_poster(self._portfolio.profile), commands="\n".join(lines))


def _poster(profile: Profile) -> str:
    """Return what Home says of the owner: name, what is done, when there is time, and the figures."""
    said = [text for text in (profile.name, profile.subheadline, profile.availability) if text]
    wide = max((cell_len(figure.value) for figure in profile.figures), default=0)
    figures = [f"  {set_cell_size(each.value, wide)}  {_counted(each)} ({each.link})" for each in profile.figures]
    return "\n".join((*said, *([""] if said and figures else []), *figures))


def _counted(figure: LinkedFigure) -> str:
    return f"{figure.words}, {figure.basis}" if figure.basis else figure.words


def _group() -> TyperGroup:
    """Return the commands, made anew: Typer keeps the arguments of a call inside of the command that was called."""
    app = typer.Typer(
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
        add_completion=False,
        rich_markup_mode=None,
    )
    for name, function in COMMANDS.items():
        app.command(name)(function)
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    for command in group.commands.values():
        command.params = [parameter for parameter in command.params if parameter.name not in HIDDEN_OPTIONS]
    return group


def _failure_of(error: Exception) -> Failure:
    """Return what is the visitor's to know. Anything else is the host's, and goes to its log."""
    from engine.tokenize.checks import QuestionError
    from tui.hosting.engine.process import EngineGoneError

    match error:
        case typer.TyperException():
            return Failure(f"{in_words(error)}. `ssh HOST help` lists what works.", ExitCode.USAGE)
        case CommandError():
            return Failure(str(error), error.code)
        case QuestionError():
            return Failure(str(error), ExitCode.USAGE)
        case EngineGoneError():
            return Failure(str(error), ExitCode.FAILED)
    raise error
