"""An answer on stdout as it comes: prose sentence by sentence, a list or a table once it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.output import columns, put
from engine.stream.layout import goes_on, sources_in
from tui.drawing.prose.runs import Run
from tui.drawing.prose.setting import fits, table_rows

if TYPE_CHECKING:
    from engine.events import Sentence


class Speaker:
    """Prints sentences with their citations as `[1]`. Call `end` behind the last one."""

    def __init__(self) -> None:
        self._block: list[Sentence] = []

    def say(self, sentence: Sentence) -> None:
        """Print a sentence, or hold it back until its list or table is whole."""
        if self._block and not goes_on(sentence, self._block[-1]):
            is_prose = self._block[0].shape.block[0] == sentence.shape.block[0] == "paragraph"
            self.end()
            if is_prose:
                put("")
        if sentence.shape.block[0] == "paragraph":
            put((" " if self._block else "") + sentence.text + sources_in([sentence])[0], end="")
        self._block.append(sentence)

    def end(self) -> bool:
        """End the line, list or table that was begun; return whether there was one."""
        block, self._block = self._block, []
        if block and block[0].shape.block[0] == "paragraph":
            put("")
        elif block:
            for line in _lines(block):
                put(line.rstrip())
        return bool(block)


def _lines(block: list[Sentence]) -> Iterator[str]:
    header = block[0].shape.header
    if block[0].shape.role == "code":
        yield from (f"    {line}" for sentence in block for line in sentence.text.splitlines())
        return
    if block[0].shape.role == "heading":
        yield from (sentence.text for sentence in block)
        return
    marks = sources_in(block)
    if not header or not fits(len(header), columns()):
        yield from (f"- {sentence.text}{mark}" for sentence, mark in zip(block, marks, strict=True))
        return
    rows = [[[Run(cell)] for cell in cells] for cells in (header, *(sentence.shape.cells for sentence in block))]
    for row, mark in zip(rows[1:], marks, strict=True):
        row[-1].append(Run(mark))
    for line in table_rows(rows[0], rows[1:], ("",) * len(header), columns()):
        yield "".join(run.text for run in line)
