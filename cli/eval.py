"""`portfolio eval`: asks the pack's own questions and says how good the answers are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json, settings_for
from cli.output import put, put_json, talk

if TYPE_CHECKING:
    from content.questions import QuestionSet
    from engine.evaluate import Contestant, Evaluator, Run

Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Whom to ask: a model of the catalogue, a path to a GGUF file, or `none`; `NAME:copy` and `NAME:free` set "
        "the mode. May be given again. The configured model by default.",
    ),
]


def eval_(
    model: Models = None,
    all_models: Annotated[bool, typer.Option("--all-models", help="`none` and every model of the catalogue.")] = False,
    peer: Annotated[
        bool, typer.Option("--peer", help="Ask the same models in a plain RAG loop without checks, too.")
    ] = False,
    compare: Annotated[
        tuple[str, str] | None, typer.Option("--compare", metavar="A B", help="Two models, question by question.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask only N questions, always the same ones.")
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Print every miss: what was asked, expected and said.")
    ] = False,
    json: Json = False,
    content: Content = None,
) -> None:
    """Ask the pack's own questions, and print how good the answers are. Exit code 6 where a floor is broken.

    The questions, what a right answer holds, and the floors stand in the pack's questions.yaml. A run that is stopped
    goes on where it was; answers are asked for again when the content, the model or the engine has changed.
    """
    names = [*compare] if compare else _names(model, all_models, content)
    evaluator = _evaluator(content)
    runs = _runs(evaluator, [_contestant(name) for name in names], limit)
    peers = _runs(evaluator, _peers_of(names), limit) if peer else []
    everyone = [*runs, *peers]
    if json:
        _put_json(everyone, evaluator.questions)
    else:
        _put_tables(everyone, evaluator.questions, misses=misses)
        if compare:
            _put_comparison(runs)
    _hold_to_floors(runs, evaluator.questions)


def _names(model: list[str] | None, all_models: bool, content: Path | None) -> list[str]:
    from models.catalogue import load_catalogue

    if all_models:
        return ["none", *(artefact.key for artefact in load_catalogue().artefacts if artefact.role == "llm")]
    return model or [settings_for(content=content).model]


def _contestant(name: str) -> Contestant:
    from engine.evaluate import Contestant

    model, _, mode = name.rpartition(":")
    match mode:
        case "quote" | "copy" | "free" if model:
            return Contestant(model, mode)
    return Contestant(name)


def _peers_of(names: Sequence[str]) -> list[Contestant]:
    from engine.evaluate import Contestant

    models = dict.fromkeys(_contestant(name).model for name in names)
    return [Contestant(model, peer=True) for model in models if model != "none"]


def _evaluator(content: Path | None) -> Evaluator:
    from cli.progress import PullReport
    from content.loader import load_portfolio
    from content.questions import FILE, load_questions
    from engine.evaluate import Evaluator

    settings = settings_for(content=content)
    portfolio = load_portfolio(settings.content)
    questions = load_questions(settings.content, portfolio)
    if questions is None:
        raise CommandError(f"{settings.content} has no {FILE}: write what visitors ask into it", ExitCode.NOT_FOUND)
    return Evaluator(portfolio, questions, settings, PullReport())


def _runs(evaluator: Evaluator, contestants: Sequence[Contestant], limit: int | None) -> list[Run]:
    return [evaluator.run(contestant, limit, _teller()) for contestant in contestants]


def _teller() -> Callable[[str, int, int], None]:
    """Return a listener that tells the person how far a run is: at most every ten seconds, and at its end."""
    began = said = time.monotonic()

    def tell(label: str, done: int, count: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < 10 and (done < count or now - began < 1):
            return
        said = now
        left = (now - began) / done * (count - done)
        talk(f"{label}: {done} of {count}" + (f", about {left:.0f} s to go" if left >= 1 else ""))

    return tell


def _put_json(runs: Sequence[Run], questions: QuestionSet) -> None:
    from engine.evaluation.report import SCHEMA_VERSION, run_json

    floors = questions.floors.model_dump()
    put_json({"version": SCHEMA_VERSION, "floors": floors, "runs": [run_json(run, questions) for run in runs]})


def _put_tables(runs: Sequence[Run], questions: QuestionSet, *, misses: bool) -> None:
    from engine.evaluation.report import figures_table, kinds_table, miss_text, misses_table
    from engine.evaluation.threshold import curve_of, curve_text

    put(figures_table(runs, questions).as_text())
    put(f"\n{misses_table(runs).as_text()}")
    put(f"\n{kinds_table(runs).as_text()}")
    curve = next((curve for run in runs if (curve := curve_of(run.verdicts)) is not None), None)
    if curve is not None:
        put(f"\nWhether to answer: confidence against a threshold (area under the curve {curve.area:.3f})\n")
        put(curve_text(curve))
    for run in runs if misses else ():
        put(f"\n{run.contestant.label}: every miss\n")
        put("\n\n".join(miss_text(verdict) for verdict in run.verdicts if verdict.misses))


def _put_comparison(runs: Sequence[Run]) -> None:
    from engine.evaluation.report import compare, comparison_text

    put(f"\n{comparison_text(compare(runs[0], runs[1]))}")


def _hold_to_floors(runs: Sequence[Run], questions: QuestionSet) -> None:
    faults = [f"{run.contestant.label}: {item}" for run in runs for item in run.broken(questions)]
    if faults:
        sys.stdout.flush()
        for fault in faults:
            talk(fault)
        raise typer.Exit(ExitCode.BELOW_FLOOR)
