"""`portfolio check`: everything that is wrong with a pack, at once, and what is weak in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import ExitCode
from cli.failures import problem_data
from cli.options import Json
from cli.output import put, put_json, talk
from cli.resources import settings_for

if TYPE_CHECKING:
    from content.loader import Portfolio
    from content.problems import Problem
    from engine.events import Event
    from engine.settings import Settings


def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="The pack to check.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as problems: exit code 3.")] = False,
    no_ask: Annotated[bool, typer.Option("--no-ask", help="Do not ask the assistant the suggested questions.")] = False,
    json: Json = False,
) -> None:
    """List every problem of a content pack.

    Each is a line `file:line: what is wrong; what is expected`; exit code 3 where there is any. Files and folders that
    look meant but are not read are told first. What else is weak follows as warnings, once every file can be read: a
    code that is no language, a figure of Home that is worked out nowhere, a picture that breaks off, short sections,
    essays without links, figures without a source, questions without an answer.
    """
    from content.figures import figure_warnings
    from content.loader import load_portfolio
    from content.portrait import portrait_warnings
    from content.problems import ContentError
    from content.questions import load_questions
    from content.strays import strays
    from content.style import style_warnings
    from content.topology import missing_figures
    from content.tour import load_tour
    from engine.language.coverage import coverage_of, language_warnings
    from engine.language.language import FALLBACK
    from engine.settings import ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER

    settings = settings_for(content=folder)
    root = settings.content
    try:
        portfolio = load_portfolio(root)
        load_questions(root, portfolio)
        load_tour(root)
    except ContentError as error:
        # a folder that is not read is often why a link in a file leads nowhere
        _print(error.problems, [*strays(root)] if root.is_dir() else [], json)
        talk(f"{len(error.problems)} problem(s) in {root}")
        raise typer.Exit(ExitCode.BAD_CONTENT) from error
    with _asking(portfolio, settings, wanted=not no_ask) as answered:
        weak = style_warnings(root, answered, portfolio.profile.language)
        warnings = [*language_warnings(portfolio), *figure_warnings(portfolio), *portrait_warnings(portfolio), *weak]
    _print([], warnings, json)
    talk(f"language: {coverage_of(portfolio.profile.language)}")
    if portfolio.profile.language != FALLBACK and settings.embedder_of(portfolio.profile.language) == ENGLISH_EMBEDDER:
        talk(
            f"searched with a model that reads English; `portfolio models pull {MULTILINGUAL_EMBEDDER}` fetches another"
        )
    words = sum(document.words for document in portfolio.documents)
    said = f"{len(warnings)} warning(s)" if warnings else "no problems"
    if portfolio.drafts:
        talk(f"{len(portfolio.drafts)} draft(s), which nobody is shown: {', '.join(portfolio.drafts)}")
    if portfolio.topology.boxes and (missing := missing_figures(portfolio.topology)):
        talk(f"no drill: {missing} in topology.yaml adds one")
    talk(f"{root}: {len(portfolio.documents)} documents, {words:,} words, {said}")
    if strict and warnings:
        raise typer.Exit(ExitCode.BAD_CONTENT)


@contextmanager
def _asking(portfolio: Portfolio, settings: Settings, *, wanted: bool) -> Iterator[Callable[[str], bool] | None]:
    """Give a way to ask the assistant, by quoting alone; None where its embedding model is not here."""
    from engine.settings import is_built_in
    from models.catalogue import find, load_catalogue
    from models.store import State, status_of

    embedder = settings.embedder_of(portfolio.profile.language)
    own = find(embedder) if is_built_in(embedder) else load_catalogue().embedder
    here = status_of(own, settings.cache_dir).state is State.PRESENT
    if not wanted or not here:
        if wanted:
            needed = f"portfolio models pull {own.key}"
            talk(f"the suggested questions are not tried: `{needed}` fetches what that takes")
        yield None
        return
    from engine.assistant import Assistant

    talk("asking the assistant the suggested questions; --no-ask leaves that out")
    assistant = Assistant.open(portfolio, replace(settings, model="none"))
    try:
        yield lambda question: _answered(assistant.ask(question))
    finally:
        assistant.close()


def _answered(events: Iterable[Event]) -> bool:
    from engine.events import Answer

    return any(isinstance(event, Answer) and event.kind not in ("near", "not-in-portfolio") for event in events)


def _print(problems: tuple[Problem, ...] | list[Problem], warnings: list[Problem], json: bool) -> None:
    if json:
        put_json({"problems": [*map(problem_data, problems)], "warnings": [*map(problem_data, warnings)]})
        return
    for warning in warnings:
        put(f"{warning.file}:{warning.line}: warning: {warning.wrong}; {warning.expected}")
    for problem in problems:
        put(str(problem))
