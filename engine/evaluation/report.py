"""Runs as tables and JSON, and two runs beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any, get_args

from content.questions import QuestionSet
from engine.evaluation.metrics import CEILINGS, Miss, Verdict
from engine.evaluation.run import EvalRun
from engine.evaluation.table import Table, decimal, percent, times
from engine.evaluation.threshold import curve_of

SCHEMA_VERSION = 1

FIGURES: tuple[tuple[str, Callable[[EvalRun], str], str], ...] = (
    ("questions, answerable among them", lambda run: f"{run.figures.questions}, {run.figures.answerable}", ""),
    ("mode", lambda run: run.mode, ""),
    ("retrieval: hit@1", lambda run: percent(run.figures.hit_at_1), ""),
    ("retrieval: hit@3", lambda run: percent(run.figures.hit_at_3), ""),
    ("retrieval: hit@5", lambda run: percent(run.figures.hit_at_5), "hit_at_5"),
    ("retrieval: MRR", lambda run: decimal(run.figures.reciprocal_rank), ""),
    ("right source cited", lambda run: percent(run.figures.right_source), "right_source"),
    ("  of those answered", lambda run: percent(run.figures.right_source_answered), ""),
    ("required facts present", lambda run: percent(run.figures.facts), "facts"),
    ("  of those answered", lambda run: percent(run.figures.facts_answered), ""),
    ("first sentence holds a fact", lambda run: percent(run.figures.leads), ""),
    ("follow-ups right", lambda run: percent(run.figures.follow_ups), ""),
    ("nearest sentence shown as the nearest", lambda run: str(run.figures.near), ""),
    ("abstains where it should", lambda run: percent(run.figures.abstains), "abstains"),
    ("abstains where it should not", lambda run: percent(run.figures.wrongly_abstains), "wrongly_abstains"),
    ("unsupported sentences shown", lambda run: f"{run.figures.unsupported} of {run.figures.sentences}", "unsupported"),
    ("sentences withheld", lambda run: str(run.figures.withheld), ""),
    ("answers given up for quotes", lambda run: str(run.figures.fallbacks), ""),
    ("words an answer", lambda run: decimal(run.figures.words, 0), ""),
    ("sentences an answer", lambda run: decimal(run.figures.length, 1), ""),
    ("sentences in the order of their text", lambda run: percent(run.figures.in_order), ""),
    ("first words, p50 / p95", lambda run: times(run.figures.first_p50, run.figures.first_p95), ""),
    ("whole answer, p50 / p95", lambda run: times(run.figures.seconds_p50, run.figures.seconds_p95), ""),
    ("load average meanwhile", lambda run: decimal(run.figures.load, 1), ""),
)
"""The rows of the main table: what it is called, how it reads, and the floor that it is held to."""


def figures_table(runs: Sequence[EvalRun], questions: QuestionSet) -> Table:
    """Return a column for each run. A figure that breaks its floor has a `!` behind it."""
    rows = []
    for name, cell, floor in FIGURES:
        bound = getattr(questions.floors, floor) if floor else None
        sign = "at most" if floor in CEILINGS else "at least"
        wanted = "" if bound is None else f"{sign} {percent(bound)}"
        cells = (
            cell(run) + (" !" if any(item.name == floor for item in run.broken(questions)) else "") for run in runs
        )
        rows.append((name, *cells, wanted))
    return Table(("", *(run.contestant.label for run in runs), "floor"), tuple(rows))


def kinds_table(runs: Sequence[EvalRun]) -> Table:
    """Return how many of the unanswerable questions each run abstained from, kind by kind."""
    kinds = sorted({str(v.question.kind) for run in runs for v in run.verdicts if not v.question.answerable})
    rows = []
    for kind in kinds:
        cells = []
        for run in runs:
            verdicts = [verdict for verdict in run.verdicts if verdict.question.kind == kind]
            cells.append(f"{sum(verdict.abstained for verdict in verdicts)} of {len(verdicts)}")
        rows.append((kind, *cells))
    return Table(("abstains, by kind of question", *(run.contestant.label for run in runs)), tuple(rows))


@dataclass(frozen=True)
class HeldOut:
    """Runs on questions of the file `name`, on which nothing was set. It has no list of misses: to read is to set."""

    name: str
    questions: QuestionSet
    runs: Sequence[EvalRun]

    @property
    def table(self) -> Table:
        """A column of figures for each run."""
        return figures_table(self.runs, self.questions)

    @property
    def kinds(self) -> Table:
        """What was abstained from, kind by kind."""
        return kinds_table(self.runs)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON-ready data."""
        figures = [{"model": run.contestant.model, "figures": asdict(run.figures)} for run in self.runs]
        return {"file": self.name, "runs": figures}


