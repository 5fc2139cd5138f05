"""`portfolio ask --trace`: the passages with their scores, and the waterfall of the stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from engine.events import Answer, Retrieved

WATERFALL = 32
"""Columns of the waterfall's bars."""


def print_trace(answer: Answer, retrieved: Retrieved | None, console: Console) -> None:
    """Print what was found, what was decided, and what it took."""
    console.print()
    if retrieved is not None:
        console.print(_passages(retrieved))
        verdict = "answerable" if retrieved.answerable else "not answerable"
        console.print(
            Text(f"{verdict}: {retrieved.confidence:.2f} against {retrieved.threshold:.2f} ({retrieved.reason})")
        )
        console.print()
    console.print(_waterfall(answer))
    trace = answer.trace
    figures = [f"model {trace.model}", f"mode {trace.mode}", f"{trace.seconds:.2f} s in all"]
    if trace.first_token is not None:
        figures.append(f"first token after {trace.first_token:.2f} s")
    if trace.generated_tokens:
        figures.append(f"{trace.generated_tokens} tokens generated")
        figures.append(f"{trace.prompt_tokens} in the prompt, {trace.reused_tokens} of them kept from before")
    if trace.tokens_per_second:
        figures.append(f"{trace.tokens_per_second:.1f} tokens/s")
    figures.append(f"{trace.withheld} sentence(s) withheld")
    console.print(Text(", ".join(figures)))


def _passages(retrieved: Retrieved) -> Table:
    table = Table("", "passage", *("dense", "lexical", "fused", "rerank"), title="Passages", title_justify="left")
    for column in table.columns[2:]:
        column.justify = "right"
    kept = 0
    for candidate in retrieved.candidates:
        kept += candidate.kept
        scores = (candidate.dense, candidate.lexical, candidate.fused, candidate.rerank)
        table.add_row(
            f"[{kept}]" if candidate.kept else "",
            Text(candidate.passage.heading),
            *("-" if score is None else f"{score:.3f}" for score in scores),
            style="" if candidate.kept else "dim",
        )
    return table


def _waterfall(answer: Answer) -> Table:
    total = max(answer.trace.seconds, 1e-9)
    table = Table("stage", "starts", "takes", "", title="Stages", title_justify="left")
    for stage in answer.trace.stages:
        before = round(WATERFALL * stage.start / total)
        length = max(1, round(WATERFALL * stage.seconds / total))
        bar = Text(" " * before + "█" * min(length, WATERFALL - before), style="cyan")
        table.add_row(stage.stage, f"{stage.start:.3f} s", f"{stage.seconds:.3f} s", bar)
    return table
