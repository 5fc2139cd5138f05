"""Stage 5 as a page: the waterfall of the whole answer, and each sentence with its support and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from engine.events import Answer, Passage, Sentence
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text
from tui.drawing.prose.runs import Run, wrap
from tui.drawing.trace.bars import bar, fitted, span
from tui.drawing.trace.record import AnswerRecord, clean, duration

SUPPORT = 12
"""Cells of the bar that shows a sentence's support."""


def blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield the page; nothing before the first sentence."""
    answer = record.answer
    if answer is not None:
        yield Drawing(partial(waterfall, answer))
        yield Gap()
        yield Drawing(partial(_figures, answer))
        if answer.notice:
            yield Text(clean(answer.notice), "degraded")
        yield Gap()
    for sentence in record.sentences:
        yield Drawing(partial(_sentence, sentence, record.sources))
        yield Gap()


def waterfall(answer: Answer, width: int) -> Rows:
    """When each stage began and how long it took; where the prompt had been read and the first token came.

    What passed before the first stage (a model to load, a queue) has a row of its own, where it can be seen at all.
    """
    trace = answer.trace
    total = max(trace.seconds, *(time.start + time.seconds for time in trace.stages), 1e-9)
    room = max(8, width - 20)
    begin, end = "0 s", duration(total)
    rows: list[tuple[Run, ...]] = [
        (Run(fitted("", 10)), Run(begin, "muted"), Run(fitted(end, room - len(begin), right=True), "muted"))
    ]

    def row(name: str, runs: Sequence[Run], seconds: float) -> None:
        rows.append((Run(fitted(name, 10), "muted"), *runs, Run(fitted(duration(seconds), 9, right=True))))

    before = min((time.start for time in trace.stages), default=0.0)
    if before / total > 1 / room:
        row("before", span(0.0, before / total, room, before / total), before)
    for time in trace.stages:
        first = trace.first_token if time.stage == "generate" else None
        read = (first - time.start) / total if first is not None else 0.0
        row(time.stage, span(time.start / total, time.seconds / total, room, read), time.seconds)
    if trace.first_token is not None:
        at = min(room - 1, int(trace.first_token / total * room))
        words = f"first token after {duration(trace.first_token)}"
        left = at + 2 + len(words) > room and at > len(words)
        text = f"{' ' * (at - len(words) - 1)}{words} ↑" if left else f"{' ' * at}↑ {words}"
        rows.append((Run(fitted("", 10)), Run(fitted(text, room), "accent")))
    return Rows(tuple(rows))


def _figures(answer: Answer, width: int) -> Rows:
    trace = answer.trace
    said = sum(sentence.shown for sentence in answer.sentences)
    runs = [Run(str(said), "strong accent"), Run(f" sentence{'' if said == 1 else 's'} said, ")]
    runs += [Run(str(trace.withheld), "failed strong" if trace.withheld else "strong"), Run(" withheld")]
    if trace.tokens_per_second:
        runs += [Run(" · "), Run(f"{trace.tokens_per_second:.0f}", "strong"), Run(" tokens/s")]
    model, mode = (clean(trace.model), trace.mode) if trace.written_tokens else ("no model", "quote")
    runs += [Run(" · "), Run(model, "strong"), Run(f", {mode} mode", "muted")]
    if trace.cached:
        runs.append(Run(" · the answer was remembered, not made again", "muted"))
    return Rows(tuple(wrap(runs, width)))


def _sentence(sentence: Sentence, sources: Mapping[int, Passage], width: int) -> Rows:
    """The sentence with its mark and sources; below it the support, and what decided."""
    mark, role = ("✓ ", "good") if sentence.shown else ("✗ ", "failed")
    runs = [Run(clean(sentence.text).replace("\n", " "), "" if sentence.shown else "withheld")]
    runs += [
        Run(f"\u00a0[{number}]", "cite", sources[number].link)  # never alone on a line
        for number in sentence.citations
        if number in sources
    ]
    rows: list[tuple[Run, ...]] = []
    for index, row in enumerate(wrap(runs, width - 2)):
        rows.append((Run("  " if index else mark, role), *row))
    decided = clean(sentence.reason)
    words = f"withheld: {decided}" if not sentence.shown else decided
    head = (
        *bar(sentence.support, SUPPORT, "bar" if sentence.shown else "failed"),
        Run(f" {sentence.support:.2f} ", "muted"),
    )
    lines = wrap([Run(words, "muted")], max(8, width - 2 - SUPPORT - 6))
    for index, line in enumerate(lines):
        rows.append((Run("  "), *(head if not index else (Run(" " * (SUPPORT + 6)),)), *line))
    return Rows(tuple(rows))
