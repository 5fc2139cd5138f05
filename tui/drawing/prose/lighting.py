"""Lights whole sentences on a page, over the ends of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tui.drawing.prose.runs import Line, Run

_LIT = "found"


def lit_phrases(lines: Sequence[Line], phrases: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines with every phrase in the role `found`, wherever lines break and white space differs.

    What stands between two words on the page (marks of lists and quotes) may come between them.
    """
    text = "\n".join(line.text for line in lines)
    spans = [span for phrase in phrases for span in _spans(text, phrase)]
    if not spans:
        return tuple(lines)
    found: list[Line] = []
    at = 0
    for line in lines:
        end = at + len(line.text)
        cuts = [(max(start, at) - at, min(stop, end) - at) for start, stop in spans if start < end and stop > at]
        found.append(Line(tuple(_lit(line.runs, sorted(cuts))), line.block) if cuts else line)
        at = end + 1
    return tuple(found)


def _spans(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    words = phrase.split()
    if words:
        pattern = r"[\s│▏↪•]+".join(map(re.escape, words))
        yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _lit(runs: Sequence[Run], cuts: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """Yield the runs of one line, cut at the borders of what is lit; `cuts` are in characters."""
    at = 0
    for run in runs:
        end = at + len(run.text)
        borders = sorted({at, end, *(edge for cut in cuts for edge in cut if at < edge < end)})
        for start, stop in pairwise(borders):
            inside = any(cut[0] <= start and stop <= cut[1] for cut in cuts)
            role = f"{run.role} {_LIT}".strip() if inside else run.role
            yield run._replace(text=run.text[start - at : stop - at], role=role)
        at = end
