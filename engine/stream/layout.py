"""Sentences as one text: prose flows, the items of a list and the rows of a table stand below each other.

What is quoted from another place is a paragraph of its own: it was written for another text, and would not read on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.events import Sentence


def answer_text(sentences: Iterable[Sentence], spell: Callable[[str], str] = str, *, cite: bool = False) -> str:
    """Return sentences as Markdown, each spelled by `spell` and, to `cite`, with its sources as `[1]`."""
    blocks = []
    for said in blocks_of(sentences):
        role, header = said[0].shape.block
        marks = [sources if cite else "" for sources in sources_in(said)]
        match role:
            case "item":
                blocks.append("\n".join(f"- {spell(one.text)}{mark}" for one, mark in zip(said, marks, strict=True)))
            case "row":
                rows = [[_cell(spell(name)) for name in header], ["---"] * len(header)]
                for one, mark in zip(said, marks, strict=True):
                    *cells, last = (_cell(spell(cell)) for cell in one.shape.cells)
                    rows.append([*cells, f"{last}{mark}"])
                blocks.append("\n".join(map(_row, rows)))
            case "code":
                blocks += [f"```\n{spell(one.text)}\n```" for one in said]
            case "heading":
                blocks += [f"**{spell(one.text)}**" for one in said]
            case _:
                blocks.append(" ".join(f"{spell(one.text)}{mark}" for one, mark in zip(said, marks, strict=True)))
    return "\n\n".join(blocks)


def blocks_of(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each paragraph, list, table, code or heading."""
    block: list[Sentence] = []
    for sentence in sentences:
        if block and not goes_on(sentence, block[-1]):
            yield block
            block = []
        block.append(sentence)
    if block:
        yield block


def goes_on(sentence: Sentence, last: Sentence) -> bool:
    """Return whether `sentence` stands in the block of the one before it."""
    if sentence.shape.block != last.shape.block:
        return False
    is_prose = sentence.shape.block[0] == "paragraph"
    return not (is_prose and last.quoted and sentence.passages != last.passages)


def sources_in(block: Sequence[Sentence]) -> list[str]:
    """Return for each sentence of a block what cites its sources, such as ` [1]`."""
    return ["".join(f" [{number}]" for number in numbers) for numbers in cited_in(block)]


def cited_in(block: Sequence[Sentence]) -> list[tuple[int, ...]]:
    """Return the sources that each sentence of a block shows: in a list or table, only the last of those alike does."""
    behind = [*(sentence.citations for sentence in block[1:]), ()]
    listed = block[0].shape.block[0] != "paragraph"
    return [
        () if listed and sentence.citations == following else sentence.citations
        for sentence, following in zip(block, behind, strict=True)
    ]


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