def misses_table(runs: Sequence[EvalRun]) -> Table:
    """Return how many answers have which miss, each answer under its worst."""
    counts = [Counter(verdict.misses[-1] if verdict.misses else "right" for verdict in run.verdicts) for run in runs]
    rows = tuple((name, *(str(count[name]) for count in counts)) for name in ("right", *get_args(Miss)))
    return Table(("answers", *(run.contestant.label for run in runs)), rows)


def miss_text(verdict: Verdict) -> str:
    """Return a miss as lines: what was asked, what was wrong, what was said."""
    record = verdict.record
    lines = [verdict.question.identity, f"    {', '.join(verdict.misses)}"]
    if verdict.question.answerable:
        place = f"rank {verdict.rank}" if verdict.rank else "not among the candidates"
        lines.append(f"    expected {' or '.join(verdict.question.sources)} ({place})")
        lines += [f"    lacks {' or '.join(fact)}" for fact in verdict.missing if not verdict.abstained]
    if record.confidence is not None and record.threshold is not None:
        lines.append(f"    confidence {record.confidence:.3f}, threshold {record.threshold:.2f}: {record.reason}")
    lines += [f"    unsupported: {item.sentence} ({item.reason})" for item in verdict.unsupported]
    if record.cited:
        lines.append(f"    cited {', '.join(dict.fromkeys(passage.link for passage in record.cited))}")
    lines.append(f"    said ({record.kind}): {record.text}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs on the questions that both were asked: what only one of them answered usefully.

    `chance` is how likely a difference at least this large is if neither is better (exact sign test, two-sided).
    """

    first: EvalRun
    second: EvalRun
    only_first: tuple[Verdict, ...]
    only_second: tuple[Verdict, ...]
    chance: float


def compare(first: EvalRun, second: EvalRun) -> Comparison:
    """Compare two runs on the questions that both were asked."""
    both = {v.question.identity for v in first.verdicts} & {v.question.identity for v in second.verdicts}
    one, other = first.on(both), second.on(both)
    useful = {verdict.question.identity: verdict.useful for verdict in other.verdicts}
    only_first = tuple(v for v in one.verdicts if v.useful and not useful[v.question.identity])
    useful_first = {verdict.question.identity: verdict.useful for verdict in one.verdicts}
    only_second = tuple(v for v in other.verdicts if v.useful and not useful_first[v.question.identity])
    return Comparison(one, other, only_first, only_second, sign_test(len(only_first), len(only_second)))


def sign_test(wins: int, losses: int) -> float:
    """Return the two-sided probability of a split at least as uneven as `wins` to `losses` by the toss of a coin."""
    count = wins + losses
    tail: float = sum(comb(count, number) for number in range(min(wins, losses) + 1)) / 2**count
    return min(1.0, 2 * tail)


def chance_text(chance: float) -> str:
    """Return a probability as it is reported."""
    return "p < 0.001" if chance < 0.001 else f"p = {chance:.3f}"


def comparison_text(comparison: Comparison) -> str:
    """Return what only one of two runs got right, and whether that says anything."""
    one, other = comparison.first.contestant.label, comparison.second.contestant.label
    lines = [
        f"Right only with {one}: {len(comparison.only_first)}; only with {other}: {len(comparison.only_second)}. "
        f"Sign test: {chance_text(comparison.chance)}."
    ]
    for label, verdicts in ((one, comparison.only_first), (other, comparison.only_second)):
        lines += ["", f"Only with {label}:", *(f"  {verdict.question.identity}" for verdict in verdicts)]
    return "\n".join(lines)


def run_json(run: EvalRun, questions: QuestionSet) -> dict[str, Any]:
    """Return a run as JSON-ready data: figures, broken floors, the curve, every miss."""
    curve = curve_of(run.verdicts)
    return {
        "model": run.contestant.model,
        "mode": run.mode,
        "peer": run.contestant.peer,
        "figures": asdict(run.figures),
        "broken": [asdict(item) for item in run.broken(questions)],
        "threshold": asdict(curve) if curve else None,
        "misses": [_miss_json(verdict) for verdict in run.verdicts if verdict.misses],
    }


def _miss_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "ask": verdict.question.ask,
        "after": verdict.question.after,
        "kind": verdict.question.kind,
        "misses": verdict.misses,
        "sources": verdict.question.sources,
        "rank": verdict.rank,
        "missing": verdict.missing,
        "unsupported": [asdict(item) for item in verdict.unsupported],
        "said": verdict.record.text,
        "as": verdict.record.kind,
        "cited": [passage.link for passage in verdict.record.cited],
        "confidence": verdict.record.confidence,
        "reason": verdict.record.reason,
    }
