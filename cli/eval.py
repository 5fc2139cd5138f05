"""`portfolio eval`: asks the pack's own questions and says how good the answers are."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.candidates import generators
from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, Json
from cli.output import put, put_json, talk
from cli.resources import settings_for

if TYPE_CHECKING:
    from content.questions import QuestionSet
    from engine.evaluation.beir import BeirReport
    from engine.evaluation.evaluate import Evaluator
    from engine.evaluation.report import HeldOut
    from engine.evaluation.run import Contestant, EvalRun

Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="Whom to ask: a model of the catalogue, a path to a GGUF file, or `none`; `NAME:copy` and `NAME:free` set "
        "the mode, `NAME@90` asks it 90 questions. May be given again. The configured model by default.",
        autocompletion=generators,
    ),
]


SAMPLE = 90
"""How many questions are enough beside a full run: a share of 90 % is then known to six points either way."""


def eval_(
    model: Models = None,
    all_models: Annotated[bool, typer.Option("--all-models", help="`none` and every model of the catalogue.")] = False,
    compare: Annotated[
        tuple[str, str] | None, typer.Option("--compare", metavar="A B", help="Two models, question by question.")
    ] = None,
    modes: Annotated[bool, typer.Option("--modes", help="Ask each model in its other mode, too.")] = False,
    peer: Annotated[
        bool, typer.Option("--peer", help="Ask each model in a plain RAG loop without checks, too.")
    ] = False,
    sample: Annotated[
        int, typer.Option("--sample", min=1, metavar="N", help="How many questions other modes and plain loops get.")
    ] = SAMPLE,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask only N questions, always the same ones.")
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option("--held-out", metavar="FILE", help="Ask the questions of this file, too: in tables of their own."),
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Print every miss: what was asked, expected and said.")
    ] = False,
    beir: Annotated[
        Path | None,
        typer.Option("--beir", metavar="DIR", help="Measure the retriever on a BEIR-format folder instead."),
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write every figure to a Markdown page, too.")
    ] = None,
    json: Json = False,
    content: Content = None,
) -> None:
    """Ask the pack's own questions, and print how good the answers are. Exit code 6 where a floor is broken.

    The questions, what a right answer holds, and the floors stand in the pack's questions.yaml. A run that is stopped
    goes on where it was; answers are asked for again when the content, the model or the engine has changed. --held-out
    is for questions on which nothing was set: their misses are not shown, so that they stay unknown to whoever sets
    things. With --write, --beir adds its figures to the page.
    """
    if beir is not None and write is None:
        _put_beir(beir, content, as_json=json)
        return
    names = [*compare] if compare else _names(model, all_models, content)
    evaluator = _evaluator(content)
    contestants = [_contestant(name) for name in names]
    runs = _runs(evaluator, contestants, limit)
    others = _runs(evaluator, _others(contestants, modes=modes, peer=peer), min(sample, limit or sample))
    unseen = _held_out(evaluator, contestants, held_out) if held_out else None
    if json:
        _put_json([*runs, *others], evaluator.questions, unseen)
    else:
        _put_tables([*runs, *others], evaluator.questions, misses=misses)
        if unseen:
            put(f"\nOn {unseen.name}\n\n{unseen.table.as_text()}\n\n{unseen.kinds.as_text()}")
        if compare:
            _put_comparison(runs)
    if write is not None:
        _write(write, evaluator, runs, others, unseen, beir)
    _hold_to_floors(runs, evaluator.questions)


def _names(model: list[str] | None, all_models: bool, content: Path | None) -> list[str]:
    from models.catalogue import load_catalogue

    if all_models:
        return ["none", *(artefact.key for artefact in load_catalogue().artefacts if artefact.role == "llm")]
    settings = settings_for(content=content)
    return model or ["none" if settings.quotes else settings.model]


def _contestant(name: str) -> Contestant:
    from engine.evaluation.run import Contestant

    named, at, count = name.rpartition("@")
    limit = int(count) if at and count.isdecimal() and int(count) else None
    name = named if limit else name
    model, _, mode = name.rpartition(":")
    match mode:
        case "quote" | "copy" | "free" if model:
            return Contestant(model, mode, limit=limit)
    return Contestant(name, limit=limit)


def _others(contestants: Sequence[Contestant], *, modes: bool, peer: bool) -> list[Contestant]:
    """Return the other mode of each model, and the plain loop around it, as far as they are wanted."""
    from engine.evaluation.run import Contestant
    from models.resolve import resolve_llm

    cache = settings_for().cache_dir
    found: list[Contestant] = []
    for who in contestants:
        if who.model == "none":
            continue
        if modes:
            mode = who.mode or resolve_llm(who.model, cache).mode
            found.append(Contestant(who.model, "copy" if mode == "free" else "free"))
        if peer:
            found.append(Contestant(who.model, peer=True))
    return list(dict.fromkeys(found))


def _evaluator(content: Path | None) -> Evaluator:
    from cli.progress import PullReport
    from content.loader import load_portfolio
    from content.questions import FILE, load_questions
    from engine.evaluation.evaluate import Evaluator

    settings = settings_for(content=content)
    portfolio = load_portfolio(settings.content)
    questions = load_questions(settings.content, portfolio)
    if questions is None:
        raise CommandError(f"{settings.content} has no {FILE}: write what visitors ask into it", ExitCode.NOT_FOUND)
    return Evaluator(portfolio, questions, settings, PullReport())


def _runs(evaluator: Evaluator, contestants: Sequence[Contestant], limit: int | None) -> list[EvalRun]:
    return [evaluator.run(contestant, contestant.limit or limit, _teller()) for contestant in contestants]


def _held_out(evaluator: Evaluator, contestants: Sequence[Contestant], path: Path) -> HeldOut:
    from content.questions import read_questions
    from engine.evaluation.report import HeldOut

    if not path.is_file():
        raise CommandError(f"there is no file {path}: name a file of questions", ExitCode.NOT_FOUND)
    questions = read_questions(path, evaluator.portfolio)
    everybody = [replace(contestant, limit=None) for contestant in contestants]
    return HeldOut(path.name, questions, _runs(evaluator.on(questions), everybody, None))


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


def _put_json(runs: Sequence[EvalRun], questions: QuestionSet, unseen: HeldOut | None) -> None:
    from engine.evaluation.report import SCHEMA_VERSION, run_json

    data = {
        "version": SCHEMA_VERSION,
        "floors": asdict(questions.floors),
        "runs": [run_json(run, questions) for run in runs],
    }
    put_json(data | ({"held_out": unseen.as_json()} if unseen else {}))


def _put_tables(runs: Sequence[EvalRun], questions: QuestionSet, *, misses: bool) -> None:
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


def _put_comparison(runs: Sequence[EvalRun]) -> None:
    from engine.evaluation.report import compare, comparison_text

    put(f"\n{comparison_text(compare(runs[0], runs[1]))}")


def _put_beir(folder: Path, content: Path | None, *, as_json: bool) -> None:
    from dataclasses import asdict

    from engine.evaluation.retrieval import beir_text

    report = _measure(folder, content)
    if as_json:
        put_json({"version": 1, "collection": folder.name, **asdict(report)})
    else:
        put(beir_text(report))


def _measure(folder: Path, content: Path | None) -> BeirReport:
    from cli.progress import PullReport
    from engine.evaluation.beir import BeirError, measure_beir, read_collection
    from engine.retrieve.library import open_embedder

    try:
        read_collection(folder)  # its faults are told before a model is loaded
        return measure_beir(folder, open_embedder(settings_for(content=content), PullReport()), talk)
    except BeirError as error:
        raise CommandError(str(error), ExitCode.USAGE) from error


def _write(
    path: Path, evaluator: Evaluator, runs: Sequence[EvalRun], others: Sequence[EvalRun], unseen: HeldOut | None,
    beir: Path | None,
) -> None:  # fmt: skip
    from content.files import write_file
    from engine.evaluation.page import EvalPage
    from models.catalogue import load_catalogue

    page = EvalPage(
        _command(),
        evaluator.questions,
        runs,
        others,
        evaluator.retrieval(),
        load_catalogue().recommended_llm.key,
        unseen,
        _measure(beir, None) if beir else None,
        beir.name if beir else "",
    )
    write_file(path, page.text(path.read_text(encoding="utf-8") if path.is_file() else ""))
    talk(f"{path} is written")


def _command() -> str:
    """Return the command that runs, for others: a folder of this machine is named without where it lies."""
    away = (Path(word).is_absolute() or ".." in Path(word).parts for word in sys.argv[1:])
    words = (Path(word).name if outside else word for word, outside in zip(sys.argv[1:], away, strict=True))
    return shlex.join(["portfolio", *words])


def _hold_to_floors(runs: Sequence[EvalRun], questions: QuestionSet) -> None:
    faults = [f"{run.contestant.label}: {item}" for run in runs for item in run.broken(questions)]
    if faults:
        sys.stdout.flush()
        for fault in faults:
            talk(fault)
        raise typer.Exit(ExitCode.BELOW_FLOOR)
