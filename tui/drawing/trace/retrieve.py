"""Stage 2 as a page: the decision to answer, and every candidate with the four scores that ranked it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from engine.events import Candidate, Retrieved
from tui.drawing.prose.page import Block, Drawing, Gap, Links, Rows, Text
from tui.drawing.prose.runs import Run, width_of, wrap
from tui.drawing.trace.bars import bar, fitted, scale
from tui.drawing.trace.record import AnswerRecord, clean, duration, marked

SCORES = ("dense", "lexical", "fused", "rerank")
TITLE = 30
"""Fewest cells for the title of a passage; bars give way to it."""
_BAR = 3
"""Fewest cells of a bar. Where they are not left beside the title, the scores go below it."""
_FIGURE = 6
"""Cells of a score as a figure, and the space after it."""
NUMBER = 4
"""Cells of a passage's number in the answer."""


def blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield the page; nothing where no passages were looked for."""
    retrieved = record.retrieved
    if retrieved is None:
        return
    yield Drawing(partial(_decision, retrieved))
    yield Gap()
    yield Drawing(partial(_table, retrieved.candidates, record.numbers))
    yield Gap()
    yield Text(
        "dense: cosine · lexical: BM25 · fused: reciprocal ranks · rerank: MaxSim over token vectors. "
        "All of them together make the order.",
        "muted",
    )
    if retrieved.kept:
        yield Gap()
        yield Text("Read what went on", "accent")
        marks = [(marked(record.numbers.get(passage.id)), passage) for passage in retrieved.kept]
        yield Links(tuple((f"{mark} {clean(passage.heading)}", passage.link) for mark, passage in marks))


def _decision(retrieved: Retrieved, width: int) -> Rows:
    role = "good" if retrieved.answerable else "failed"
    verdict = "answerable" if retrieved.answerable else "not answerable"
    sign = "≥" if retrieved.confidence >= retrieved.threshold else "<"
    runs = [
        Run(verdict, f"{role} strong"), Run(": confidence "), Run(f"{retrieved.confidence:.2f}", "strong"),
        Run(f" {sign} threshold {retrieved.threshold:.2f}"), Run(f" · {duration(retrieved.seconds)}", "muted"),
    ]  # fmt: skip
    line = scale(retrieved.confidence, retrieved.threshold, min(width, 60), role)
    reason = clean(retrieved.reason)
    if retrieved.word is not None:
        reason += f" · asked, the model leans to {'yes' if retrieved.word > 0 else 'no'} ({retrieved.word:+.1f})"
    return Rows((*wrap(runs, width), line, *wrap([Run(reason, "muted")], width)))


def _table(candidates: Sequence[Candidate], numbers: Mapping[int, int], width: int) -> Rows:
    """A bar and a figure for each score of each candidate; the cut is drawn below the last one kept.

    In front of those that are kept stand their `numbers` in the answer, by the passages' own.
    """
    length = min(10, (width - NUMBER - TITLE) // len(SCORES) - _FIGURE)
    below = length < _BAR
    if below:
        length = max(0, min(10, (width - NUMBER) // len(SCORES) - _FIGURE))
    column = length + _FIGURE
    title = width - NUMBER - (0 if below else column * len(SCORES))
    indent = Run(" " * (NUMBER if below else NUMBER + title))
    best = {name: max((score(candidate, name) or 0 for candidate in candidates), default=0) for name in SCORES}
    rows: list[tuple[Run, ...]] = [(indent, *(Run(fitted(name, column - 1) + " ", "muted") for name in SCORES))]
    last = max((place for place, candidate in enumerate(candidates) if candidate.kept), default=-1)
    kept = sum(candidate.kept for candidate in candidates)
    for place, candidate in enumerate(candidates):
        role = "strong" if candidate.kept else "muted"
        cells = [run for name in SCORES for run in _cell(candidate, name, best[name], length)]
        mark = Run(fitted(marked(numbers.get(candidate.passage.id)) if candidate.kept else "", NUMBER), "accent")
        head = (mark, *_title(candidate, title, role))
        rows += [head, (indent, *cells)] if below else [(*head, *cells)]
        if place == last and last + 1 < len(candidates):
            words = f" the cut: {kept} of {len(candidates)} go into the prompt "
            rows.append((Run(f"╌╌{words}{'╌' * width}"[:width], "cut"),))
    return Rows(tuple(rows))


def score(candidate: Candidate, name: str) -> float | None:
    """Return one of the scores, by its name."""
    value: float | None = getattr(candidate, name)
    return value


def _title(candidate: Candidate, width: int, role: str) -> tuple[Run, ...]:
    """The section, which tells passages apart, then the document as far as it fits."""
    passage = candidate.passage
    section = clean(passage.section)
    if passage.section == passage.document:
        return Run(fitted(section, width - 1), role), Run(" ")
    head = fitted(section, min(width_of([Run(section)]), width - 1))
    room = width - 1 - width_of([Run(head)])
    return (
        Run(head, role),
        Run(fitted(f" · {clean(passage.document)}", room) if room > 4 else " " * room, "faint"),
        Run(" "),
    )


def _cell(candidate: Candidate, name: str, best: float, length: int) -> tuple[Run, ...]:
    value = score(candidate, name)
    if value is None:
        return Run("─" * length, "bar-ground"), Run(fitted("–", 5, right=True) + " ", "muted")
    share = value / best if best > 0 else 0.0
    figure = f"{value:.1f}" if name == "lexical" else f"{value:.3f}".replace("0.", ".", 1)
    drawn = bar(share, length, "bar" if candidate.kept else "bar-quiet") if length else ()
    return (*drawn, Run(fitted(figure, 5, right=True) + " ", "" if candidate.kept else "muted"))
