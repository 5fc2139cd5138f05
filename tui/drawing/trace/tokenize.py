"""Stage 1 as a page: the pieces of the question, their ids, and what bytes would have cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from rich.cells import cell_len

from engine.events import Token, Tokenized
from tui.drawing.prose.page import Block, Drawing, Gap, Rows, Text
from tui.drawing.prose.runs import Run, wrap
from tui.drawing.trace.bars import bar, fitted
from tui.drawing.trace.record import AnswerRecord, clean, duration

SHADES = ("piece-a", "piece-b")
_GOES_ON, _SPECIAL = "##", ("[CLS]", "[SEP]")
"""How WordPiece marks a piece that goes on with a word, and its pieces that are no words (Devlin et al. 2019)."""


def blocks(record: AnswerRecord) -> Iterator[Block]:
    """Yield the page; nothing where the question was not tokenized."""
    tokenized = record.tokenized
    if tokenized is None:
        return
    count, size = len(tokenized.tokens), len(tokenized.question.encode("utf-8", "replace"))
    yield Drawing(partial(_head, tokenized))
    if tokenized.alone:
        yield Drawing(partial(_understood, tokenized))
    yield Gap()
    yield Drawing(partial(_pieces, tokenized.tokens))
    yield Drawing(partial(_sizes, count, size))
    yield from _apart(tokenized)


def _head(tokenized: Tokenized, width: int) -> Rows:
    count = len(tokenized.tokens)
    runs = [
        Run(str(count), "strong accent"), Run(f" {'piece' if count == 1 else 'pieces'} in "),
        Run(duration(tokenized.seconds), "strong"), Run(", cut by the vocabulary of "),
        Run(clean(tokenized.tokenizer), "strong"),
    ]  # fmt: skip
    return Rows(tuple(wrap(runs, width)))


def _understood(tokenized: Tokenized, width: int) -> Rows:
    """A follow-up as it was understood; or the topic before it, where that was only searched along with it."""
    topic = _topic_before(tokenized)
    said = ("searched with the topic before it: ", topic) if topic else ("understood as ", tokenized.alone)
    return Rows(tuple(wrap([Run(said[0]), Run(clean(said[1]), "strong")], width)))


def _topic_before(tokenized: Tokenized) -> str:
    """Return the topic that stands in front of a question that is otherwise as it was typed; "" without one."""
    words = tokenized.question.split()
    ends = (f": {' '.join(words[at:])}" for at in range(len(words)))
    return next((tokenized.alone.removesuffix(end) for end in ends if tokenized.alone.endswith(end)), "")


def _pieces(tokens: Sequence[Token], width: int) -> Rows:
    """Pieces as tiles in two shades, each over its id."""
    rows: list[tuple[Run, ...]] = []
    above: list[Run] = []
    below: list[Run] = []
    used = 0
    for index, token in enumerate(tokens):
        piece, number = spelled_piece(token.piece), str(token.id)
        size = min(max(cell_len(piece), cell_len(number)) + 1, width)
        if used + size > width:
            rows += [tuple(above), tuple(below), ()]
            above, below, used = [], [], 0
        above.append(Run(fitted(piece, size), SHADES[index % 2]))
        below.append(Run(fitted(number, size), "muted"))
        used += size
    return Rows((*rows, tuple(above), tuple(below), ()))


def spelled_piece(piece: str) -> str:
    """Return a piece with what cannot be seen made visible: a leading space as `·`, a line break as `↵`."""
    return clean(piece.replace("\n", "↵")).replace(" ", "·") or "∅"


def _sizes(tokens: int, size: int, width: int) -> Rows:
    room = max(4, width - 20)
    return Rows((
        (Run(fitted("tokens", 8), "muted"), *bar(tokens / max(size, 1), room, "bar"), Run(f" {tokens}")),
        (Run(fitted("bytes", 8), "muted"), *bar(1.0, room, "bar-quiet"), Run(f" {size}")),
    ))  # fmt: skip


def _apart(tokenized: Tokenized) -> Iterator[Block]:
    size, count = len(tokenized.question.encode("utf-8", "replace")), max(1, len(tokenized.tokens))
    yield Gap()
    yield Text(
        f"Cut into bytes, the question would be {size} steps long, not {count}: {size / count:.1f} bytes a token.",
        "muted",
    )
    words = " ".join(_whole(tokenized.tokens))
    if words:
        yield Text(f"In more than one piece: {words}", "muted")


def _whole(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the words that fell apart, with a bar between their pieces.

    A word begins with its space, or, in pieces of words (WordPiece), with whatever is marked as no continuation.
    """
    marked = any(token.piece in _SPECIAL for token in tokens)
    word: list[str] = []
    for token in (*tokens, Token(0, " ")):
        begins = not token.piece.startswith(_GOES_ON) if marked else token.piece[:1].isspace()
        if begins and word:
            if len(word) > 1:
                yield clean("|".join(word))
            word = []
        piece = token.piece.removeprefix(_GOES_ON).strip() if token.piece not in _SPECIAL else ""
        if piece and any(char.isalnum() for char in piece):
            word.append(piece)
