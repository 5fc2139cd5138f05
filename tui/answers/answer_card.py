"""An answer as a picture of its own: the question, what was said, and where it stands, as SVG.

It follows the reader's light or dark scheme, and holds no script, no font and no address that loads anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rich.cells import cell_len

from content.safe_text import safe_text
from tui.answers.exchange_page import shown_blocks
from tui.drawing.prose.page import set_page
from tui.drawing.prose.runs import Line
from tui.drawing.trace.record import AnswerRecord

_WIDTH = 76
"""Cells of a line."""
_CELL, _LINE, _PAD = 9, 22, 28
"""Width of a cell, height of a line and the space around, in pixels."""
_PARTS = {"strong": "strong", "title": "strong", "mark": "accent", "cite": "second", "muted": "faint", "code": "second"}
"""The class of a run by what it is; ink where it is nothing of these."""
_STYLE = """
  svg { --paper: #faf9f4; --ink: #2b312d; --strong: #0f1411; --faint: #666d66; --accent: #3f6b00; --second: #00598f; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1110; --ink: #d5dbd4; --strong: #f4f7f0; --faint: #87918b; --accent: #b9f34b; --second: #7cc7ff; }
  }
  text { font: 15px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; fill: var(--ink); }
  .strong { fill: var(--strong); font-weight: 700; } .faint { fill: var(--faint); }
  .accent { fill: var(--accent); } .second { fill: var(--second); } rect { fill: var(--paper); }
""".strip("\n")


def answer_card(record: AnswerRecord, owner: str) -> str:
    """Return the card of an answer that is complete, with the name that stands below it."""
    assert record.answer is not None
    page = set_page(shown_blocks(record), _WIDTH)
    lines = [*page.lines]
    while lines and not lines[-1].text.strip():
        lines.pop()
    width, height = _WIDTH * _CELL + 2 * _PAD, (len(lines) + 2) * _LINE + 2 * _PAD
    below = _PAD + (len(lines) + 2) * _LINE - 6
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{_text(record.answer.question)}</title>",
            f"<style>\n{_STYLE}\n</style>",
            f'<rect width="{width}" height="{height}" rx="12"/>',
            *(text for number, line in enumerate(lines) for text in _drawn(line, _PAD + (number + 1) * _LINE - 6)),
            f'<text class="faint" x="{_PAD}" y="{below}">{_text(owner)}</text>',
            "</svg>\n",
        )
    )


def _drawn(line: Line, below: int) -> Iterator[str]:
    """Yield the texts of a line, each at the cell in which it begins."""
    at = 0
    for run in line.runs:
        cells = cell_len(run.text)
        if run.text.strip():
            kind = next((_PARTS[role] for role in run.role.split() if role in _PARTS), "")
            classed = f' class="{kind}"' if kind else ""
            place = f'x="{_PAD + at * _CELL}" y="{below}" textLength="{cells * _CELL}"'
            yield f"<text{classed} {place}>{_text(run.text)}</text>"
        at += cells


def _text(text: str) -> str:
    return escape(safe_text(text))
