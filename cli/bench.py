"""`portfolio bench`: how fast answers come on this machine, without a model and with each that is here."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from cli.candidates import generators
from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json
from cli.output import console, put, put_json, talk
from cli.resources import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from content.loader import Portfolio
    from engine.evaluation.pace import Pace
    from engine.llama.tuning import TunedChoice
    from engine.settings import Settings

_QUESTIONS = 4
"""How many of the pack's suggested questions are asked one by one."""


def bench(
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model", metavar="NAME", autocompletion=generators,
            help="Whom to time: a model of the catalogue, a path to a GGUF file, or `none`. May be given again. `none` "
            "and every model that is here by default.",
        ),
    ] = None,
    json: Json = False,
    content: Content = None,
) -> None:  # fmt: skip
    """Time answers on this machine, and say which model and settings suit it.

    The questions that the pack suggests are asked, one by one and then by 1, 4 and 8 visitors at once. How good the
    answers are is another question, which `portfolio eval` answers.
    """
    from content.loader import load_portfolio
    from engine.evaluation.pace import suited_model
    from engine.llama.machine import read_machine
    from engine.llama.tuning import choices

    settings = settings_for(content=content)
    portfolio = load_portfolio(settings.content)
    questions = portfolio.profile.suggested_questions[:_QUESTIONS]
    if not questions:
        raise CommandError("profile.yaml suggests no questions: write some below `suggested_questions`", ExitCode.USAGE)
    machine = read_machine()
    tuned = choices(settings, machine)  # before loading a model sets how threads wait
    paces = [_timed(name, portfolio, settings, questions) for name in model or _here(settings.cache_dir)]
    best = suited_model(paces)
    if json:
        put_json(
            {"machine": asdict(machine), "paces": list(map(asdict, paces)), "model": best, "why": _why(paces, best),
             "choices": list(map(asdict, tuned))}
        )  # fmt: skip
    else:
        _put(paces, _why(paces, best), tuned)


def _here(cache: Path) -> list[str]:
    from engine.settings import NO_MODEL
    from models.catalogue import load_catalogue
    from models.store import State, status_of

    llms = (artefact for artefact in load_catalogue().artefacts if artefact.role == "llm")
    return [NO_MODEL, *(one.key for one in llms if status_of(one, cache).state is State.PRESENT)]


def _timed(name: str, portfolio: Portfolio, settings: Settings, questions: tuple[str, ...]) -> Pace:
    from cli.progress import PullReport
    from engine.assistant import Assistant
    from engine.evaluation.pace import measure_pace

    talk(f"{name} …")
    chosen = replace(settings, model=name, llm_url="", answer_cache=False)
    with PullReport() as report:
        assistant = Assistant.open(portfolio, chosen, report)
        try:
            assistant.warm()
            return measure_pace(name, assistant, questions)
        finally:
            assistant.close()


def _why(paces: list[Pace], best: str) -> str:
    from engine.evaluation.pace import IN_TIME
    from engine.settings import NO_MODEL

    if best == NO_MODEL:
        wish = f"where one is wished for, none that was timed has its answers within {IN_TIME:g} s"
    else:
        took = next(pace.answer for pace in paces if pace.model == best)
        wish = f"where one is wished for, {best}: the largest whose answers stand within {IN_TIME:g} s ({took:.2f} s)"
    return (
        f"No language model (`model = auto`), since quotes are there at once and no small model chose better; {wish}."
    )


def _put(paces: list[Pace], why: str, tuned: tuple[TunedChoice, ...]) -> None:
    from rich.table import Table

    from engine.evaluation.pace import CROWDS

    heads = ("model", "mode", "first words", "answer", "tokens/s", "given", *(f"for {count}" for count in CROWDS))
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(table.columns):
        column.no_wrap, column.justify = True, "right" if place > 1 else "left"
    for pace in paces:
        speed = f"{pace.tokens_per_second:.0f}" if pace.tokens_per_second else "–"
        table.add_row(
            pace.model, pace.mode, f"{1000 * pace.first_words:,.0f} ms", f"{1000 * pace.answer:,.0f} ms", speed,
            f"{pace.forced_tokens:.0f}" if pace.forced_tokens else "–",
            *(f"{pace.answers_per_minute[count]:,.0f}" for count in CROWDS),
        )  # fmt: skip
    console().print(table)
    put(
        "\nOn the right: answers a minute, for as many visitors at once. tokens/s: those that the model chose. "
        "given: those that copy mode adds to an answer behind a choice, which are not decoded one by one."
    )
    put(f"\n{why}")
    for choice in tuned:
        put(f"  {choice.name}: {choice.value} ({choice.why})")
