"""`portfolio ask --trace`: what each stage did, drawn as on the Pipeline screen, with Rich."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tui.drawing.prose.page import Block, set_page
from tui.drawing.trace import compose, retrieve, stream, tokenize

if TYPE_CHECKING:
    from rich.console import Console

    from tui.drawing.prose.runs import Run
    from tui.drawing.trace.record import AnswerRecord

STYLES = {
    "strong": "bold",
    "accent": "green",
    "good": "green",
    "failed": "red",
    "degraded": "yellow",
    "muted": "dim",
    "faint": "dim",
    "rule": "dim",
    "bar": "green",
    "bar-quiet": "dim",
    "bar-ground": "dim",
    "cut": "green",
    "piece-a": "green",
    "piece-b": "cyan",
    "cite": "green",
    "withheld": "dim strike",
    "part-system": "dim",
    "part-passage": "green",
    "part-history": "yellow",
    "part-question": "cyan",
    "part-control": "red",
}
"""How the roles of the screens look in a terminal's own colours. What is not named looks like text."""


def print_trace(record: AnswerRecord, console: Console) -> None:
    """Print the stages of an answer: pieces, candidates with their scores, the budget, the waterfall, the sentences."""
    parts: list[tuple[str, Iterable[Block]]] = [
        ("Tokenize", tokenize.blocks(record)),
        ("Retrieve", retrieve.blocks(record)),
        ("Compose", compose.budget(record)),
        ("Stream", stream.blocks(record)),
    ]
    for title, blocks in parts:
        lines = set_page(blocks, console.width).lines
        if lines:
            console.print()
            console.print(Text(title, "bold"))
            for line in lines:
                console.print(_text(line.runs), soft_wrap=True)


def _text(runs: Sequence[Run]) -> Text:
    text = Text(no_wrap=True, end="")
    for run in runs:
        text.append(run.text, " ".join(STYLES[role] for role in run.role.split() if role in STYLES))
    text.rstrip()
    return text
