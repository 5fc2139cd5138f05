"""What each step of retrieval buys: the pack's own questions, or a BEIR collection, ranked after every step."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from content.questions import Question
from engine.evaluation.beir import STEPS, BeirReport, CascadeStep
from engine.evaluation.metrics import leads_to, mean
from engine.evaluation.record import all_links
from engine.evaluation.table import Table, decimal, percent
from engine.retrieve.retriever import Retriever
from engine.tokenize.question import read_question


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step on the answerable questions: shares with a right passage among the first, and the mean of 1/rank."""

    step: CascadeStep
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_5: float | None
    reciprocal_rank: float | None


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """All steps over `passages`, and the seconds that one question takes through all of them."""

    passages: int
    questions: int
    steps: tuple[StepFigures, ...]
    a_question: float


def retrieval_report(retriever: Retriever, questions: Sequence[Question]) -> RetrievalReport:
    """Rank all passages for each answerable question, after each step, before hiring answers are put in front.

    Follow-ups are left out: what they are searched by is not what they say.
    """
    asked = [question for question in questions if question.answerable and not question.after]
    passages = retriever.index.passages
    ranks: dict[CascadeStep, list[int]] = {step: [] for step in STEPS}
    seconds = 0.0
    for question in asked:
        start = time.perf_counter()
        scores = retriever.scores(read_question(question.ask, retriever.words))
        seconds += time.perf_counter() - start
        right = {number for number, passage in enumerate(passages) if leads_to(all_links(passage), question.sources)}
        for step in STEPS:
            order = scores.order(step)
            ranks[step].append(
                next((place for place, number in enumerate(order, 1) if number in right), len(order) + 1)
            )
    steps = tuple(_figures(step, ranks[step]) for step in STEPS)
    return RetrievalReport(len(passages), len(asked), steps, seconds / max(1, len(asked)))


def _figures(step: CascadeStep, ranks: Sequence[int]) -> StepFigures:
    return StepFigures(
        step,
        mean([rank <= 1 for rank in ranks]),
        mean([rank <= 3 for rank in ranks]),
        mean([rank <= 5 for rank in ranks]),
        mean([1 / rank for rank in ranks]),
    )


def retrieval_table(report: RetrievalReport) -> Table:
    """Return a row for each step."""
    rows = tuple(
        (
            STEPS[step.step],
            percent(step.hit_at_1),
            percent(step.hit_at_3),
            percent(step.hit_at_5),
            decimal(step.reciprocal_rank),
        )
        for step in report.steps
    )
    return Table(("after the step", "hit@1", "hit@3", "hit@5", "MRR"), rows)


def beir_table(report: BeirReport) -> Table:
    """Return a row for each step: nDCG@10 over all queries and each half of them, MRR@10 and recall@100 over all."""
    head = ("after the step", "nDCG@10", "half chosen on", "half held out", "MRR@10", "recall@100")
    rows = tuple(
        (
            STEPS[measured.step],
            decimal(measured.all.ndcg_at_10),
            decimal(measured.chosen_on.ndcg_at_10),
            decimal(measured.held_out.ndcg_at_10),
            decimal(measured.all.mrr_at_10),
            decimal(measured.all.recall_at_100),
        )
        for measured in report.steps
    )
    return Table(head, rows)


def beir_text(report: BeirReport) -> str:
    """Return the table, and what was searched in what time."""
    queries = report.steps[0].all.queries
    return (
        f"{beir_table(report).as_text()}\n\n{report.documents:,} documents in {report.passages:,} passages, {queries} "
        f"queries; indexed in {report.indexing:.1f} s, {1000 * report.a_query:.1f} ms a query."
    )
