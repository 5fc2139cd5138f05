"""What a text loses on its way into a pack: each thing once, with the lines on which the source has it, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from content.importers.result import Left
from content.safe_text import one_line

Lose = Callable[[str, str], None]
"""Notes what is lost, and how the source writes it."""


class Losses(dict[str, list[str]]):
    """What was lost, such as `image: a.png`, with each way in which the source writes it."""

    def note(self, what: str, written: str) -> None:
        """Note that something was lost."""
        self.setdefault(what, []).append(written)

    def left(self, name: str, source: str, start: int) -> Iterator[Left]:
        """Yield it as what is left of page `name`, with the lines of `source`, whose body begins at `start`."""
        for what, written in self.items():
            lines = ", ".join(map(str, _lines(written, source, start)))
            yield Left(f"{name}:{lines}: {_short(what)}" if lines else f"{name}: {_short(what)}", _why(what))


def _short(what: str) -> str:
    return one_line(what)[:100]


def _lines(written: list[str], source: str, start: int) -> list[int]:
    """Return the lines on which the source has what is written, in the order of the text."""
    found: dict[int, None] = {}
    for text in written:
        words = text.strip().partition("\n")[0].partition("\0")[0]  # where code spans were held, there are zeros
        at = source.find(words, start) if words else -1
        if at >= 0:
            found[source.count("\n", 0, at) + 1] = None
            start = at + len(words)
    return list(found)


def _why(what: str) -> str:
    match what.partition(":")[0]:
        case "image":
            return "a terminal shows no images; their alternative text stays"
        case "link":
            return "it leads to nothing that was imported; its words stay"
        case "JSX" | "module":
            return "a pack has no components; put in what it showed"
        case "deleted text":
            return "it was struck out"
        case "HTML":
            return "a pack holds no HTML; the text within stays"
    return "a pack has no templates; put in the text that it made"
