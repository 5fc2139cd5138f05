"""Stage 3 as a page: the token budget as a bar, and the prompt exactly as it is sent, coloured by part."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.events import Composed
from tui.drawing.prose.page import Block, Drawing, Gap, Rows
from tui.drawing.prose.runs import Run, wrap
from tui.drawing.trace.bars import stacked
from tui.drawing.trace.record import AnswerRecord, clean, duration

_PARTS = {
    "system": "instructions",
    "passage": "passages",
    "history": "asked before",
    "question": "question",
    "control": "control tokens",
}
"""The roles of prompt parts, in the order of the legend, by what they are called there."""


def blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield the page; nothing where no prompt was made."""
    if record.composed is not None:
        yield from budget(record)
        yield Gap()
        yield Drawing(partial(_prompt, record.composed))


def budget(record: AnswerRecord) -> Iterator[Block]:
    """Yield the budget alone."""
    if record.composed is not None:
        yield Drawing(partial(_budget, record.composed))


def _budget(composed: Composed, width: int) -> Rows:
    sizes = {role: sum(part.tokens for part in composed.parts if part.role == role) for role in _PARTS}
    legend: list[Run] = []
    for role, name in _PARTS.items():
        if sizes[role]:
            legend += [Run("■\u00a0", f"part-{role}"), Run(f"{_whole(name)}\u00a0{sizes[role]}", "muted"), Run("   ")]
    legend.append(Run(f"·\u00a0free\u00a0{max(0, composed.budget - composed.used)}", "muted"))
    drawn = [(part.tokens, f"part-{part.role}") for part in composed.parts]
    head = (
        Run(str(composed.used), "strong accent"), Run(" of "), Run(str(composed.budget), "strong"),
        Run(" tokens: the prompt in the order in which the model reads it"),
        Run(f" · {duration(composed.seconds)}", "muted"),
    )  # fmt: skip
    return Rows((*wrap(head, width), stacked(drawn, composed.budget, width), *wrap(legend, width)))


def _whole(text: str) -> str:
    """Return text that no line ends in."""
    return text.replace(" ", "\u00a0")


def _prompt(composed: Composed, width: int) -> Rows:
    """The text of every part, with line breaks shown as they are and marked, since the model reads them, too."""
    runs: list[Run] = []
    for part in composed.parts:
        role = f"part-{part.role}"
        lines = clean(part.text).split("\n")
        for index, line in enumerate(lines):
            runs.append(Run(line, role))
            if index + 1 < len(lines):
                runs += [Run("↵", "part-break"), Run("\n")]
    return Rows(tuple(wrap([run for run in runs if run.text], width)))
