"""The commands by name, each imported when it is called: `--help` needs none of them, a command only itself."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.models import TyperInfo

_READ, OWN = "Read", "Own and host"


@dataclass(frozen=True, slots=True)
class Listed:
    """A command or a group of commands: where it is (`module:name`), its heading in the list, its line there."""

    where: str
    heading: str
    line: str


ENTRIES: dict[str, Listed] = {
    "ask": Listed("cli.ask:ask", _READ, "Ask about the work, the systems, or hiring."),
    "services": Listed("cli.read:services", _READ, "The services: what each one brings, and how it runs."),
    "work": Listed("cli.read:work", _READ, "Case studies and projects."),
    "essays": Listed("cli.read:essays", _READ, "Essays, newest first."),
    "topology": Listed("cli.topology:topology", _READ, "The backend topology: its diagram and its boxes."),
    "contact": Listed("cli.read:contact", _READ, "How to get in touch, and the answers to hiring questions."),
    "search": Listed("cli.search:search", _READ, "Search all content, by words and by meaning."),
    "fit": Listed("cli.fit:fit", _READ, "Hold a job advertisement against the portfolio."),
    "resume": Listed(
        "cli.resume:resume",
        _READ,
        "The portfolio as a résumé, to read, to print or to take along.",
    ),
    "open": Listed("cli.read:open_", _READ, "Open the screens at a room, document or section."),
    "tour": Listed("cli.tour:tour", _READ, "Watch the tour of the screens, or record it."),
    "init": Listed("cli.init:init", OWN, "Make a content pack of your own."),
    "new": Listed("cli.new:new", OWN, "Begin an essay, a project or a case study in your pack."),
    "import": Listed("cli.import_:import_", OWN, "Bring a résumé or a blog into a pack."),
    "export": Listed("cli.export:export", OWN, "Write the portfolio as web pages or as a résumé."),
    "check": Listed("cli.check:check", OWN, "List every problem of a content pack."),
    "eval": Listed("cli.eval:eval_", OWN, "Ask the pack's own questions, and print how good the answers are."),
    "bench": Listed("cli.bench:bench", OWN, "Time answers on this machine, and say which model and settings suit it."),
    "insights": Listed("cli.insights:insights", OWN, "Show what visitors asked, and what had no answer."),
    "index": Listed("cli.index:index", OWN, "Build the search index now, where it is not there."),
    "doctor": Listed("cli.doctor:doctor", OWN, "Tell what is here, what was chosen and why, and what is missing."),
    "completion": Listed("cli.completion:completion", OWN, "Have your shell complete commands, options and slugs."),
    "inbox": Listed("cli.inbox:app", OWN, "The messages that visitors left."),
    "cache": Listed("cli.cache:app", OWN, "The answers that are kept: stat, clear; and where all lies: path."),
    "models": Listed("cli.models:app", OWN, "The model files: list, pull, verify, remove."),
    "deploy": Listed(
        "cli.deploy:deploy",
        OWN,
        "Write what puts this portfolio on another machine, and print the three commands that follow.",
    ),
    "serve": Listed("cli.serve:app", OWN, "Host the portfolio for visitors."),
}
"""Every command, in the order of the list. A test holds the lines against the commands' own first sentences."""


class Commands(MutableMapping[str, Any]):
    """The commands as Typer's group wants them: a mapping by name, which makes each when it is looked up.

    Made anew for each group, since Typer keeps the arguments of a call inside of the command that was called.
    """

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _command(name, ENTRIES[name])
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(ENTRIES)

    def __len__(self) -> int:
        return len(ENTRIES)


def _command(name: str, entry: Listed) -> Any:
    module, _, attribute = entry.where.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group_from_info(
            TyperInfo(found), pretty_exceptions_short=True, rich_markup_mode=None, suggest_commands=True
        )
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name, cls=CommandAsGiven)(found)
    return typer.main.get_command(alone)


class AsGiven:
    """A command whose parameters take as given what is absent, and text for a text; the rest goes through Typer.

    Its validators are pydantic's, which takes 45 ms of every command to build them.
    """

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, each with its own way to process a value."""
        parameters = super().get_params(ctx)  # type: ignore[misc]  # that of the command that this is mixed into
        for parameter in parameters:
            vars(parameter).setdefault("process_value", partial(_process, parameter))
        return parameters


class CommandAsGiven(AsGiven, TyperCommand):
    """A command of ours."""


def _process(parameter: Any, context: Any, value: Any) -> Any:
    if context.resilient_parsing:  # for a completion or a help, which call nothing with it
        return value
    one, wanted = parameter.nargs == 1 and not parameter.multiple, parameter.type_descriptor.annotation
    absent = one and value is None and not parameter.required
    if absent or (one and wanted is str and isinstance(value, str)):
        return parameter.callback(context, parameter, value) if parameter.callback else value
    if value and wanted == list[str] and not parameter.callback and all(isinstance(each, str) for each in value):
        return list(value)
    return type(parameter).process_value(parameter, context, value)
