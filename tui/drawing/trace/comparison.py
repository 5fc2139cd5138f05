"""Two answers to one question side by side: the settings, the figures, the passages, the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from engine.events import STAGES
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Title
from tui.drawing.prose.runs import Run, width_of, wrap
from tui.drawing.trace.bars import bar
from tui.drawing.trace.record import AnswerRecord, clean, duration, marked

_LABEL = 12
_GUTTER = 2


def blocks(first: AnswerRecord, again: AnswerRecord) -> Iterator[Block]:
    """Yield the page of two records."""
    yield Title("The same question, answered twice")
    yield Gap()
    yield Drawing(partial(_figures, (first, again)))
    yield Gap()
    yield Drawing(partial(_passages, (first, again)))
    yield Gap()
    yield Drawing(partial(_words, (first, again)))


def _columns(width: int) -> int:
    return max(8, (width - _LABEL - _GUTTER) // 2)


def _row(label: str, cells: Sequence[Sequence[tuple[Run, ...]]], width: int) -> Iterator[tuple[Run, ...]]:
    """One label and two cells of lines, as rows."""
    for line in range(max(map(len, cells), default=0)):
        runs = [Run(f"{label if not line else '':<{_LABEL}}", "muted")]
        for index, cell in enumerate(cells):
            row = cell[line] if line < len(cell) else ()
            runs += row
            if not index:
                runs.append(Run(" " * max(0, width - width_of(row) + _GUTTER)))
        yield tuple(runs)


def _figures(records: Sequence[AnswerRecord], width: int) -> Rows:
    column = _columns(width)
    rows: list[tuple[Run, ...]] = []

    def line(label: str, of: Callable[[AnswerRecord], str], role: str = "") -> None:
        rows.extend(_row(label, [wrap([Run(of(record), role)], column) for record in records], column))

    line("model", lambda record: clean(record.answer.trace.model) if record.answer else _state(record), "strong")
    line("mode", lambda record: record.answer.trace.mode if record.answer else "…")
    line("passages", lambda record: str(len(record.passages)))
    line("prompt", lambda record: f"{record.composed.used} tokens" if record.composed else "none")
    slowest = max((record.answer.trace.seconds for record in records if record.answer), default=0.0)
    for stage in STAGES:
        cells = [[_time(record.seconds_of(stage), slowest, column)] for record in records]
        rows.extend(_row(stage, cells, column))
    rows.extend(_row("in all", [[_time(_total(record), slowest, column)] for record in records], column))
    line("first token", lambda record: _or_dash(record.answer.trace.first_token if record.answer else None))
    line("tokens/s", _speed)
    line("withheld", lambda record: str(sum(not sentence.shown for sentence in record.sentences)))
    return Rows(tuple(rows))


def _total(record: AnswerRecord) -> float | None:
    return record.answer.trace.seconds if record.answer else None


def _speed(record: AnswerRecord) -> str:
    speed = record.answer.trace.tokens_per_second if record.answer else None
    return f"{speed:.0f}" if speed else "–"


def _or_dash(seconds: float | None) -> str:
    return "–" if seconds is None else duration(seconds)


def _time(seconds: float | None, slowest: float, width: int) -> tuple[Run, ...]:
    if seconds is None:
        return (Run("–", "muted"),)
    length = max(4, width - 10)
    return (*bar(seconds / slowest if slowest else 0.0, length), Run(f" {duration(seconds)}"))


def _passages(records: Sequence[AnswerRecord], width: int) -> Rows:
    """The passages that each answer had, with their numbers in it; one that the other did not have is marked."""
    column = _columns(width)
    links = [{passage.link for passage in record.passages} for record in records]
    cells: list[list[tuple[Run, ...]]] = []
    for index, record in enumerate(records):
        lines: list[tuple[Run, ...]] = []
        numbers = record.numbers
        for passage in record.passages:
            number = marked(numbers.get(passage.id))
            alone = passage.link not in links[1 - index]
            mark = Run("+" if alone else " ", "good")
            for at, row in enumerate(wrap([Run(clean(passage.section), "strong" if alone else "")], column - 6)):
                lines.append((Run("    ") if at else Run(number[:4].ljust(4), "accent"), mark, Run(" "), *row))
        cells.append(lines or [(Run("none", "muted"),)])
    return Rows(tuple(_row("passages", cells, column)))


def _words(records: Sequence[AnswerRecord], width: int) -> Rows:
    column = _columns(width)
    cells = []
    for record in records:
        runs: list[Run] = []
        for sentence in record.sentences:
            look = "" if sentence.shown else "withheld"
            runs += [Run(clean(sentence.text).replace("\n", " "), look)]
            runs += [Run(f" [{number}]", "accent") for number in sentence.citations]
            runs.append(Run(" "))
        cells.append(wrap(runs or [Run(_state(record), "muted")], column))
    return Rows(tuple(_row("answer", cells, column)))


def _state(record: AnswerRecord) -> str:
    exchange = record.exchange
    if exchange is not None and exchange.fault is not None:
        return str(exchange.fault)
    return "stopped" if exchange is not None and exchange.stopped else "running …"
